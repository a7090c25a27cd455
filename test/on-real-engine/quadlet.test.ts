import {describe, expect, it} from 'vitest';
import {quadlet} from '../../src/fix/render/quadlet.js';
import {flag, option, type RunOption} from '../../src/judge/changes/run-option.js';
import {generatedCommand, quadletGenerator} from '../support/quadlet.js';
import {type RoundTripCase, roundTripCases} from './reconstruct-cases.js';
import {connectionCases} from './reconstruct-connections.js';
import {flagCases} from './reconstruct-flags.js';

describe.skipIf(quadletGenerator === null)('the Quadlet unit', () => {
	const all = [...roundTripCases, ...flagCases, ...connectionCases];
	it.each(all)('is accepted by Podman’s own generator, with each word intact: $what', async ({args, run = []}) => {
		const options = optionsOf(args);
		const unit = quadlet({
			program: 'docker',
			options,
			image: 'quay.io/x/plain:1',
			args: run,
			before: [],
			after: [],
			files: [],
			masked: false,
		});
		const words = await generatedCommand(unit);
		expect(words[1]).toBe('run');
		const end = run.indexOf('');
		expect(words.slice(words.indexOf('quay.io/x/plain:1') + 1)).toEqual(end < 0 ? run : run.slice(0, end));
		if (end >= 0) expect(unit.warnings.join()).toMatch(/stops at the first empty argument/);
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
