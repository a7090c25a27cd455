import {execFile} from 'node:child_process';
import {
	chmod,
	chown,
	lchown,
	link,
	lstat,
	mkdir,
	mkdtemp,
	open,
	readdir,
	readFile,
	rm,
	stat,
	symlink,
	writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {beforeEach, describe, expect, it, onTestFinished} from 'vitest';
import {writeOutputFile} from '../../src/cli/write-output-file.js';
import {bundleForNobody, canActAsNobody, runAsNobody} from '../support/as-nobody.js';

const never = new AbortController().signal;
let folder = '';
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'dockscope-write-whole-'));
	onTestFinished(() => rm(folder, {recursive: true, force: true}));
});

const content = (name: string) => readFile(join(folder, name), 'utf8');
const modeOf = async (name: string) => (await stat(join(folder, name))).mode & 0o7777;

it('creates a file that only its owner can read', async () => {
	await writeOutputFile(join(folder, 'report'), 'new', never);
	expect(await content('report')).toBe('new');
	expect(await modeOf('report')).toBe(0o600);
	expect(await readdir(folder)).toEqual(['report']);
});

it.each([0o644, 0o666, 0o640])('puts a new file that only its owner can read in the place of one of mode %o', async mode => {
	await writeFile(join(folder, 'report'), 'a longer old text');
	await chmod(join(folder, 'report'), mode);
	const reader = await open(join(folder, 'report'));
	await writeOutputFile(join(folder, 'report'), 'new', never);
	expect(await content('report')).toBe('new');
	expect(await modeOf('report')).toBe(0o600);
	expect(await reader.readFile('utf8')).toBe('a longer old text');
	await reader.close();
});

it.each([
	['there', ['real/report', 'link']],
	['not there yet', ['link']],
])('keeps links, and writes what they lead to where it is %s', async (_, [first]) => {
	await mkdir(join(folder, 'real'));
	await symlink('real/hop', join(folder, 'link'));
	await symlink('./report', join(folder, 'real/hop'));
	if (first !== 'link') await writeFile(join(folder, 'real/report'), 'old');
	await writeOutputFile(join(folder, 'link'), 'new', never);
	expect((await lstat(join(folder, 'link'))).isSymbolicLink()).toBe(true);
	expect((await lstat(join(folder, 'real/hop'))).isSymbolicLink()).toBe(true);
	expect(await content('real/report')).toBe('new');
});

it('reports links that form a loop', async () => {
	await symlink('b', join(folder, 'a'));
	await symlink('a', join(folder, 'b'));
	await expect(writeOutputFile(join(folder, 'a'), 'new', never)).rejects.toThrow('ELOOP');
});

it('leaves the other name of a file alone', async () => {
	await writeFile(join(folder, 'one'), 'old');
	await link(join(folder, 'one'), join(folder, 'other'));
	await writeOutputFile(join(folder, 'one'), 'new', never);
	expect(await content('one')).toBe('new');
	expect(await content('other')).toBe('old');
});

describe.skipIf(process.getuid?.() !== 0)('what another user put there', () => {
	it('replaces a file of that user by one of the caller', async () => {
		await writeFile(join(folder, 'report'), 'old');
		await chown(join(folder, 'report'), 65534, 65534);
		await writeOutputFile(join(folder, 'report'), 'new', never);
		expect(await stat(join(folder, 'report'))).toMatchObject({uid: 0, gid: process.getgid?.()});
		expect(await modeOf('report')).toBe(0o600);
	});

	it('refuses a link', async () => {
		await writeFile(join(folder, 'precious'), 'old');
		await symlink('precious', join(folder, 'report'));
		await lchown(join(folder, 'report'), 65534, 65534);
		await expect(writeOutputFile(join(folder, 'report'), 'new', never)).rejects.toThrow(
			'the link belongs to another user (uid 65534)',
		);
		expect(await content('precious')).toBe('old');
	});

	it('refuses a pipe', async () => {
		await promisify(execFile)('mkfifo', [join(folder, 'report')]);
		await chown(join(folder, 'report'), 65534, 65534);
		await expect(writeOutputFile(join(folder, 'report'), 'new', never)).rejects.toThrow(
			'the pipe belongs to another user (uid 65534)',
		);
	});
});

it('writes into a pipe', async () => {
	await promisify(execFile)('mkfifo', [join(folder, 'pipe')]);
	const read = promisify(execFile)('cat', [join(folder, 'pipe')]);
	await writeOutputFile(join(folder, 'pipe'), 'new', never);
	expect((await read).stdout).toBe('new');
	expect((await lstat(join(folder, 'pipe'))).isFIFO()).toBe(true);
});

it('waits for the reader of a pipe until it is interrupted', async () => {
	await promisify(execFile)('mkfifo', [join(folder, 'pipe')]);
	const interruption = new AbortController();
	const writing = writeOutputFile(join(folder, 'pipe'), 'new', interruption.signal);
	setTimeout(() => interruption.abort(), 300);
	await expect(writing).rejects.toThrow('abort');
});

it('writes more than a pipe holds, also to a slow reader', async () => {
	await promisify(execFile)('mkfifo', [join(folder, 'pipe')]);
	const counted = promisify(execFile)('sh', ['-c', '(sleep 0.5; wc -c) < pipe'], {cwd: folder});
	await writeOutputFile(join(folder, 'pipe'), Array(40).fill('x'.repeat(65_536)), never);
	expect((await counted).stdout.trim()).toBe(String(40 * 65_536));
});

it('writes into what is open, by the path of the process', async () => {
	const file = await open(join(folder, 'open'), 'w');
	const {ino} = await file.stat();
	await writeOutputFile(`/proc/self/fd/${file.fd}`, 'new', never);
	await file.close();
	expect(await content('open')).toBe('new');
	expect((await stat(join(folder, 'open'))).ino).toBe(ino);
});

describe.skipIf(!(await canActAsNobody()))('as a user who owns nothing', () => {
	const write = async (path: string) => {
		await chmod(folder, 0o755);
		const script = await bundleForNobody(
			folder,
			`import {writeOutputFile} from './src/cli/write-output-file.js';
			await writeOutputFile(process.argv[2], 'new', new AbortController().signal).catch(error => { console.log(error.code ?? error.message); });`,
		);
		return (await runAsNobody(script, path)).trim();
	};

	it('does not write a file of another user that it cannot replace', async () => {
		await writeFile(join(folder, 'open-to-all'), 'old');
		await chmod(join(folder, 'open-to-all'), 0o666);
		await chown(join(folder, 'open-to-all'), 54321, 54321);
		expect(await write(join(folder, 'open-to-all'))).toBe('the file belongs to another user (uid 54321)');
		expect(await content('open-to-all')).toBe('old');
	});

	it('closes its own file that it cannot replace to others', async () => {
		await writeFile(join(folder, 'own'), 'a longer old text', {mode: 0o644});
		await chown(join(folder, 'own'), 65534, 65534);
		expect(await write(join(folder, 'own'))).toBe('');
		expect(await content('own')).toBe('new');
		expect(await modeOf('own')).toBe(0o600);
	});

	it('does not touch a file it may not write in a world-writable directory', async () => {
		await mkdir(join(folder, 'open'));
		await chmod(join(folder, 'open'), 0o777);
		await writeFile(join(folder, 'open/closed'), 'old', {mode: 0o644});
		expect(await write(join(folder, 'open/closed'))).toBe('EACCES');
		expect(await content('open/closed')).toBe('old');
		expect(await readdir(join(folder, 'open'))).toEqual(['closed']);
	});
});
