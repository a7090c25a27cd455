import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {engineBinaries} from '../support/engine-binaries.js';
import {busyboxImage} from '../support/images.js';
import {killedRehearsals} from '../support/killed-rehearsals.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {programEnvironment} from '../support/program-environment.js';
import {dockscope, program} from '../support/run-cli.js';

const missing = await whyNoEngine();

/* Before the first twin, and during a trial; test/full/killed-rehearsal.test.ts has more moments. */
killedRehearsals(missing, [150, 2600], []);

describe.skipIf(missing !== null)('a dockscope that runs a scanner as a container', () => {
	let engine: PrivateEngine;
	let env: Record<string, string>;

	beforeAll(async () => {
		const binaries = await engineBinaries();
		engine = await startPrivateEngine();
		env = {
			...programEnvironment(engine),
			PATH: binaries.available ? binaries.path : '',
			DOCKSCOPE_TRIVY_IMAGE: 'endless:1',
		};
		await busyboxImage(engine, {name: 'plain:1'});
		// Instead of Trivy: it never ends.
		const endless = 'ENTRYPOINT ["sh", "-c", "exec sleep 100000", "sh"]';
		await busyboxImage(engine, {name: 'endless:1', changes: [endless, 'STOPSIGNAL SIGKILL']});
		await engine.docker('run', '-d', '--name', 'web', '--stop-signal', 'KILL', 'plain:1', 'sleep', '100000');
	});
	afterAll(() => engine?.stop());

	const names = async (): Promise<string[]> => (await engine.docker('ps', '--all', '--format', '{{.Names}}')).split('\n').sort();

	async function endedBy(signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
		const child = spawn(process.execPath, [program, 'scan', 'plain:1', '--scanner', 'trivy-container'], {
			env,
			cwd: engine.dir,
			stdio: 'ignore',
		});
		const ended = once(child, 'exit');
		await until('the scanner runs', async () => (await names()).length === 2);
		await sleep(1000);
		child.kill(signal);
		await ended;
	}

	it('removes it when it is interrupted, and its journal with it', async () => {
		await endedBy('SIGINT');
		expect(await names()).toEqual(['web']);
		expect(readdirSync(join(engine.dir, 'state/dockscope/created'))).toEqual([]);
	});

	it('leaves it when it is killed, for a sweep that finds it proven', async () => {
		await endedBy('SIGKILL');
		expect(await names()).toEqual([expect.stringMatching(/^dockscope-scan-[0-9a-f]{16}$/), 'web']);
		const swept = await dockscope(['sweep', '--yes'], {env});
		expect(swept, swept.stderr).toMatchObject({status: 0, stdout: expect.stringMatching(/^removed dockscope-scan-/m)});
		expect(await names()).toEqual(['web']);
		expect(readdirSync(join(engine.dir, 'state/dockscope/created'))).toEqual([]);
	});
});
