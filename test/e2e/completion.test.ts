import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import * as pty from '@lydell/node-pty';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {runProgram} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {dockscope} from '../support/run-cli.js';
import {sharedFolder} from '../support/temporary-folder.js';

const folder = sharedFolder();
const env = {PATH: process.env['PATH'] ?? '', HOME: folder, TERM: 'xterm', LANG: 'C.UTF-8', PS1: '$ '};

async function script(shell: string): Promise<string> {
	const {status, stdout, stderr} = await dockscope(['completion', shell]);
	expect({status, stderr}).toEqual({status: 0, stderr: ''});
	const file = join(folder, `dockscope.${shell}`);
	writeFileSync(file, stdout);
	return file;
}

describe('bash', () => {
	let file: string;
	beforeAll(async () => {
		file = await script('bash');
		writeFileSync(join(folder, 'my policy.yaml'), '');
	});

	/** What bash offers when Tab is pressed after the last of these words, as it splits them. */
	const offers = async (...words: string[]) =>
		runProgram(
			'bash',
			[
				'--norc',
				'-c',
				`. ${file}; cd ${folder}; COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _dockscope; printf '%s\\n' "\${COMPREPLY[@]}"`,
			]
				.concat(['bash'])
				.concat(words),
			env,
		).then(text => text.split('\n'));

	it.each([
		[['au'], ['audit']],
		[['audit', '--fail'], ['--fail-on']],
		[['audit', '--format', 's'], ['sarif']],
		[
			['events', '--format', ''],
			['text', 'json'],
		],
		[['audit', '--format', '=', 'js'], ['json']],
		[
			['audit', '--fail-on', '='],
			['critical', 'high', 'medium', 'low', 'info'],
		],
		[['--host', 'audit', 'doctor', '--fo'], ['--format']],
		[['--host', '=', 'audit', 'doctor', '--fo'], ['--format']],
		[['audit', '--policy', 'my'], ['my policy.yaml']],
		[['policy', 'check', 'my'], ['my policy.yaml']],
		[
			['policy', ''],
			['check', 'show'],
		],
		[
			['completion', ''],
			['bash', 'zsh', 'fish'],
		],
		[['audit', '--host', 'au'], ['']],
		[['inspect', 'au'], ['']],
	])('completes %j', async (words, expected) => {
		expect(await offers('dockscope', ...words)).toEqual(expected);
	});
});

describe('zsh', () => {
	let shell: pty.IPty;
	let output = '';
	beforeAll(async () => {
		const file = await script('zsh');
		shell = pty.spawn('zsh', ['-f', '-i'], {cols: 160, rows: 50, cwd: folder, env});
		shell.onData(data => {
			output += data;
		});
		shell.write(`autoload -Uz compinit; compinit -D -u; . ${file}; dockscope() { echo "RAN<$*>"; }; echo REA''DY\r`);
		await until('zsh is ready', async () => output.includes('READY'));
	});
	afterAll(() => shell.kill('SIGKILL'));

	it.each([
		['dockscope aud\t', 'audit'],
		['dockscope audit --fail\thi\t', 'audit --fail-on high'],
		['dockscope audit --format sa\t', 'audit --format sarif'],
		['dockscope -H unix:///x harden --reh\t', '-H unix:///x harden --rehearse'],
		['dockscope completion fi\t', 'completion fish'],
		['dockscope policy ch\tmy\t', 'policy check my policy.yaml'],
	])('completes %j', async (typed, expected) => {
		shell.write(`${typed}\r`);
		await until(`it ran ${expected}`, async () => output.includes(`RAN<${expected}>`));
	});
});

it.each([
	[['completion'], 'completion takes one shell: bash, zsh, fish.'],
	[['completion', 'bsh'], 'there is no completion for "bsh" (did you mean "bash"?): only for bash, zsh, fish.'],
])('rejects %j', async (args, message) => {
	expect(await dockscope(args)).toEqual({status: 2, stdout: '', stderr: `dockscope: ${message}\n`});
});
