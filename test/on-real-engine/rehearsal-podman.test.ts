import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, readdirSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {busyboxImage} from '../support/images.js';
import {type PrivatePodman, startPodman, whyNoPodman} from '../support/podman.js';
import {until} from '../support/process-table.js';
import {programEnvironment} from '../support/program-environment.js';
import {dockscope} from '../support/run-cli.js';

const missing = await whyNoPodman();
const program = resolve(import.meta.dirname, '../../bin/dockscope.js');

describe.skipIf(missing !== null)('a rehearsal on Podman', () => {
	let engine: PrivatePodman;
	let env: Record<string, string>;

	beforeAll(async () => {
		engine = await startPodman();
		env = programEnvironment(engine);
		await busyboxImage(engine, {name: 'localhost/plain:1'});
		mkdirSync(join(engine.dir, 'conf'));
		writeFileSync(join(engine.dir, 'conf/a'), 'one');
		writeFileSync(join(engine.dir, 'file'), 'two');
		const needs = 'test "$(cat /conf/a /file)" = onetwo || exit 3; exec sleep 100000';
		await engine.podman(
			...['run', '--detach', '--name', 'web', '--network', 'none', '--stop-signal', 'KILL'],
			...['--volume', `${engine.dir}/conf:/conf:ro`, '--volume', `${engine.dir}/file:/file`],
			...['localhost/plain:1', 'sh', '-c', needs],
		);
	});
	afterAll(() => engine?.stop());

	const names = async (): Promise<string> => engine.podman('ps', '--all', '--format', '{{.Names}}');
	const volumes = (): Promise<string> => engine.podman('volume', 'ls', '--quiet');

	it('gives its twins copies of what is mounted, and leaves nothing', async () => {
		const {status, stderr} = await dockscope(['harden', 'web', '--rehearse', '--yes'], {env});
		expect(status, stderr).toBe(0);
		expect(stderr).toMatch(/rehearsed in .*: twins did the same with these flags as without: start/);
		expect(await names()).toBe('web');
		expect(await volumes()).toBe('');
		expect(readdirSync(join(engine.dir, 'state/dockscope/created'))).toEqual([]);
	});

	it('that is killed is swept, though Podman says another id of the engine each time', async () => {
		const child = spawn(process.execPath, [program, 'harden', 'web', '--rehearse', '--yes'], {
			env,
			cwd: engine.dir,
			stdio: 'ignore',
		});
		await until('a twin runs', async () => (await engine.podman('ps', '--format', '{{.Names}}')).includes('dockscope-twin'));
		child.kill('SIGKILL');
		await once(child, 'exit');
		const {status, stdout, stderr} = await dockscope(['sweep', '--yes'], {env});
		expect(status, stderr).toBe(0);
		expect(stdout).toMatch(/^removed dockscope-twin-/m);
		expect(await names()).toBe('web');
		expect(await volumes()).toBe('');
	});
});
