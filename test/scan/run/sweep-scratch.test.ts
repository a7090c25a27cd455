import {type ChildProcess, spawn} from 'node:child_process';
import {chmod, chown, mkdir, mkdtemp, readdir, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, it, onTestFinished, vi} from 'vitest';
import {ownIdentity} from '../../../src/base/ownership/process-identity.js';
import {guardGroup} from '../../../src/scan/run/guardian.js';
import {temporaryDirectory} from '../../../src/scan/run/scratch.js';
import {sweepScratch} from '../../../src/scan/run/sweep-scratch.js';
import {type RunningProcess, runningProcesses, until} from '../../support/process-table.js';
import {temporaryFolder} from '../../support/temporary-folder.js';

const folder = temporaryFolder();
beforeEach(() => void vi.stubEnv('TMPDIR', folder));
afterEach(() => void vi.unstubAllEnvs());

/** The process that made a folder, and that no longer runs. */
const ended = {...ownIdentity(), start: '1'};

async function left(by: unknown, more: {mark?: string; mode?: number} = {}): Promise<string> {
	const path = await mkdtemp(join(folder, 'dockscope-scan-'));
	await writeFile(join(path, '.dockscope-scan.json'), more.mark ?? JSON.stringify({schema: 'dockscope.scratch/1', by}), {
		mode: 0o600,
	});
	await mkdir(join(path, 'tmp', 'trivy-1'), {recursive: true});
	await writeFile(join(path, 'tmp', 'trivy-1', 'export'), 'x'.repeat(1000));
	await chmod(path, more.mode ?? 0o700);
	return path;
}

const sleeper = (environment: Record<string, string>, cwd = '/'): ChildProcess => {
	const child = spawn('sleep', ['1000'], {
		detached: true,
		stdio: 'ignore',
		cwd,
		env: {PATH: process.env['PATH'], ...environment},
	});
	onTestFinished(() => void child.kill('SIGKILL'));
	return child;
};
const isGone = ({exitCode, signalCode}: ChildProcess) => exitCode !== null || signalCode !== null;

it('removes the folder of a scan whose dockscope was killed, and ends what still runs for it', async () => {
	const path = await left(ended);
	// A scanner may leave folders that cannot be written to.
	await mkdir(join(path, 'tmp', 'module'), {mode: 0o500});
	const daemon = sleeper({TMPDIR: join(path, 'tmp')});
	const visitor = sleeper({OLDPWD: path}, path);
	expect(await sweepScratch()).toEqual({removed: [path], failed: []});
	expect(await readdir(folder)).toEqual([]);
	await until('the daemon has ended', async () => isGone(daemon));
	expect(isGone(visitor)).toBe(false);
});

it('leaves a folder that is in use, or that is not proven to be its own', async () => {
	await left(ownIdentity());
	await left({...ended, host: 'another'});
	await left({...ended, namespace: 'pid:[1]'});
	await left(ended, {mark: '{"schema":'});
	await left(ended, {mark: '{"schema":"dockscope.scratch/1"}'});
	await left(ended, {mark: JSON.stringify({schema: 'other', by: ended})});
	await left(ended, {mode: 0o755});
	await mkdtemp(join(folder, 'dockscope-scan-'));
	await symlink(await mkdtemp(join(folder, 'elsewhere-')), join(folder, 'dockscope-scan-linked'));
	const linked = await mkdtemp(join(folder, 'dockscope-scan-'));
	await symlink(join(await left(ended, {mode: 0o755}), '.dockscope-scan.json'), join(linked, '.dockscope-scan.json'));
	const before = (await readdir(folder)).sort();
	expect(await sweepScratch()).toEqual({removed: [], failed: []});
	expect((await readdir(folder)).sort()).toEqual(before);
});

it('leaves the folder of another user, also as root', async () => {
	const path = await left(ended);
	vi.spyOn(process, 'getuid').mockReturnValue(54321);
	expect((await sweepScratch()).removed).toEqual([]);
	vi.restoreAllMocks();
	if (process.getuid?.() === 0) {
		await chown(path, 65534, 65534);
		expect((await sweepScratch()).removed).toEqual([]);
	}
});

it('leaves the folder of a scan that runs', async () => {
	await temporaryDirectory(async path => {
		expect((await sweepScratch()).removed).toEqual([]);
		expect(await readdir(path)).toEqual(['.dockscope-scan.json']);
	});
});

it('a process group outlives its guard when the scan has ended', async () => {
	const group = sleeper({});
	const before = (await runningProcesses()).filter(isGuard).length;
	const endGuard = guardGroup(group.pid ?? 0);
	endGuard();
	await until('the guard has ended', async () => (await runningProcesses()).filter(isGuard).length <= before);
	expect(isGone(group)).toBe(false);
});

const isGuard = ({parent, command}: RunningProcess) => parent === process.pid && command.includes('kill -TERM');
