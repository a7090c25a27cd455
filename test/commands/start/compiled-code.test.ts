import {execFileSync, spawnSync} from 'node:child_process';
import {
	chmodSync,
	chownSync,
	cpSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {build} from 'esbuild';
import {afterEach, beforeEach, expect, it, vi} from 'vitest';
import {compiledCodeOf} from '../../../src/commands/start/compiled-code.js';

const somebody = 65_534;
let bundle: string;
let home: string;

beforeEach(() => {
	bundle = mkdtempSync(join(tmpdir(), 'dockscope-bundle-'));
	home = mkdtempSync(join(tmpdir(), 'dockscope-home-'));
	for (const name of ['chunk-1.js', 'chunk-2.js']) writeFileSync(join(bundle, name), '');
});
afterEach(() => {
	vi.restoreAllMocks();
	for (const directory of [bundle, home]) rmSync(directory, {recursive: true, force: true});
});

const owner = () => process.geteuid?.() ?? 0;
const runAs = (user: number) => vi.spyOn(process, 'geteuid').mockReturnValue(user);
const codeOf = (command = 'audit') => compiledCodeOf(bundle, command, {HOME: home});
const filesIn = (directory: string): string[] =>
	readdirSync(directory, {recursive: true, withFileTypes: true}).flatMap(entry => (entry.isFile() ? [entry.name] : []));
/** Of this build of Node, for `audit`. */
const folderIn = (compiled: string): string => join(compiled, readdirSync(compiled)[0] ?? '', 'audit');
const code = Buffer.from('compiled');

it('keeps code beside the chunks for their owner, by version of Node and by command', () => {
	codeOf().keep([['chunk-1.js', code]]);
	expect(codeOf().read('chunk-1.js')).toEqual(code);
	expect(codeOf().read('chunk-2.js')).toBeUndefined();
	expect(codeOf('inspect').read('chunk-1.js')).toBeUndefined();
	expect(readdirSync(folderIn(join(bundle, 'compiled')))).toEqual(['chunk-1.js']);
	expect(readdirSync(join(bundle, 'compiled'))).toEqual([expect.stringContaining(`${process.version}-${process.arch}-`)]);
	expect(filesIn(home)).toEqual([]);
});

it('keeps it in the cache directory of a user to whom the chunks do not belong, who may read what their owner kept', () => {
	codeOf().keep([['chunk-1.js', code]]);
	const before = filesIn(bundle).toSorted();
	const files = new Map<string, Buffer>([['chunk-2.js', Buffer.from('mine')]]);
	// Files are made by whoever runs the test: the chunks belong to another.
	const actual = owner();
	if (actual === 0) chownSync(bundle, somebody, somebody);
	runAs(actual === 0 ? 1000 : somebody);
	const other = codeOf();
	other.keep(files);
	expect(filesIn(bundle).toSorted()).toEqual(before);
	expect(filesIn(home)).toEqual(['chunk-2.js']);
});

it('runs nothing that another user could have put there', () => {
	if (owner() !== 0) return expect(codeOf().read('chunk-1.js')).toBeUndefined();
	codeOf().keep([
		['chunk-1.js', code],
		['chunk-2.js', code],
	]);
	const folder = folderIn(join(bundle, 'compiled'));
	chownSync(join(folder, 'chunk-2.js'), somebody, somebody);
	expect(codeOf().read('chunk-1.js')).toEqual(code);
	expect(codeOf().read('chunk-2.js')).toBeUndefined();
});

it('lets nobody else write to what it keeps, whatever the umask, and takes nothing to which another may', () => {
	const before = process.umask(0);
	try {
		codeOf().keep([['chunk-1.js', code]]);
	} finally {
		process.umask(before);
	}
	const compiled = join(bundle, 'compiled');
	const file = join(folderIn(compiled), 'chunk-1.js');
	for (const path of [compiled, folderIn(compiled), file]) expect(statSync(path).mode & 0o022).toBe(0);
	for (const [path, mode] of [
		[file, 0o644],
		[compiled, 0o755],
	] as const)
		for (const more of [0o020, 0o002]) {
			chmodSync(path, mode | more);
			expect(codeOf().read('chunk-1.js')).toBeUndefined();
			chmodSync(path, mode);
			expect(codeOf().read('chunk-1.js')).toEqual(code);
		}
});

it('follows no link, waits for no pipe, and reads no folder', () => {
	codeOf().keep([['chunk-1.js', code]]);
	const compiled = join(bundle, 'compiled');
	const file = join(folderIn(compiled), 'chunk-1.js');
	renameSync(file, join(home, 'elsewhere'));
	symlinkSync(join(home, 'elsewhere'), file);
	expect(codeOf().read('chunk-1.js')).toBeUndefined();
	rmSync(file);
	execFileSync('mkfifo', [file]);
	expect(codeOf().read('chunk-1.js')).toBeUndefined();
	rmSync(file);
	mkdirSync(file);
	expect(codeOf().read('chunk-1.js')).toBeUndefined();

	rmSync(file, {recursive: true});
	renameSync(join(home, 'elsewhere'), file);
	expect(codeOf().read('chunk-1.js')).toEqual(code);
	renameSync(compiled, join(home, 'compiled'));
	symlinkSync(join(home, 'compiled'), compiled);
	expect(codeOf().read('chunk-1.js')).toBeUndefined();
});

it('writes through no link that lies where it writes', () => {
	codeOf().keep([['chunk-1.js', code]]);
	const file = join(folderIn(join(bundle, 'compiled')), 'chunk-1.js');
	const precious = join(home, 'precious');
	writeFileSync(precious, 'as it was');
	symlinkSync(precious, `${file}.${process.pid}`);
	const other = Buffer.from('other');
	codeOf().keep([['chunk-1.js', other]]);
	expect(readFileSync(precious, 'utf8')).toBe('as it was');
	expect(codeOf().read('chunk-1.js')).toEqual(other);
});

it('leaves nothing of a file that it could not write to the end', () => {
	codeOf().keep([['chunk-1.js', code]]);
	const folder = folderIn(join(bundle, 'compiled'));
	// No file can take the name of a folder that holds something.
	mkdirSync(join(folder, 'chunk-2.js/inner'), {recursive: true});
	codeOf().keep([['chunk-2.js', code]]);
	expect(readdirSync(folder).toSorted()).toEqual(['chunk-1.js', 'chunk-2.js']);
});

it('gives nothing of a file that is not what was kept', () => {
	codeOf().keep([['chunk-1.js', code]]);
	const folder = folderIn(join(bundle, 'compiled'));
	const good = readFileSync(join(folder, 'chunk-1.js'));
	for (let at = 0; at < good.length; at += 1) {
		writeFileSync(join(folder, 'chunk-1.js'), good.subarray(0, at));
		expect(codeOf().read('chunk-1.js')).toBeUndefined();
		writeFileSync(
			join(folder, 'chunk-1.js'),
			good.map((byte, index) => (index === at ? byte ^ 0x10 : byte)),
		);
		expect(codeOf().read('chunk-1.js')).toBeUndefined();
	}
});

it('neither reads nor writes in a home directory as root', () => {
	codeOf().keep([['chunk-1.js', code]]);
	cpSync(join(bundle, 'compiled'), join(home, '.cache/dockscope/compiled'), {recursive: true});
	rmSync(join(bundle, 'compiled'), {recursive: true});
	// Files are made by whoever runs the test: the chunks belong to another than root.
	if (owner() === 0) chownSync(bundle, somebody, somebody);
	runAs(0);
	expect(codeOf().read('chunk-1.js')).toBeUndefined();
	codeOf().keep([['chunk-2.js', code]]);
	expect(filesIn(join(bundle))).toEqual(['chunk-1.js', 'chunk-2.js']);
	expect(filesIn(home)).toEqual(['chunk-1.js']);
});

it('removes what is left of other versions when it keeps something', () => {
	codeOf().keep([['chunk-1.js', code]]);
	rmSync(join(bundle, 'chunk-1.js'));
	codeOf().keep([['chunk-2.js', code]]);
	expect(readdirSync(folderIn(join(bundle, 'compiled')))).toEqual(['chunk-2.js']);
});

it('lets the program be where it cannot write', () => {
	writeFileSync(join(bundle, 'compiled'), 'a file where the folder would be');
	expect(() => codeOf().keep([['chunk-1.js', code]])).not.toThrow();
	expect(readFileSync(join(bundle, 'compiled'), 'utf8')).toContain('a file');
});

it('ends where the system makes no folder though the parent is there', async () => {
	const module = JSON.stringify(join(import.meta.dirname, '../../../src/commands/start/owned-files.ts'));
	const {outputFiles} = await build({
		stdin: {contents: `import {makeFolders} from ${module}; makeFolders('/proc/dockscope/compiled');`, resolveDir: bundle},
		bundle: true,
		platform: 'node',
		write: false,
	});
	// What never comes back can be watched only from outside.
	const {signal, stderr} = spawnSync(process.execPath, ['-e', outputFiles[0]?.text ?? ''], {timeout: 20_000, encoding: 'utf8'});
	expect(signal).toBeNull();
	expect(stderr).toMatch(/ENOENT/);
});

it('takes away what builds of Node kept that have added nothing for three months, and nothing else', () => {
	codeOf().keep([['chunk-1.js', code]]);
	const compiled = join(bundle, 'compiled');
	const [current = ''] = readdirSync(compiled);
	const ages = {[current]: 200, 'v18.1.0-x64-1-2': 91, 'v22.3.0-arm64-1-2': 89, 'not-ours': 200};
	for (const [name, days] of Object.entries(ages)) {
		mkdirSync(join(compiled, name, 'audit'), {recursive: true});
		writeFileSync(join(compiled, name, 'audit', 'chunk-1.js'), code);
		const then = Date.now() / 1000 - days * 24 * 3600;
		utimesSync(join(compiled, name), then, then);
	}
	codeOf('inspect').keep([['chunk-1.js', code]]);
	expect(readdirSync(compiled).toSorted()).toEqual([current, 'not-ours', 'v22.3.0-arm64-1-2'].toSorted());
});

/** Of a folder, as if nothing had been added to it for longer than what is kept of a build of Node. */
const age = (folder: string): void => {
	const then = Date.now() / 1000 - 91 * 24 * 3600;
	utimesSync(folder, then, then);
};

it('does not take away what it has just kept into a folder that was there', () => {
	codeOf().keep([['chunk-1.js', code]]);
	age(join(folderIn(join(bundle, 'compiled')), '..'));
	codeOf().keep([['chunk-2.js', code]]);
	expect(codeOf().read('chunk-2.js')).toEqual(code);
});

it('takes away what is old beside a link that leads nowhere', () => {
	const compiled = join(bundle, 'compiled');
	mkdirSync(join(compiled, 'v18.1.0-x64-1-2'), {recursive: true});
	age(join(compiled, 'v18.1.0-x64-1-2'));
	for (const name of ['a link', 'v18.0.0-x64-1-2']) symlinkSync(join(home, 'nothing'), join(compiled, name));
	codeOf().keep([['chunk-1.js', code]]);
	expect(readdirSync(compiled)).not.toContain('v18.1.0-x64-1-2');
});
