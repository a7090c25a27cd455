import {cpSync, mkdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {scanCache} from '../../src/scan/cache.js';
import {loadInventory} from '../../src/scan/inventory/inventory-cache.js';
import {temporaryFolder} from '../support/temporary-folder.js';

const written = join(import.meta.dirname, '../recorded/own');
const hex = 'a'.repeat(64);

describe('the cache that a dockscope of 3 December 2026 wrote', () => {
	const cache = temporaryFolder();

	it('has its scans as they were written', async () => {
		mkdirSync(join(cache, 'scans'));
		cpSync(join(written, 'scans'), join(cache, 'scans', hex), {recursive: true});
		const reports = ['trivy@20261201T010203Z', 'embedded@undated'].map(
			name => JSON.parse(readFileSync(join(written, 'scans', `${name}.json`), 'utf8')).report,
		);
		const kept = await scanCache(cache).load(hex);
		expect(kept).toHaveLength(reports.length);
		expect(kept).toEqual(expect.arrayContaining(reports));
	});

	it('has its inventory as it was written', async () => {
		cpSync(join(written, 'inventories'), join(cache, 'inventories'), {recursive: true});
		const {schema: _, imageId, ...inventory} = JSON.parse(readFileSync(join(written, 'inventories', `${hex}.json`), 'utf8'));
		expect(await loadInventory(cache, imageId)).toEqual(inventory);
	});
});
