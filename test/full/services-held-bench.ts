import {randomBytes} from 'node:crypto';
import {setTimeout as sleep} from 'node:timers/promises';
import type {PrivateEngine} from '../support/private-engine.js';

/** What a client works with. Nothing of it goes through dockscope. */
export type Bench = {
	readonly container: string;
	readonly address: string;
	/** A word that occurs nowhere else: names what this piece of work leaves behind. */
	readonly mark: string;
	/** Runs a script with the clients of the packages, in the engine's network; `$HOST` and `$MARK` are set. Returns stdout. */
	client(script: string): Promise<string>;
	/**
	 * Runs a script over the container's files as root of the host. Under `docker exec` a container without DAC_OVERRIDE would hide
	 * the very files that are to be looked at.
	 */
	look(script: string): Promise<string>;
	/** Runs a script inside the container as this user, with no more rights than the container has. */
	inside(user: string, script: string): Promise<string>;
	/** Sends a signal to the first process. */
	signal(name: string): Promise<unknown>;
	/** Fails unless, within `seconds`, `look(script)` prints `expected`. */
	finds(script: string, expected: string, seconds?: number): Promise<void>;
};

/** @param tree  root file system that holds the clients */
export async function benchOf(engine: PrivateEngine, container: string, tree: string): Promise<Bench> {
	const [pid = '0', address = ''] = (
		await engine.docker(
			'inspect',
			'--format',
			'{{.State.Pid}} {{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}',
			container,
		)
	).split(' ');
	if (pid === '0' || address === '') throw new Error(`${container} does not run`);
	const mark = `m${randomBytes(5).toString('hex')}`;
	const set = `export HOST=${address} MARK=${mark}; `;
	const look = (script: string): Promise<string> =>
		engine.inNetwork('timeout', '30', 'nsenter', '--mount', '--target', pid, '/bin/sh', '-c', set + script);
	return {
		container,
		address,
		mark,
		client: script =>
			engine.inNetwork('timeout', '90', 'chroot', tree, '/bin/sh', '-c', set + script).catch((error: Error) => {
				throw new Error(`the client failed: ${error.message.split(script).at(-1)?.replace(/^: /, '').slice(0, 300)}`);
			}),
		look,
		inside: (user, script) => engine.docker('exec', '--user', user, container, '/bin/sh', '-c', set + script),
		signal: name => engine.docker('kill', '--signal', name, container),
		async finds(script, expected, seconds = 10) {
			let seen = '';
			await eventually(`"${script}" prints "${expected}"`, seconds, async () => {
				seen = await look(script).catch((error: Error) => `nothing: ${error.message.split(': ').at(-1)}`);
				return seen.trim() === expected;
			}).catch((error: Error) => {
				throw new Error(`${error.message}; it printed "${seen.trim()}"`);
			});
		},
	};
}

/** Waits for what a client expects. Its failures are results here, so they take nothing from the patience of the whole run. */
export async function eventually(what: string, seconds: number, holds: () => Promise<boolean>): Promise<void> {
	const deadline = Date.now() + seconds * 1000;
	while (!(await holds())) {
		if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
		await sleep(300);
	}
}

/** Fails unless what a client saw is as expected. */
export function expects(what: string, seen: string, expected: string | RegExp): void {
	const fits = typeof expected === 'string' ? seen.trim() === expected : expected.test(seen);
	if (!fits) throw new Error(`${what}: expected ${String(expected)}, saw "${seen.trim().slice(0, 300)}"`);
}
