import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {trivy} from '../../src/scan/adapters/trivy.js';
import {scanEnvironment} from '../../src/scan/detect.js';
import {runScanner} from '../../src/scan/run-scanner.js';
import {advisories} from '../scan/support/advisories.js';
import {recordedReader} from '../scan/support/reader.js';
import {shop} from '../scan/support/rows.js';
import {savedImage, tarOf} from '../scan/support/saved-image.js';
import {realTrivy} from '../scan/support/trivy.js';
import {writeTrivyDatabase} from '../scan/support/trivy-database.js';
import {temporaryFolder} from '../support/temporary-folder.js';

const dpkg = 'Package: tar\nStatus: install ok installed\nVersion: 1.35-1\nArchitecture: amd64\n';
const npm = {'app/node_modules/left-pad/package.json': '{"name":"left-pad","version":"1.3.0"}'};
const system = (text: string) => ({'etc/os-release': text});

/** The real Trivy on dockscope's inventory, as the terminal UI runs it. */
describe('the coverage of a scan by Trivy', () => {
	const folder = temporaryFolder();
	let path = '';
	beforeAll(async () => {
		path = await realTrivy('0.68.2');
	});
	beforeEach(async () => {
		await mkdir(join(folder, 'trivy'), {recursive: true});
		await writeTrivyDatabase(join(folder, 'trivy'), advisories, new Date());
	});

	it.each<[string, Readonly<Record<string, string>>, string, readonly object[]]>([
		[
			'Debian 13 and npm',
			{...system('ID=debian\nVERSION_ID="13"\n'), 'var/lib/dpkg/status': dpkg, ...npm},
			'complete',
			[
				{ecosystem: 'Debian:13', judged: 1, reason: null},
				{ecosystem: 'npm', judged: 1, reason: null},
			],
		],
		[
			'Debian sid and npm',
			{...system('ID=debian\n'), 'var/lib/dpkg/status': dpkg, ...npm},
			'partial',
			[{reason: expect.stringContaining('no stable release')}, {ecosystem: 'npm', reason: null}],
		],
		[
			'Arch and npm',
			{...system('ID=arch\n'), ...npm},
			'partial',
			[
				{ecosystem: 'arch', reason: expect.any(String)},
				{ecosystem: 'npm', reason: null},
			],
		],
		['npm from scratch', npm, 'complete', [{ecosystem: 'npm', judged: 1, reason: null}]],
	])('%s', async (_, files, state, coverage) => {
		const layer = await tarOf(Object.entries(files).map(([name, content]) => ({path: name, content})));
		const engine = recordedReader({saveImage: async () => Readable.from([await savedImage([layer], 'oci')])});
		const variables = {
			PATH: path,
			HOME: folder,
			TRIVY_CACHE_DIR: join(folder, 'trivy'),
			TRIVY_SKIP_DB_UPDATE: 'true',
			TRIVY_SKIP_VERSION_CHECK: 'true',
			TRIVY_OFFLINE_SCAN: 'true',
		};
		const environment = scanEnvironment(variables, engine);
		const {signal} = new AbortController();
		const detection = await trivy.detect(environment, signal);
		const report = await runScanner(trivy, detection, shop, {environment, signal, fast: true});
		expect(report).toMatchObject({state, error: null, coverage});
	});
});
