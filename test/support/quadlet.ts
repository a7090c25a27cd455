import {execFile} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {findProgram} from './engine-binaries.js';

/** Podman's own generator of units; `null` where it is not installed. */
export const quadletGenerator =
	(await findProgram('quadlet', '/usr/libexec/podman')) ?? (await findProgram('quadlet', '/usr/lib/podman')) ?? null;

/** The command line that systemd would run for the unit, as words. */
export async function generatedCommand({text, fileName}: {text: string; fileName: string}): Promise<readonly string[]> {
	const folder = await mkdtemp(join(tmpdir(), 'dockscope-quadlet-'));
	try {
		await writeFile(join(folder, fileName), text);
		const env = {QUADLET_UNIT_DIRS: folder, PATH: '/usr/bin:/bin', HOME: folder};
		const {stdout} = await promisify(execFile)(quadletGenerator ?? '', ['-dryrun', '-user'], {env});
		return systemdWords(/^ExecStart=(.*)$/m.exec(stdout)?.[1] ?? '');
	} finally {
		await rm(folder, {recursive: true, force: true});
	}
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
