import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {chmod, mkdir, mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {engineBinaries} from '../support/engine-binaries.js';
import {busyboxImage} from '../support/images.js';
import {runningProcesses, until} from '../support/process-table.js';
import {dockscope, program} from '../support/run-cli.js';
import {startTestEngine, type TestEngine, whyNoTestEngine} from '../support/test-engine.js';

const missing = await whyNoTestEngine();

describe.skipIf(missing !== null)('a dockscope that is killed while its scanner runs', () => {
	let engine: TestEngine;
	let folder: string;

	beforeAll(async () => {
		engine = await startTestEngine();
		await busyboxImage(engine, {name: 'plain:1'});
		folder = await mkdtemp(join(tmpdir(), 'dockscope-test-'));
	});
	afterAll(async () => {
		await engine?.stop();
		await rm(folder, {recursive: true, force: true});
	});

	/** A scanner with children, one of them in another session, that ignores SIGTERM and leaves 20 MB. */
	const scanner = `#!/bin/sh
[ "$1" = --version ] && { echo 'Version: 0.68.2'; exit 0; }
trap '' TERM
head -c 20000000 /dev/zero >"$TMPDIR/export"
setsid sleep 54321 &
sleep 54321 &
echo >"$FOLDER/runs"
wait
`;

	it('leaves no process, and the next start removes its files', async () => {
		await mkdir(join(folder, 'bin'));
		await mkdir(join(folder, 'tmp'));
		await writeFile(join(folder, 'bin/trivy'), scanner.replace('$FOLDER', folder));
		await chmod(join(folder, 'bin/trivy'), 0o755);
		const env = {
			DOCKER_HOST: engine.host,
			HOME: folder,
			TMPDIR: join(folder, 'tmp'),
			PATH: `${folder}/bin:/usr/bin:/bin`,
			LANG: 'C.UTF-8',
		};
		const child = spawn(process.execPath, [program, 'scan', 'plain:1', '--scanner', 'trivy'], {
			env,
			cwd: folder,
			stdio: 'ignore',
		});
		const ended = once(child, 'exit');
		await until('the scanner works', async () => (await readdir(folder)).includes('runs'));
		const scanners = async () =>
			(await runningProcesses()).filter(
				({command}) => command.includes('sleep 54321') || command.includes(`${folder}/bin/trivy`),
			);
		expect(await scanners()).toHaveLength(3);
		child.kill('SIGKILL');
		await ended;
		// The one in another session is found by its TMPDIR, at the next start.
		await until('its process group has ended', async () => (await scanners()).length === 1, 10);
		expect(await readdir(env.TMPDIR)).toEqual([expect.stringMatching(/^dockscope-scan-/)]);

		await dockscope(['scan', 'no-such-image:1'], {env});
		expect(await readdir(env.TMPDIR)).toEqual([]);
		await until('its daemon has ended', async () => (await scanners()).length === 0, 10);
	});

	it('ends its scanner container too, which gets SIGTERM through the docker client', async () => {
		const ending = `ENTRYPOINT ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.2; done", "sh"]`;
		await busyboxImage(engine, {name: 'scanner:1', changes: [ending]});
		const binaries = await engineBinaries();
		const env = {
			DOCKER_HOST: engine.host,
			DOCKSCOPE_TRIVY_IMAGE: 'scanner:1',
			HOME: folder,
			XDG_STATE_HOME: join(folder, 'state'),
			TMPDIR: folder,
			PATH: binaries.available ? binaries.path : '',
			LANG: 'C.UTF-8',
		};
		const args = [program, 'scan', 'plain:1', '--scanner', 'trivy-container'];
		const child = spawn(process.execPath, args, {env, cwd: folder, stdio: 'ignore'});
		const ended = once(child, 'exit');
		const containers = () => engine.docker('ps', '--all', '--quiet');
		await until('the scanner runs', async () => (await engine.docker('ps', '--quiet')) !== '');
		// The shell has to set its trap first.
		await sleep(1000);
		child.kill('SIGKILL');
		await ended;
		await until('its container is gone', async () => (await containers()) === '', 15);
	});
});
