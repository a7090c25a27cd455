import {execFile} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {describe, expect, it} from 'vitest';
import {quadlet} from '../../src/hardening/render/quadlet.js';
import {flag, option, type RunOption} from '../../src/hardening/run-command.js';
import {findProgram} from '../support/engine-binaries.js';
import type {RoundTripCase} from './reconstruct-cases.js';
import {roundTripCases} from './reconstruct-cases.js';
import {connectionCases} from './reconstruct-connections.js';
import {flagCases} from './reconstruct-flags.js';

const generator =
	(await findProgram('quadlet', '/usr/libexec/podman')) ?? (await findProgram('quadlet', '/usr/lib/podman')) ?? null;

describe.skipIf(generator === null)('the Quadlet unit', () => {
	/** The command line that systemd would run for the unit, as words, and what the generator complained about. */
	async function generated(text: string, fileName: string): Promise<readonly string[]> {
		const folder = await mkdtemp(join(tmpdir(), 'dockscope-quadlet-'));
		try {
			await writeFile(join(folder, fileName), text);
			const env = {QUADLET_UNIT_DIRS: folder, PATH: '/usr/bin:/bin', HOME: folder};
			const {stdout} = await promisify(execFile)(generator ?? '', ['-dryrun', '-user'], {env});
			return systemdWords(/^ExecStart=(.*)$/m.exec(stdout)?.[1] ?? '');
		} finally {
			await rm(folder, {recursive: true, force: true});
		}
	}

	const all = [...roundTripCases, ...flagCases, ...connectionCases];
	it.each(all)('is taken by Podman’s own generator, with each word intact: $what', async ({args, run = []}) => {
		const options = optionsOf(args);
		const unit = quadlet({options, image: 'quay.io/x/plain:1', args: run, after: [], files: []});
		const words = await generated(unit.text, unit.fileName);
		expect(words[1]).toBe('run');
		const end = run.indexOf('');
		expect(words.slice(words.indexOf('quay.io/x/plain:1') + 1)).toEqual(end < 0 ? run : run.slice(0, end));
		if (end >= 0) expect(unit.warnings.join()).toMatch(/ends the arguments/);
		// Of a name that is given twice the last value counts, as with Docker.
		const last = new Map(options.map(one => [`${one.name} ${one.value?.split('=')[0]}`, one]));
		for (const {name, value} of last.values())
			if (['--env', '--label', '--annotation'].includes(name) && value?.includes('=')) expect(words).toContain(value);
		const told = unit.warnings.join('\n');
		for (const {name, value} of options.filter(one =>
			['--volume', '--tmpfs', '--publish', '--sysctl', '--ulimit'].includes(one.name),
		))
			expect(words.includes(value ?? '') || words.includes(`${name}=${value}`) || told.includes(name), `${name} ${value}`).toBe(
				true,
			);
	});
});

/** Options of a case in the long form, as reconstruction gives them. */
function optionsOf(args: RoundTripCase['args']): RunOption[] {
	const options: RunOption[] = [option('--name', 'web')];
	const long: Readonly<Record<string, string>> = {'-p': '--publish', '-P': '--publish-all'};
	const alone = new Set(['--publish-all', '--privileged', '--read-only', '--init', '--rm', '--tty', '--interactive']);
	for (let index = 0; index < args.length; index++) {
		const name = long[args[index] ?? ''] ?? args[index] ?? '';
		if (alone.has(name)) options.push(flag(name));
		else if (name.startsWith('--') && !name.includes('=') && args[index + 1] !== undefined)
			options.push(option(name, args[++index] ?? ''));
	}
	return options;
}

/** Words of a command line of systemd: quotes, C escapes, doubled `$` and `%`. */
function systemdWords(line: string): string[] {
	const words = line.match(/(?:"(?:[^"\\]|\\.)*"|[^\s"])+/g) ?? [];
	return words.map(word =>
		unescaped(word.replace(/"((?:[^"\\]|\\.)*)"/g, '$1'))
			.replaceAll('$$', '$')
			.replaceAll('%%', '%'),
	);
}

const named: Readonly<Record<string, string>> = {n: '\n', t: '\t', r: '\r', a: '\u0007', b: '\b', f: '\f', v: '\v', s: ' '};

function unescaped(text: string): string {
	const bytes: number[] = [];
	for (let index = 0; index < text.length; ) {
		const hex = /^\\x([0-9a-f]{2})/i.exec(text.slice(index))?.[1];
		const wide = /^\\u([0-9a-f]{4})|^\\U([0-9a-f]{8})/.exec(text.slice(index));
		if (hex !== undefined) {
			bytes.push(Number.parseInt(hex, 16));
			index += 4;
		} else if (wide) {
			bytes.push(...Buffer.from(String.fromCodePoint(Number.parseInt(wide[1] ?? wide[2] ?? '0', 16))));
			index += wide[0].length;
		} else if (text[index] === '\\') {
			bytes.push(...Buffer.from(named[text[index + 1] ?? ''] ?? text[index + 1] ?? ''));
			index += 2;
		} else {
			const character = String.fromCodePoint(text.codePointAt(index) ?? 0);
			bytes.push(...Buffer.from(character));
			index += character.length;
		}
	}
	return Buffer.from(bytes).toString('utf8');
}
