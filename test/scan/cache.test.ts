import {readdir, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {sanitise, trusted} from '../../src/base/text/safe-text.js';
import {isFresh, scanCache} from '../../src/scan/cache.js';
import {temporaryFolder} from '../support/temporary-folder.js';
import {reportBy, row} from './support/rows.js';

const id = `sha256:${'a'.repeat(64)}`;
const dated = (scanner: string, updatedAt: string | null, scannedAt = '2026-11-25T10:00:00.000Z') =>
	reportBy(scanner, [row('CVE-1')], {
		scannedAt,
		scanner: {
			name: sanitise(scanner),
			version: trusted('1'),
			mode: trusted('binary'),
			database: {updatedAt: updatedAt === null ? null : sanitise(updatedAt)},
		},
	});

describe('kept reports', () => {
	const folder = temporaryFolder();
	const files = () => readdir(join(folder, 'scans', 'a'.repeat(64)));

	it('are stored by image, scanner and date of the database, only for their owner, and load unchanged', async () => {
		const cache = scanCache(folder);
		const report = dated('trivy', '2026-11-20T01:02:03Z');
		await cache.save(report);
		expect(await files()).toEqual(['trivy@20261120T010203Z.json']);
		expect((await stat(join(folder, 'scans', 'a'.repeat(64), 'trivy@20261120T010203Z.json'))).mode & 0o777).toBe(0o600);
		expect((await stat(join(folder, 'scans', 'a'.repeat(64)))).mode & 0o777).toBe(0o700);
		expect(await cache.load(id)).toEqual([report]);
	});

	it('are replaced by a newer one of the same scanner only', async () => {
		const cache = scanCache(folder);
		await cache.save(dated('trivy', '2026-11-20T00:00:00Z'));
		await cache.save(dated('grype', null, '2026-11-25T11:00:00.000Z'));
		await cache.save(dated('trivy', '2026-11-21T00:00:00Z'));
		expect((await files()).sort()).toEqual(['grype@undated.json', 'trivy@20261121T000000Z.json']);
		expect((await cache.load(id)).map(({scanner}) => scanner.name)).toEqual(['grype', 'trivy']);
	});

	it('stay when a scan fails, and are not written without an image id', async () => {
		const cache = scanCache(folder);
		await cache.save(dated('trivy', null));
		await cache.save({...dated('trivy', null), state: 'failed', vulnerabilities: []});
		await cache.save({...dated('grype', null), target: {image: trusted('x'), id: '../../evil', containers: []}});
		expect((await cache.load(id))[0]?.vulnerabilities).toHaveLength(1);
		expect(await readdir(join(folder, 'scans'))).toEqual(['a'.repeat(64)]);
		expect(await cache.load('../../evil')).toEqual([]);
	});

	it('that are damaged, or of another version of dockscope, are not there', async () => {
		const cache = scanCache(folder);
		await cache.save(dated('trivy', null));
		await writeFile(join(folder, 'scans', 'a'.repeat(64), 'grype@undated.json'), '{"schema":1,"report":');
		await writeFile(join(folder, 'scans', 'a'.repeat(64), 'snyk@undated.json'), '{"schema":99,"report":{}}');
		expect((await cache.load(id)).map(({scanner}) => scanner.name)).toEqual(['trivy']);
	});

	it('are not there where the folder is a file, and writing one says so', async () => {
		await writeFile(join(folder, 'scans'), '');
		const cache = scanCache(folder);
		expect(await cache.load(id)).toEqual([]);
		await expect(cache.save(dated('trivy', null))).rejects.toThrow('ENOTDIR');
	});

	it('are fresh while the database is the same, or for a day where its date is not known', () => {
		const now = new Date('2026-11-25T12:00:00Z');
		expect(isFresh(dated('trivy', '2026-11-20'), now, '2026-11-20')).toBe(true);
		expect(isFresh(dated('trivy', '2026-11-20'), now, '2026-11-21')).toBe(false);
		expect(isFresh(dated('trivy', null), now, null)).toBe(true);
		expect(isFresh(dated('trivy', null), new Date('2026-11-27T12:00:00Z'), null)).toBe(false);
	});
});
