import {execFileSync, spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';

const script = resolve(import.meta.dirname, '../../scripts/plain-words.mjs');
let project: string;

const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {cwd: project});
const write = (path: string, text: string) => writeFileSync(join(project, path), text);
function hints(...args: string[]): string[] {
	const {status, stdout, stderr} = spawnSync(process.execPath, [script, ...args], {cwd: project, encoding: 'utf8'});
	expect({status, stderr}).toEqual({status: 0, stderr: ''});
	return stdout
		.split('\n')
		.filter(line => line.startsWith('  '))
		.map(line => line.trim());
}

beforeAll(() => {
	project = mkdtempSync(join(tmpdir(), 'dockscope-plain-words-'));
	mkdirSync(join(project, 'src'));
	git('init', '--quiet', '--initial-branch=main');
	write('src/old.ts', "const old = 'nobody reads it';\n");
	git('add', '.');
	git('commit', '--quiet', '--message', 'first');
});
afterAll(() => rmSync(project, {recursive: true, force: true}));

describe('the hints on wording', () => {
	it('leave old text in peace, moved and indented too', () => {
		write('src/old.ts', "function f() {\n\tconst old = 'nobody reads it';\n}\n");
		expect(hints('HEAD')).toEqual([]);
	});

	it('name the place of new text, in files that git does not know yet too', () => {
		write('src/new.ts', "const text = 'the engine tells it';\n// Nobody listens.\n");
		write('README.md', 'Run it anew.\n');
		expect(hints('HEAD')).toEqual([
			'README.md:1  "anew" → again',
			'src/new.ts:1  "tells" → reports, shows',
			'src/new.ts:2  "Nobody" → no one, not',
		]);
	});

	it('pass over identifiers, slugs and single words', () => {
		write('README.md', 'image-update-alone\n');
		write('src/new.ts', "import {alone} from './alone.js';\nconst beside = alone('tells');\n");
		expect(hints('HEAD')).toEqual([]);
	});

	it('report nothing outside a repository', () => {
		rmSync(join(project, '.git'), {recursive: true});
		expect(hints()).toEqual([]);
	});
});
