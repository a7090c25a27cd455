import {execFileSync} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {bundle} from '../../scripts/build/bundle.mjs';
import {noticeOf} from '../../scripts/build/licences.mjs';

const project = join(import.meta.dirname, '../..');
/** Only what a build needs, in a folder of another name. */
let copy: string;
let scratch: string;
/** Folders of packages that are in the bundle, relative to the project. */
let packages: string[];

beforeAll(async () => {
	scratch = mkdtempSync(join(tmpdir(), 'dockscope-build-'));
	const {inputs} = await bundle('0.0.0', join(scratch, 'bundle'));
	const modules = Object.keys(inputs).filter(path => path.startsWith('node_modules/'));
	packages = [...new Set(modules.map(packageOf))];
	copy = join(scratch, 'copy');
	for (const part of ['src', 'components', 'scripts', 'bin', 'package.json', 'tsconfig.json', ...modules])
		cpSync(join(project, part), join(copy, part), {recursive: true});
	for (const folder of packages)
		for (const {name} of readdirSync(join(project, folder), {withFileTypes: true}).filter(entry => entry.isFile()))
			cpSync(join(project, folder, name), join(copy, folder, name));
	symlinkSync(join(project, 'node_modules/esbuild'), join(copy, 'node_modules/esbuild'));
});
afterAll(() => rmSync(scratch, {recursive: true, force: true}));

/** The nearest folder above a module that is a package of npm. */
function packageOf(module: string): string {
	const parent = dirname(module);
	return /node_modules\/(@[^/]+\/)?[^/@]+$/.test(parent) ? parent : packageOf(parent);
}

function buildIn(folder: string) {
	execFileSync(process.execPath, ['scripts/build.mjs'], {cwd: folder, stdio: ['ignore', 'ignore', 'inherit']});
	return filesIn(join(folder, 'dist'));
}

const filesIn = (folder: string) =>
	readdirSync(folder).map(name => ({name, content: readFileSync(join(folder, name), 'latin1')}));

it('is reproducible in any folder, and contains the licence of each bundled package', () => {
	const built = buildIn(copy);
	expect(built.length).toBeGreaterThan(50);
	mkdirSync(join(scratch, 'some/other'), {recursive: true});
	const moved = join(scratch, 'some/other/folder');
	renameSync(copy, moved);
	copy = moved;
	expect(buildIn(copy)).toEqual(built);

	const licences = readFileSync(join(copy, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
	expect(packages.length).toBeGreaterThan(40);
	for (const path of packages) {
		const {name, version, license} = JSON.parse(readFileSync(join(project, path, 'package.json'), 'utf8'));
		const from = licences.indexOf(`\n${name} ${version}\nLicence: ${license}\n`);
		expect(from, `${name} ${version}`).toBeGreaterThan(-1);
		// Every licence in use demands that its notice is kept, and names who holds the copyright.
		expect(licences.slice(from).split('-'.repeat(80))[0]).toMatch(/copyright|apache license/i);
	}
});

it('publishes the licences', () => {
	const {files} = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
	expect(files).toContain('dist');
});

it('refuses a package without a licence text', async () => {
	const described = async (about: object, files: Record<string, string> = {}) => {
		const folder = mkdtempSync(join(scratch, 'package-'));
		writeFileSync(join(folder, 'package.json'), JSON.stringify({name: 'left-pad', version: '1.0.0', ...about}));
		for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
		return noticeOf(folder);
	};
	await expect(described({})).rejects.toThrow(/has no licence text/);
	await expect(described({license: 'MIT'})).rejects.toThrow(/has no licence text/);
	await expect(described({license: 'BSD-3-Clause', author: 'Jo'})).rejects.toThrow(/has no licence text/);
	await expect(described({license: 'MIT'}, {LICENSE: ' \n'})).rejects.toThrow(/has no licence text/);
	await expect(described({}, {LICENSE: 'Do as you like'})).rejects.toThrow(/has no licence text/);
	expect(await described({license: 'MIT', author: {name: 'Jo'}})).toMatch(/^left-pad 1\.0\.0\n.*MIT\n\nCopyright \(c\) Jo\n/);
	expect(await described({license: 'Apache-2.0'}, {LICENSE: 'Apache License', NOTICE: 'By Jo'})).toMatch(
		/Apache License\n\nBy Jo/,
	);
});

it("starts where Node's permission model shows it only its own files, and leaves nothing behind", () => {
	for (const part of ['node_modules', 'src', 'components']) rmSync(join(copy, part), {recursive: true});
	const home = join(scratch, 'home');
	mkdirSync(home);
	const before = filesIn(join(copy, 'dist'));
	const run = (...words: string[]) =>
		execFileSync(process.execPath, words, {
			env: {PATH: process.env['PATH'] ?? '', HOME: home, TMPDIR: home},
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'pipe'],
			maxBuffer: 1 << 26,
		});
	const program = join(copy, 'bin/dockscope.js');
	const permission = Number.parseInt(process.versions.node, 10) < 24 ? '--experimental-permission' : '--permission';
	expect(run(permission, `--allow-fs-read=${copy}`, program, '--version')).toMatch(/^dockscope /);
	expect(JSON.parse(run(program, 'audit', '--demo', '--format', 'json')).verdicts.length).toBeGreaterThan(100);
	expect(readdirSync(home)).toEqual([]);
	expect(filesIn(join(copy, 'dist'))).toEqual(before);
});
