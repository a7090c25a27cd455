import {chmod, chown, mkdir, mkdtemp, open, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {createReader} from '../../src/engine/reader.js';
import {openFleet} from '../../src/fleet/fleet.js';
import type {Fleet} from '../../src/fleet/fleet-model.js';
import {localHost} from '../../src/fleet/local-host.js';
import type {AssessedContainer} from '../../src/risk/assessment.js';
import {connectAs} from '../support/connect-inside.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {type KernelCase, kernelCases} from './kernel-word-cases.js';

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

const why = await whyNoEngine();
const disk = await someDisk();
const isVersion1 = await stat('/sys/fs/cgroup/memory/release_agent').then(
	() => true,
	() => false,
);
const canBeTried = ({run, attack}: KernelCase) =>
	(disk !== null || !/DISK|MAJOR/.test(run + attack)) && (isVersion1 || !attack.includes('release_agent'));
const cases = Object.entries(kernelCases).filter(([, one]) => canBeTried(one));

/** What dockscope says of a container, against what the kernel lets an attacker in it do. */
describe.skipIf(why !== null || process.getuid?.() !== 0)("the kernel's word", () => {
	let engine: PrivateEngine;
	let fleet: Fleet;
	let here: string;
	let filled: (text: string) => string;

	beforeAll(async () => {
		here = await mkdtemp(join(tmpdir(), 'dockscope-kernel-'));
		await chmod(here, 0o755);
		await writeFile(join(here, 'canary'), 'canary\n', {mode: 0o600});
		await mkdir(join(here, 'folder'), {mode: 0o755});
		await mkdir(join(here, 'of-1000/.ssh'), {recursive: true});
		await chown(join(here, 'of-1000/.ssh'), 1000, 1000);
		await chmod(join(here, 'of-1000/.ssh'), 0o700);
		await writeFile(
			join(here, 'no-mount.json'),
			JSON.stringify({
				defaultAction: 'SCMP_ACT_ALLOW',
				syscalls: [{names: ['mount', 'fsopen', 'fsmount', 'open_tree', 'move_mount'], action: 'SCMP_ACT_ERRNO'}],
			}),
		);
		engine = await startPrivateEngine({args: ['-H', `unix://${here}/open.sock`, '-H', `unix://${here}/shut.sock`]});
		await chmod(join(here, 'open.sock'), 0o666);
		await chmod(join(here, 'shut.sock'), 0o600);
		const {gid} = await stat(engine.socketPath);
		filled = text =>
			text
				.replaceAll('/host/HERE', `/host${here}`)
				.replaceAll('HERE', here)
				.replaceAll('SOCKET', engine.socketPath)
				.replaceAll('ENGINE', String(engine.pid))
				.replaceAll('DOCKER', String(gid === 0 ? 4242 : gid))
				.replaceAll('DISK', disk?.path ?? '')
				.replaceAll('MAJOR', disk?.major ?? '')
				.replaceAll('MINOR', disk?.minor ?? '');
		if (gid === 0) await chown(engine.socketPath, 0, 4242);
		await busyboxImage(engine);
		await busyboxImage(engine, {
			name: 'setuid:1',
			mode: 0o4755,
			files: {'etc/passwd': 'root::0:0:root:/root:/bin/sh\nuser:x:1000:1000::/:/bin/sh\n'},
		});
		for (const [name, {run, image}] of cases)
			await engine.docker(
				...['run', '-d', '--name', name, '--stop-signal', 'KILL'],
				...words(filled(run)),
				...[image === undefined ? 'busybox:1' : 'setuid:1', 'sleep', '9999'],
			);
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
		const works = await tryIt(name, filled(attack));
		expect(works, `the attack ${attack}`).toBe(opens);
		const stories = assessed.attackPaths.map(({severity, hops}) => `${severity}: ${hops.map(({label}) => label).join(' → ')}`);
		expect(stories.filter(story => path.test(story)).length > 0, `${stories.join('\n') || 'no path'}`).toBe(works);
		if (rule === undefined) return;
		const verdict = assessed.verdicts.find(one => one.rule === rule);
		expect(verdict?.verdict).toBe('fail');
		expect(verdict?.mitigations.join()).toMatch(/lowered to/);
		expect(verdict?.severity).not.toBe('critical');
	});

	async function tryIt(name: string, attack: string): Promise<boolean> {
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
});

function assessedOf(fleet: Fleet, name: string): AssessedContainer {
	const assessed = fleet.model().entries.find(entry => entry.name === name)?.assessed;
	if (assessed === undefined || assessed === null) throw new Error(`${name} was not judged`);
	return assessed;
}

/** Words of a command line, quoted ones whole. */
const words = (line: string): string[] =>
	[...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
