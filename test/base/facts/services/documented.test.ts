import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {serviceAccess} from '../../../../src/base/facts/services/access.js';
import type {ContainerExample} from '../../../../src/judge/rules/rule.js';
import {containerScope} from '../../../support/example-scope.js';

/** The rows of a table next to this file: what is started, the arguments of docker run, the access. */
const rowsOf = (table: string): (readonly [what: string, command: string, access: string])[] =>
	readFileSync(new URL(table, import.meta.url), 'utf8')
		.split('\n')
		.filter(line => line !== '' && !line.startsWith('#'))
		.map(line => {
			const [access = '', what = '', ...command] = line.split(' | ');
			return [what, command.join(' | '), access];
		});

/** A container that was started with these arguments of docker run. */
function started(command: string): ContainerExample {
	const words = (command.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? []).map(word =>
		word.startsWith('"') ? String(JSON.parse(word)) : word,
	);
	const options: Record<string, string[]> = {'--entrypoint': [], '-e': [], '-v': []};
	for (let option = options[words[0] ?? '']; option !== undefined; option = options[words[0] ?? ''])
		option.push(...words.splice(0, 2).slice(1));
	const {'--entrypoint': Entrypoint = [], '-e': Env = [], '-v': mounted = []} = options;
	const [Image = '', ...Cmd] = words;
	return {
		Config: {Image, Cmd, Env, Entrypoint: Entrypoint.length === 0 ? null : Entrypoint},
		Mounts: mounted.map(path => ({Type: 'bind', Source: `/srv${path}`, Destination: path, RW: false})),
	};
}

describe.each(['documented.txt', 'held-back.txt'])('services in %s', table => {
	it.each(rowsOf(table))('%s: %s', (_, command, access) => {
		const found = new Set(serviceAccess(containerScope(started(command)).container, null).map(one => one.access));
		expect(found.size === 0 ? 'none' : [...found].join(' and ')).toBe(access);
	});
});
