import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import type {ContainerFacts} from '../../../../src/base/facts/index.js';
import {openTree} from '../../../../src/base/host/host-tree.js';
import {followedContainers} from '../../../../src/record/recorder/sources/followed-containers.js';
import {sampleModel} from '../../../support/sample-fleet.js';
import {temporaryFolder} from '../../../support/temporary-folder.js';

const web = 'a'.repeat(64);
const stranger = 'b'.repeat(64);
const facts: ContainerFacts = sampleModel([{name: 'web'}]).entries[0]?.assessed?.facts ?? expect.fail();

/** The engine knows `web` only. Processes are what is put under `/proc`. */
function following() {
	const root = temporaryFolder();
	const clock = {seconds: 0};
	const lost: string[] = [];
	const noAnswer = async (): Promise<null> => null;
	const files = {raisedBy: noAnswer, placeOf: noAnswer, socketAt: noAnswer, executedName: noAnswer, close: () => undefined};
	const containers = followedContainers({
		tree: openTree(root),
		files,
		factsOf: id => (id === web ? facts : null),
		onLost: id => void lost.push(id),
		trace: {namespace: null, follow: list => new Map(list().map(pid => [pid, pid]))},
		seconds: () => clock.seconds,
	});
	const process = (pid: number, file: string, text: string): void => {
		mkdirSync(join(root, 'proc', String(pid)), {recursive: true});
		writeFileSync(join(root, 'proc', String(pid), file), text);
	};
	const ownerOf = (pid: number): string | null => containers.ownerOf(pid)?.id ?? null;
	return {containers, process, ownerOf, lost, clock};
}

describe('whose a task is', () => {
	it('follows from a shim, through forks, to a program that is not the runtime', async () => {
		const {containers, process, ownerOf} = following();
		process(10, 'cmdline', `/usr/bin/containerd-shim-runc-v2\0-namespace\0moby\0-id\0${web}\0-address\0x\0`);
		containers.begins(10);
		containers.forked(10, 11);
		expect([ownerOf(10), ownerOf(11), containers.memberOf(11)]).toEqual([web, web, null]);
		const started = await containers.ownerOfExec(11, '/bin/web')?.tasks.exec(11, '/bin/web', 0);
		expect(started).toMatchObject({path: '/bin/web', isStart: true, byExec: false});
		expect(containers.memberOf(11)?.id).toBe(web);
	});

	it('is forgotten when its number is a stranger’s, who was forked elsewhere', () => {
		const {containers, process, ownerOf} = following();
		process(10, 'cmdline', `shim\0-id\0${web}\0`);
		containers.begins(10);
		containers.forked(10, 11);
		containers.forked(99, 11);
		expect(ownerOf(11)).toBeNull();
	});

	it('is seen by its control group where its parents were not, of containers that the engine knows', () => {
		const {containers, process} = following();
		process(20, 'cgroup', `0::/system.slice/docker-${web}.scope\n`);
		process(21, 'cgroup', `0::/system.slice/docker-${stranger}.scope\n`);
		expect(containers.ownerOfExec(20, '/usr/bin/runc')).toBeNull();
		expect(containers.ownerOfExec(20, '/bin/sh')?.id).toBe(web);
		expect(containers.ownerOfExec(21, '/bin/sh')).toBeNull();
	});

	it('belongs to no container for a shim that names no container', () => {
		const {containers, process} = following();
		process(10, 'cmdline', 'containerd-shim-runc-v2\0start\0');
		containers.begins(10);
		expect([...containers.all()]).toEqual([]);
	});
});

describe('running containers', () => {
	it('are reported as lost once when a start of theirs was not seen', () => {
		const {containers, lost} = following();
		const look = (pid: number): void => containers.followAll(new Map([[web, pid]]), []);
		look(7);
		expect(lost).toEqual([]);
		look(8);
		look(8);
		expect(lost).toEqual([web]);
	});

	it('are forgotten a minute after their start when they do not run', () => {
		const {containers, clock} = following();
		containers.followAll(new Map([[web, 7]]), []);
		const left = (running: ReadonlyMap<string, number>): number => {
			containers.forgetEnded(running);
			return [...containers.all()].length;
		};
		clock.seconds = 61;
		expect(left(new Map([[web, 7]]))).toBe(1);
		clock.seconds = 60;
		expect(left(new Map())).toBe(1);
		clock.seconds = 61;
		expect(left(new Map())).toBe(0);
	});
});
