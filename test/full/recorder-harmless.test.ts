import {type ChildProcess, spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {searchPath, whyNoPrograms} from '../support/engine-binaries.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, runProgram, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {type RecorderProcess, recordedIn, startRecorder} from '../support/recorder-process.js';
import {lateServices, lateWork} from './recorder-harmless-late.js';
import {moreLearned, moreServices, moreWork} from './recorder-harmless-more.js';
import {composeFile, dailyServices, dailyWork, learnedWork, pgPath} from './recorder-harmless-services.js';
import {servicesBase} from './services-base.js';

const missing = (await whyNoEngine()) ?? (await whyNoPrograms('curl', 'nsenter', 'docker-registry'));
/** Longer than a minute, so that each job of cron has run. */
const learning = 90;

describe.skipIf(missing !== null)('the everyday work of real services', () => {
	let engine: PrivateEngine;
	let folder: string;
	let recorder: RecorderProcess;
	let registry: ChildProcess | null = null;
	const raisedBy: string[] = [];

	const run = (script: string): Promise<string> =>
		runProgram('sh', ['-c', `get() { ${get}; }\n${script}`], {
			...{PATH: searchPath(), HOME: folder, DOCKER_CONFIG: folder, DOCKER_HOST: engine.host},
			...{ENGINE: String(engine.pid), HOST_FILES: folder, PGPATH: pgPath, PROJECT: join(folder, 'project')},
		});
	/** Of a container, in the engine's network namespace. */
	const get = `address=$(docker inspect --format '{{(index .NetworkSettings.Networks "shop").IPAddress}}' $1)
		nsenter --net=/proc/$ENGINE/ns/net curl -sS -m 20 -o /dev/null http://$address:$2$3`;
	const alerts = () =>
		recordedIn(folder).flatMap(entry => (entry.kind === 'detection' && entry.severity !== 'info' ? [entry] : []));

	beforeAll(async () => {
		const base = await servicesBase();
		folder = mkdtempSync(join(tmpdir(), 'dockscope-harmless-'));
		mkdirSync(join(folder, 'project'));
		writeFileSync(join(folder, 'project/compose.yaml'), composeFile);
		engine = await startPrivateEngine();
		await engine.docker('import', base.tar, 'services:1');
		await engine.docker('network', 'create', 'shop');
		for (const {name, options = [], command} of [...dailyServices, ...lateServices, ...moreServices])
			await engine.docker('run', '-d', '--name', name, '--network', 'shop', ...options, 'services:1', ...command);
		await run('cd $PROJECT; docker compose -p shop2 up -d');
		// They run already when the recorder comes: its first start of each is a restart.
		await sleep(5000);
		recorder = await startRecorder(engine.host, folder, ['--learn', `${learning}s`]);
		for (const script of [...learnedWork, ...moreLearned]) await run(script);
		await sleep((learning + 5) * 1000);
	}, 1_200_000);
	afterAll(async () => {
		await recorder?.end();
		registry?.kill();
		await engine?.stop();
		rmSync(folder, {recursive: true, force: true});
	});

	it('raises nothing above info after the learning time', async () => {
		expect(dailyWork.length).toBeGreaterThanOrEqual(30);
		registry = await startRegistry();
		for (const [what, script] of [...dailyWork, ...moreWork, ...lateWork]) {
			const before = alerts().length;
			await run(script);
			// An alert is in the store within a second, or when its use of a file is known not to be the file system's: two more.
			await sleep(2500);
			raisedBy.push(
				...alerts()
					.slice(before)
					.map(({workload, rule, text}) => `${what}: ${workload} ${rule} ${text}`),
			);
		}
		// Jobs of cron run again.
		await sleep(62_000);
		// Each of the runs from which it was learned that `ci` updates its packages was reported, and none after that.
		const learned = alerts().filter(({workload, text}) => workload === 'ci' && /(apt-get|dpkg), by exec$/.test(text));
		const updates = learned.filter(({text}) => text.includes('apt-get'));
		expect(updates.reduce((sum, {count}) => sum + count, 0)).toBe(3);
		const others = alerts().filter(one => !learned.some(({n}) => n === one.n));
		raisedBy.push(...others.map(({workload, rule, text}) => `${workload} ${rule} ${text}`));
		expect(raisedBy).toEqual([]);
	});

	async function startRegistry(): Promise<ChildProcess> {
		const configuration = join(folder, 'registry.yml');
		writeFileSync(
			configuration,
			`version: 0.1\nstorage: {filesystem: {rootdirectory: ${folder}/registry}}\nhttp: {addr: 127.0.0.1:5000}\n`,
		);
		const child = spawn('nsenter', [`--net=/proc/${engine.pid}/ns/net`, 'docker-registry', 'serve', configuration], {
			env: {PATH: searchPath()},
			stdio: 'ignore',
		});
		await until('the registry answers', () =>
			engine.inNetwork('curl', '-sf', 'http://127.0.0.1:5000/v2/').then(
				() => true,
				() => null,
			),
		);
		await busyboxImage(engine, {name: '127.0.0.1:5000/small:1'});
		await engine.docker('push', '127.0.0.1:5000/small:1');
		return child;
	}
});
