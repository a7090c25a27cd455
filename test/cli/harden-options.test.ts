import {describe, expect, it} from 'vitest';
import {UsageError} from '../../src/base/lib/usage-error.js';
import {parseCommandLine} from '../../src/cli/command-line.js';
import {harden} from '../../src/cli/hardening/start-hardening.js';
import type {Run} from '../../src/cli/run.js';

/** `harden` with the demo fleet; returns its usage error. */
async function refused(...words: readonly string[]): Promise<string> {
	const {stdin, stdout, stderr} = process;
	const line = parseCommandLine(['harden', '--demo', ...words]);
	const {signal} = new AbortController();
	const run: Run = {line, stdin, stdout, stderr, env: {}, signal, endableByKey: act => act(signal)};
	const error: unknown = await harden(run).catch((reason: unknown) => reason);
	expect(error).toBeInstanceOf(UsageError);
	return error instanceof Error ? error.message : '';
}

describe('harden refuses what it would ignore', () => {
	it.each([
		['--check', 'false'],
		['--replay', 'no-such-file.har'],
		['--copy-data', '16'],
	])('%s without --rehearse', async (option, value) => {
		const message = `${option} is part of a rehearsal: it needs --rehearse.`;
		expect(await refused('shop-db', option, value)).toBe(message);
		expect(await refused('shop-db', '--observe', '10m', option, value)).toBe(message);
	});

	it.each([
		['--observe', '10m'],
		['--rehearse'],
		['--yes'],
		['--check', 'true'],
		['--replay', 'no-such-file.har'],
		['--copy-data', '16'],
	])('%s with --project', async (option, ...value) => {
		expect(await refused('--project', 'shop', option, ...value)).toBe(`${option} works with one container, not with --project.`);
	});

	it('a container with --project, none, and several', async () => {
		expect(await refused('--project', 'shop', 'shop-db')).toBe('dockscope harden takes a container or --project, not both.');
		const one = 'dockscope harden takes one container (its name or id), or --project NAME for a Compose project.';
		expect(await refused()).toBe(one);
		expect(await refused('shop-db', 'backup')).toBe(one);
	});
});
