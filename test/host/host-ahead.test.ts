import {describe, expect, it} from 'vitest';
import {localHost} from '../../src/fleet/local-host.js';
import {type HostAhead, readHostAhead} from '../../src/host/host-ahead.js';
import {readHost} from '../../src/host/read-host.js';
import {own} from '../../src/terminal/safe-text.js';
import {authoredHost} from '../support/authored-host.js';
import {ordinaryHost} from '../support/ordinary-host.js';

const socketPath = '/var/run/docker.sock';

const entries = {...ordinaryHost, '/etc/docker/daemon.json': {content: '{"icc": false}', mode: 0o644}};

describe('what is read of a host before its engine has said anything', () => {
	it('leads to the same as reading all of it afterwards', async () => {
		const {root} = authoredHost(entries);
		const engine = {socketPath, rootDirectory: '/var/lib/docker'};
		const waits: string[] = [];
		const free = async () => void waits.push('free');
		const ahead = await readHostAhead(socketPath, {root, free});
		expect(waits.length).toBeGreaterThan(2);
		const facts = await readHost({engine, root, ahead});
		expect(facts).toEqual(await readHost({engine, root}));
		expect(facts).toMatchObject({
			daemon: {known: true, value: {pid: 812, options: {icc: false}}},
			dataRootIsMount: {value: false},
		});
	});

	it('is taken for the first look at the host of the same socket, and for no other', async () => {
		const read = await readHostAhead('/nowhere.sock');
		const ahead: HostAhead = {...read, facts: {...read.facts, sysctls: {marked: own('yes')}}};
		const host = localHost(Promise.resolve(ahead));
		expect((await host.readHost(null, '/nowhere.sock')).sysctls).toEqual({marked: 'yes'});
		expect((await host.readHost(null, '/nowhere.sock')).sysctls).not.toHaveProperty('marked');
		const other = localHost(Promise.resolve(ahead));
		expect((await other.readHost(null, '/elsewhere.sock')).sysctls).not.toHaveProperty('marked');
	});
});
