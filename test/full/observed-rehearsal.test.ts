import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {program} from '../support/run-cli.js';

const missing = await whyNoEngine();

/** Gives a file away for a client that knows the word, which no probe of a rehearsal does. */
const give =
	'read word; test "$word" = give || exit 0; touch /tmp/given; chown 65534:65534 /tmp/given; rm -f /tmp/given; echo given';

describe.skipIf(missing !== null)('a rehearsal after an observation', () => {
	let engine: PrivateEngine;

	beforeAll(async () => {
		engine = await startPrivateEngine();
		await busyboxImage(engine, {name: 'plain:1', files: {'srv/give.sh': give}});
		const serve = ['nc', '-ll', '-p', '9000', '-e', 'sh', '/srv/give.sh'];
		await engine.docker('run', '-d', '--init', '--name', 'giver', '--stop-signal', 'KILL', 'plain:1', ...serve);
	});
	afterAll(() => engine?.stop());

	async function hardened(...more: readonly string[]): Promise<{out: string; err: string}> {
		const child = spawn(
			process.execPath,
			[program, 'harden', 'giver', '--host', engine.host, '--least', '--rehearse', '--yes', ...more],
			{
				env: {PATH: process.env['PATH'] ?? '', HOME: engine.dir, XDG_STATE_HOME: join(engine.dir, 'state'), LANG: 'C.UTF-8'},
				stdio: ['ignore', 'pipe', 'pipe'],
			},
		);
		let [out, err] = ['', ''];
		child.stdout.on('data', data => (out += data));
		child.stderr.on('data', data => (err += data));
		const ended = once(child, 'exit');
		if (more.length > 0) {
			await until('it observes', async () => err.includes('a kernel trace instance'));
			const address = await engine.docker('inspect', '--format', '{{.NetworkSettings.IPAddress}}', 'giver');
			const ask = `exec 3<>/dev/tcp/${address}/9000; echo give >&3; timeout 5 cat <&3 || true`;
			await until('its client is served while it is watched', async () => {
				expect(await engine.inNetwork('bash', '-c', ask)).toBe('given');
				return err.includes('new: CHOWN by chown');
			});
		}
		expect(await ended, err).toEqual([0, null]);
		return {out, err};
	}

	it('keeps what only a real client made the original use', async () => {
		expect((await hardened()).out).not.toContain('--cap-add CHOWN');
		expect((await hardened('--observe', '20s')).out).toContain('--cap-add CHOWN');
	});
});
