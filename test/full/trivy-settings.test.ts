import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {EngineReader} from '../../src/base/engine/engine-reader.js';
import {createReader} from '../../src/base/engine/reader.js';
import {trusted} from '../../src/base/text/safe-text.js';
import {trivy} from '../../src/scan/adapters/trivy.js';
import {scanEnvironment} from '../../src/scan/detect.js';
import {runScanner} from '../../src/scan/run-scanner.js';
import {advisories} from '../scan/support/advisories.js';
import {scanImageFiles} from '../scan/support/scan-image.js';
import {realTrivy} from '../scan/support/trivy.js';
import {writeTrivyDatabase} from '../scan/support/trivy-database.js';
import {searchPath} from '../support/engine-binaries.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine} from '../support/private-engine.js';

/** An empty archive: Trivy wants its Java database before it opens one. */
const jar = `PK\u0005\u0006${'\0'.repeat(18)}`;
const secret = 'AWS_ACCESS_KEY_ID=AKIAQ3EGRIH5T7WV2XKL\n';

describe.each(['0.68.2', '0.44.1', '0.40.0'] as const)('real Trivy %s', version => {
	let engine: PrivateEngine;
	let reader: EngineReader;
	let folder: string;
	let binaries: string;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'dockscope-test-trivy-'));
		engine = await startPrivateEngine();
		binaries = await realTrivy(version);
		await busyboxImage(engine, {name: 'secret:1', files: {...scanImageFiles, 'app/.env': secret}});
		await busyboxImage(engine, {name: 'java:1', files: {...scanImageFiles, 'app/shop.jar': jar}});
		reader = createReader({kind: 'unix', socketPath: engine.socketPath});
		await writeTrivyDatabase(join(folder, 'trivy'), advisories, new Date());
		await writeTrivyDatabase(join(folder, 'old'), advisories, new Date('2019-03-01T00:00:00Z'));
	});
	afterAll(async () => {
		reader?.close();
		await engine?.stop();
		await rm(folder, {recursive: true, force: true});
	});

	async function scan(image: string, more: Record<string, string> = {}, fast = false) {
		const variables = {
			PATH: `${binaries}:${searchPath()}`,
			HOME: folder,
			TRIVY_CACHE_DIR: join(folder, 'trivy'),
			TRIVY_SKIP_DB_UPDATE: 'true',
			TRIVY_SKIP_JAVA_DB_UPDATE: 'true',
			TRIVY_OFFLINE_SCAN: 'true',
			...more,
		};
		const environment = scanEnvironment(variables, reader);
		const {signal} = new AbortController();
		const detection = await trivy.detect(environment, signal);
		const {Id} = await reader.image(image);
		const target = {image: trusted(image), reference: image, id: Id, containers: [], containerId: null};
		return runScanner(trivy, detection, target, {environment, signal, fast});
	}

	it('looks for secrets only when they are asked for', async () => {
		const plain = await scan('secret:1');
		expect(plain).toMatchObject({error: null, secrets: [], scanner: {examined: ['vuln']}});
		const asked = await scan('secret:1', {TRIVY_SCANNERS: 'secret'});
		expect(asked).toMatchObject({error: null, scanner: {examined: ['vuln', 'secret']}});
		expect(asked.secrets.map(({path}) => path)).toEqual(['/app/.env']);
		expect(asked.vulnerabilities).toHaveLength(16);
		// An inventory has no secrets; Trivy would refuse to look for them.
		expect(await scan('secret:1', {TRIVY_SCANNERS: 'vuln,secret'}, true)).toMatchObject({
			error: null,
			scanner: {examined: ['vuln']},
		});
	});

	it('names the Java database if that is what is missing, and the command for it', async () => {
		const {state, error} = await scan('java:1');
		expect({state, kind: error?.kind}).toEqual({state: 'failed', kind: 'no-java-database'});
		expect(error?.next).toBe(
			`run, where there is a network: env -u TRIVY_SKIP_JAVA_DB_UPDATE trivy image --download-java-db-only (without one, copy ${folder}/trivy/java-db from another machine)`,
		);
	});

	it('says that its database is years old', async () => {
		const {error, notes} = await scan('secret:1', {TRIVY_CACHE_DIR: join(folder, 'old')});
		expect(error).toBeNull();
		expect(notes.join('\n')).toMatch(/the database of trivy is \d+ years old: newer vulnerabilities are not found/);
	});
});
