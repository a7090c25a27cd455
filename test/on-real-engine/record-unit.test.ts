import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {program} from '../support/run-cli.js';
import {temporaryFolder} from '../support/temporary-folder.js';

const missing = (await whyNoEngine()) ?? (process.getuid?.() === 0 ? null : 'needs root');

/** As systemd does: tracefs is mounted already, the root is read-only but for the state, and the capabilities are those of the unit. */
const sandbox = `set -e
mount --make-rprivate /
mountpoint -q /sys/kernel/tracing || mount -t tracefs none /sys/kernel/tracing
mount --bind "$1" "$1"
mount -o remount,bind,ro /
bound=$2
shift 2
exec setpriv --no-new-privs --inh-caps=-all --bounding-set "$bound" "$@"`;

describe.skipIf(missing !== null)('the unit that record --install prints', () => {
	const state = temporaryFolder();
	const env = {PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: state, XDG_STATE_HOME: state, LANG: 'C.UTF-8'};
	let engine: PrivateEngine;
	beforeAll(async () => {
		engine = await startPrivateEngine();
		await busyboxImage(engine, {name: 'plain:1'});
		await engine.docker('run', '-d', '--name', 'web', '--user', '1000', '--stop-signal', 'KILL', 'plain:1', 'sleep', '100000');
	});
	afterAll(() => engine?.stop());

	it('leaves the recorder all that it needs: processes of other users, the trace, its store, the listener', async () => {
		const unit = execFileSync(process.execPath, [program, 'record', '--install'], {env, encoding: 'utf8', stdio: 'pipe'});
		const names = (/^CapabilityBoundingSet=(.*)$/m.exec(unit)?.[1] ?? '').split(' ');
		const bound = ['-all', ...names.map(name => `+${name.replace('CAP_', '').toLowerCase()}`)].join(',');
		const args = [process.execPath, program, 'record', '--host', engine.host, '--alerts', 'listen:0'];
		const recorder = spawn('unshare', ['--mount', 'sh', '-c', sandbox, 'sh', state, bound, ...args], {
			env,
			stdio: ['ignore', 'ignore', 'pipe'],
		});
		let said = '';
		recorder.stderr.setEncoding('utf8').on('data', (text: string) => {
			said += text;
		});
		try {
			await until('it records', async () => {
				if (recorder.exitCode !== null) throw new Error(said);
				return said.includes('Ctrl-C stops') && said.includes('alerts are taken at') ? true : null;
			});
			expect(said).toContain('capabilities, programs, sockets, written directories, peaks; Ctrl-C stops');
			// It has no CAP_SYS_ADMIN.
			expect(said.split('\n').filter(line => line.startsWith('not recorded'))).toEqual([
				expect.stringMatching(/^not recorded: earlier connections .* needs CAP_SYS_ADMIN$/),
			]);
			await engine.docker('exec', 'web', 'sh', '-c', 'sleep 0.3; true');
			await until('the program is recorded', async () => {
				const status = execFileSync(process.execPath, [program, 'record', 'status', '--format', 'json'], {env, encoding: 'utf8'});
				return status.includes('/bin/sh') || status.includes('busybox') ? true : null;
			});
		} finally {
			recorder.kill('SIGTERM');
			await once(recorder, 'close');
		}
	});
});
