import {expect, it} from 'vitest';
import {observeTwin} from '../../src/fix/rehearsal/observe-twin.js';
import type {RehearsalSession} from '../../src/fix/rehearsal/rehearsal-session.js';
import {openSnapshot} from '../../src/judge/snapshot/open-snapshot.js';

it('asks the engine for the processes of a twin that shares the control group of what started it, as it sees their users', async () => {
	const Id = 'a1'.repeat(32);
	// This process shares the control group of its parent, as the first of a container of rootless Podman on version 1 does.
	const inspect = {Id, State: {Running: true, Status: 'running', Pid: process.pid}};
	const top = {Titles: ['HPID', 'HUSER', 'USER', 'COMM', 'COMMAND'], Processes: [['7', '4321', 'root', 'httpd', 'httpd -f']]};
	const {reader} = openSnapshot(JSON.stringify({schema: 'dockscope.snapshot/1', containers: [{inspect, top}]}), 'x.json');
	const facts = {namespaces: {user: {kind: 'private'}}};
	const seen = await observeTwin({reader, local: true, facts} as unknown as RehearsalSession, Id);
	expect([...seen.classes]).toEqual(['httpd:0:']);
});
