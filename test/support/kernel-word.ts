import {chmod, chown, mkdir, mkdtemp, open, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {createReader} from '../../src/engine/reader.js';
import {openFleet} from '../../src/fleet/fleet.js';
import type {Fleet} from '../../src/fleet/fleet-model.js';
import {localHost} from '../../src/fleet/local-host.js';
import type {AssessedContainer} from '../../src/risk/assessment.js';
import {forEachLimited} from '../../src/terminal/pool.js';
import {connectAs} from './connect-inside.js';
import {busyboxImage} from './images.js';

/**
 * One container and one attack. Both are run for real, and what dockscope says of the container is compared with what the kernel did.
 *
 * In `run` and `attack`: HERE is a folder of the test with `canary` (root, 0600), `folder` (root, 0755) and `of-1000/.ssh` (uid 1000,
 * 0700) and `mapped/.ssh` (uid 100000, 0700); SOCKET is the engine's socket, ENGINE its process; GROUP the group of the socket; DISK a block device, with its numbers MAJOR
 * and MINOR.
 */
export type KernelCase = {
	/** Options of `docker run`. */
	readonly run: string;
	/** `setuid`: an image whose busybox becomes root. */
	readonly image?: 'setuid';
	/** A shell command inside, as the container's own user; `connect PATH` connects to a unix socket with its ids. */
	readonly attack: string;
	/** The paths that dockscope shows where the attack works. */
	readonly path: RegExp;
	/** What the kernel is expected to do: the suite fails too where a case no longer is what it is meant to be. */
	readonly opens: boolean;
	/** The verdict of this rule has to say why it is closed. */
	readonly rule?: string;
};
export type KernelCases = Readonly<Record<string, KernelCase>>;

/** An engine to try the cases on. */
export type TriedEngine = {
	readonly socketPath: string;
	/** Of its process. */
	readonly pid: number;
	docker(...args: string[]): Promise<string>;
	stop(): Promise<void>;
};

type Disk = {readonly path: string; readonly major: string; readonly minor: string};

/** A block device that this machine lets root read, `null` where there is none to try with. */
async function someDisk(): Promise<Disk | null> {
	const rows = (await readFile('/proc/partitions', 'utf8')).split('\n').slice(2);
	const disks = rows.flatMap(row => {
		const [major = '', minor = '', , name = ''] = row.trim().split(/\s+/);
		return /^(vd|sd|nvme|xvd)/.test(name) ? [{path: `/dev/${name}`, major, minor}] : [];
	});
	for (const disk of [...disks, {path: '/dev/loop0', major: '7', minor: '0'}]) if (await opens(disk.path)) return disk;
	return null;
}

async function opens(path: string): Promise<boolean> {
	try {
		await (await open(path, 'r')).close();
		return true;
	} catch {
		return false;
	}
}

const disk = await someDisk();
const isVersion1 = await stat('/sys/fs/cgroup/memory/release_agent').then(
	() => true,
	() => false,
);
const canBeTried = ({run, attack}: KernelCase) =>
	(disk !== null || !/DISK|MAJOR/.test(run + attack)) && (isVersion1 || !attack.includes('release_agent'));

/**
 * What dockscope says of a container, against what the kernel lets an attacker in it do.
 *
 * @param start  starts the engine; `here` is the folder of the test
 */
export function tryCases(
	title: string,
	all: KernelCases,
	isSkipped: boolean,
	start: (here: string) => Promise<TriedEngine>,
): void {
	const cases = Object.entries(all).filter(([, one]) => canBeTried(one));
	describe.skipIf(isSkipped || process.getuid?.() !== 0)(title, () => {
		let engine: TriedEngine;
		let fleet: Fleet;
		let here: string;
		let filled: (text: string) => string;

		beforeAll(async () => {
			here = await folderOfCases();
			engine = await start(here);
			filled = await placesOf(engine, here);
			await busyboxImage(engine);
			const accounts = 'root::0:0:root:/root:/bin/sh\nuser:x:1000:1000::/:/bin/sh\n';
			await busyboxImage(engine, {name: 'setuid:1', mode: 0o4755, files: {'etc/passwd': accounts}});
			await forEachLimited(cases, 4, async ([name, {run, image}]) => {
				await engine.docker(
					...['run', '-d', '--name', name, '--stop-signal', 'KILL'],
					...words(filled(run)),
					...[image === undefined ? 'busybox:1' : 'setuid:1', 'sleep', '9999'],
				);
			});
			const reader = createReader({kind: 'unix', socketPath: engine.socketPath});
			fleet = openFleet(reader, {host: localHost(), unwatched: true});
			await fleet.start();
		});

		afterAll(async () => {
			fleet?.close();
			await engine?.stop();
			if (here !== undefined) await rm(here, {recursive: true, force: true});
		});

		it.each(cases)('%s', async (name, {attack, path, opens, rule}) => {
			const assessed = assessedOf(fleet, name);
			const works = await tryIt(engine, name, filled(attack));
			expect(works, `the attack ${attack}`).toBe(opens);
			const stories = storiesOf(assessed);
			expect(stories.filter(story => path.test(story)).length > 0, stories.join('\n') || 'no path').toBe(works);
			if (rule === undefined) return;
			const verdict = assessed.verdicts.find(one => one.rule === rule);
			expect(verdict?.verdict).toBe('fail');
			expect(verdict?.mitigations.join()).toMatch(/lowered to/);
			expect(verdict?.severity).not.toBe('critical');
		});
	});
}

async function folderOfCases(): Promise<string> {
	const here = await mkdtemp(join(tmpdir(), 'dockscope-kernel-'));
	await chmod(here, 0o755);
	await writeFile(join(here, 'canary'), 'canary\n', {mode: 0o600});
	await mkdir(join(here, 'folder'), {mode: 0o755});
	await mkdir(join(here, 'of-1000/.ssh'), {recursive: true});
	await chown(join(here, 'of-1000/.ssh'), 1000, 1000);
	await chmod(join(here, 'of-1000/.ssh'), 0o700);
	await mkdir(join(here, 'mapped/.ssh'), {recursive: true});
	await chown(join(here, 'mapped/.ssh'), 100_000, 100_000);
	await chmod(join(here, 'mapped/.ssh'), 0o700);
	const syscalls = [{names: ['mount', 'fsopen', 'fsmount', 'open_tree', 'move_mount'], action: 'SCMP_ACT_ERRNO'}];
	await writeFile(join(here, 'no-mount.json'), JSON.stringify({defaultAction: 'SCMP_ACT_ALLOW', syscalls}));
	return here;
}

/** The words of a case with what they stand for. A socket of the group root gets another, so that gid 0 is not in it. */
async function placesOf({socketPath, pid}: TriedEngine, here: string): Promise<(text: string) => string> {
	const {uid, gid} = await stat(socketPath);
	const group = gid === 0 ? 4242 : gid;
	await chown(socketPath, uid, group);
	const places = {
		HERE: here,
		SOCKET: socketPath,
		ENGINE: pid,
		GROUP: group,
		DISK: disk?.path,
		MAJOR: disk?.major,
		MINOR: disk?.minor,
	};
	return text =>
		text.replaceAll(/HERE|SOCKET|ENGINE|GROUP|DISK|MAJOR|MINOR/g, word => String(places[word as keyof typeof places]));
}

async function tryIt(engine: TriedEngine, name: string, attack: string): Promise<boolean> {
	const socket = /^connect (\S+)$/.exec(attack)?.[1];
	if (socket !== undefined) {
		const pid = Number(await engine.docker('inspect', '--format', '{{.State.Pid}}', name));
		return (await connectAs(pid, socket)) === 'connected';
	}
	return engine.docker('exec', name, 'sh', '-c', `${attack} && echo it worked`).then(
		said => said.includes('it worked'),
		() => false,
	);
}

function assessedOf(fleet: Fleet, name: string): AssessedContainer {
	const assessed = fleet.model().entries.find(entry => entry.name === name)?.assessed;
	if (assessed === undefined || assessed === null) throw new Error(`${name} was not judged`);
	return assessed;
}

const storiesOf = ({attackPaths}: AssessedContainer): string[] =>
	attackPaths.map(({severity, hops}) => `${severity}: ${hops.map(({label}) => label).join(' → ')}`);

/** Words of a command line, quoted ones whole. */
const words = (line: string): string[] =>
	[...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
