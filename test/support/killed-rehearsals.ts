import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {busyboxImage} from './images.js';
import {type PrivateEngine, startPrivateEngine} from './private-engine.js';
import {programEnvironment} from './program-environment.js';
import {dockscope, program} from './run-cli.js';

const arguments_ = ['harden', 'web', '--rehearse', '--yes', '--copy-data', '16'];
const instances = '/sys/kernel/tracing/instances';

/**
 * Suite: a rehearsal that is killed leaves nothing behind, whatever it was doing.
 *
 * @param moments  milliseconds after its question at which it is killed, before a sweep cleans up
 * @param again    the same, before another rehearsal cleans up
 */
export function killedRehearsals(missing: string | null, moments: readonly number[], again: readonly number[]): void {
	describe.skipIf(missing !== null)('a dockscope that is killed while it rehearses', () => {
		let engine: PrivateEngine;
		let env: Record<string, string>;
		let leftTwins = 0;

		beforeAll(async () => {
			engine = await startPrivateEngine();
			env = programEnvironment(engine);
			await busyboxImage(engine, {name: 'plain:1'});
			const serve =
				'mkdir -p /data; echo hello > /data/index.html; chown -R 65534:65534 /data; exec su -s /bin/sh nobody -c "exec httpd -f -p 80 -h /data"';
			await engine.docker('run', '-d', '--init', '--name', 'web', '-v', 'web-data:/data', 'plain:1', 'sh', '-c', serve);
		});
		afterAll(() => engine?.stop());

		const containers = (): Promise<string> => engine.docker('ps', '--all', '--format', '{{.Names}}');
		const volumes = (): Promise<string> => engine.docker('volume', 'ls', '--quiet');

		const listed = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);
		const created = (): string => join(engine.dir, 'state/dockscope/created');
		const journals = (): string[] => listed(created()).map(name => readFileSync(join(created(), name), 'utf8'));
		/** Those that wait for a request which the engine may still carry out stay for some minutes. */
		const answered = (text: string): boolean => text.split('"make":"container"').length <= text.split('"made"').length;
		/** Other dockscopes of this machine may trace meanwhile: those of this test's journals are meant. */
		const traces = new Set<string>();

		/** Starts a rehearsal and ends the process at once, some time after it said what it will create. */
		async function killedAfter(milliseconds: number): Promise<void> {
			const child = spawn(process.execPath, [program, ...arguments_], {
				env,
				cwd: engine.dir,
				stdio: ['ignore', 'ignore', 'pipe'],
			});
			const ended = once(child, 'exit');
			await Promise.race([once(child.stderr, 'data'), ended]);
			await Promise.race([sleep(milliseconds), ended]);
			child.kill('SIGKILL');
			await ended;
			// What it had asked for is done by the engine all the same.
			await sleep(1500);
			if ((await containers()) !== 'web') leftTwins++;
			for (const [name] of journals()
				.join()
				.matchAll(/dockscope-[0-9a-f]{16}-(?:start|live)/g))
				traces.add(name);
		}

		async function nothingIsLeft(volumesBefore: string): Promise<void> {
			expect(await containers()).toBe('web');
			expect(await volumes()).toBe(volumesBefore);
			expect(listed(instances).filter(name => traces.has(name))).toEqual([]);
			expect(journals().filter(answered)).toEqual([]);
		}

		it.each(moments)('leaves nothing after a sweep, %i ms after its question', async milliseconds => {
			const before = await volumes();
			await killedAfter(milliseconds);
			const next = await dockscope(['sweep', '--yes'], {env});
			expect(next.status, next.stderr).toBe(0);
			await nothingIsLeft(before);
		});

		it.each(again)('leaves nothing after another rehearsal, %i ms after its question', async milliseconds => {
			const before = await volumes();
			await killedAfter(milliseconds);
			const next = await dockscope(arguments_, {env});
			expect(next.status, next.stderr).toBe(0);
			await nothingIsLeft(before);
		});

		it('was killed while twins were there, most of the times', () => {
			expect(leftTwins).toBeGreaterThanOrEqual(moments.length / 2);
		});
	});
}
