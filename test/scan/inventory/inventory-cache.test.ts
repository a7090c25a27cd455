import {execFile} from 'node:child_process';
import {chmod, mkdir, readdir, readFile, rm, stat, symlink, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {promisify} from 'node:util';
import {describe, expect, it} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import {loadInventory, saveInventory} from '../../../src/scan/inventory/inventory-cache.js';
import {inventoryOf} from '../../../src/scan/inventory/inventory-of.js';
import type {PackageInventory} from '../../../src/scan/inventory/package.js';
import type {ScanTarget} from '../../../src/scan/scanner.js';
import {temporaryFolder} from '../../support/temporary-folder.js';
import {recordedReader} from '../support/reader.js';
import {savedImage, tarOf} from '../support/saved-image.js';

const hex = 'b'.repeat(64);
const image = `sha256:${hex}`;
const lodash = {path: 'app/node_modules/lodash/package.json', content: '{"name":"lodash","version":"4.17.4"}'};
const system = {path: 'etc/os-release', content: 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian 12"\n'};

describe('an inventory that is kept', () => {
	const cache = temporaryFolder();
	const file = join(cache, 'inventories', `${hex}.json`);

	/** An engine that counts how often it saves the image. */
	function engine(changes: readonly {Path: string; Kind: number}[] = []) {
		const reads: string[] = [];
		const reader = recordedReader({
			inspect: async Id => ({Id, Image: image}),
			changes: async () => [...changes],
			saveImage: async () => {
				reads.push('image');
				return Readable.from([await savedImage([await tarOf([system, lodash])], 'oci')]);
			},
		});
		const environment = {variables: {}, engine: reader, dockerHost: null, cacheDirectory: cache};
		const read = (target: Partial<ScanTarget> = {}) =>
			inventoryOf(
				{image: trusted('web:1'), reference: 'web:1', id: image, containers: [], containerId: null, ...target},
				{environment, signal: new AbortController().signal, onPhase: () => undefined},
			);
		return {reads, read};
	}

	it('costs the engine nothing the second time, and says the same', async () => {
		const {reads, read} = engine();
		const first = await read();
		expect(first.packages.map(({name, layer}) => [name, layer !== null])).toEqual([['lodash', true]]);
		expect(await read()).toEqual(first);
		expect(reads).toEqual(['image']);
		expect((await stat(file)).mode & 0o777).toBe(0o600);
	});

	it('of a container is that of its image only when it is known to be unchanged', async () => {
		const {reads, read} = engine();
		await read({containerId: 'c1'});
		expect(await readdir(cache)).toEqual([]);
		const first = await read({containerId: 'c1', asImage: true});
		expect(first.notes).toEqual([]);
		expect((await read({containerId: 'c1', asImage: true})).notes).toEqual([]);
		expect(reads).toEqual(['image', 'image']);
		expect((await read()).packages[0]?.layer).not.toBeNull();
		expect(reads).toEqual(['image', 'image']);
		await read({containerId: 'c2'});
		expect(reads).toEqual(['image', 'image', 'image']);
	});

	it('is not kept when a part could not be read', async () => {
		const {reads, read} = engine();
		const broken = recordedReader({
			saveImage: async () =>
				Readable.from([await savedImage([await tarOf([lodash]), Buffer.from('\x28\xb5\x2f\xfd zstd', 'latin1')], 'oci')]),
		});
		const environment = {variables: {}, engine: broken, dockerHost: null, cacheDirectory: cache};
		const target = {image: trusted('web:1'), reference: 'web:1', id: image, containers: [], containerId: null};
		const {whole, leftOut} = await inventoryOf(target, {
			environment,
			signal: new AbortController().signal,
			onPhase: () => undefined,
		});
		expect([whole, leftOut.length]).toEqual([false, 1]);
		expect(await readdir(cache)).toEqual([]);
		await read();
		expect(reads).toEqual(['image']);
	});

	it.each<[string, () => Promise<unknown>]>([
		['is damaged', () => writeFile(file, '{"schema":1')],
		['is of another version', async () => writeFile(file, (await readFile(file, 'utf8')).replace('"schema":1', '"schema":0'))],
		['is of another image', async () => writeFile(file, (await readFile(file, 'utf8')).replace(hex, 'c'.repeat(64)))],
		['has a package of no known kind', async () => writeFile(file, (await readFile(file, 'utf8')).replace('"npm"', '"rpm"'))],
		['has a package without a version', async () => writeFile(file, (await readFile(file, 'utf8')).replaceAll('4.17.4', ''))],
		['may be written by others', () => chmod(file, 0o666)],
		[
			'is a link',
			async () => {
				await writeFile(join(cache, 'elsewhere'), await readFile(file));
				await rm(file);
				await symlink(join(cache, 'elsewhere'), file);
			},
		],
		[
			'is a pipe',
			async () => {
				await rm(file);
				await promisify(execFile)('mkfifo', ['-m', '600', file]);
			},
		],
		['is larger than any', () => writeFile(file, Buffer.alloc(64_000_001, ' '))],
	])('that %s is read again from the image', async (_, damage) => {
		const {reads, read} = engine();
		const first = await read();
		await damage();
		expect(await read()).toEqual(first);
		expect(reads).toEqual(['image', 'image']);
	});

	it('cannot bring escape sequences onto the screen', async () => {
		await engine().read();
		await writeFile(file, (await readFile(file, 'utf8')).replaceAll('lodash', 'lo\\u001b]0;owned\\u0007dash'));
		const kept = await loadInventory(cache, image);
		expect(JSON.stringify(kept)).not.toMatch(/\\u001b|\\u0007/);
	});

	it('is dropped when there are too many, the oldest first', async () => {
		const folder = join(cache, 'inventories');
		await mkdir(folder, {recursive: true});
		for (let index = 0; index < 200; index += 1) {
			const path = join(folder, `${index.toString(16).padStart(64, '0')}.json`);
			await writeFile(path, '{}');
			await utimes(path, index + 1, index + 1);
		}
		const empty: PackageInventory = {distribution: null, packages: [], notes: [], leftOut: [], whole: true};
		await saveInventory(cache, image, empty);
		const names = await readdir(folder);
		expect(names).toHaveLength(200);
		expect(names).toContain(`${hex}.json`);
		expect(names).not.toContain(`${'0'.padStart(64, '0')}.json`);
		expect(await loadInventory(cache, image)).toEqual(empty);
	});

	it.each(['../../etc/passwd', 'sha256:short', ''])('has no file for the id "%s"', async id => {
		expect(await loadInventory(cache, id)).toBeNull();
		await saveInventory(cache, id, {distribution: null, packages: [], notes: [], leftOut: [], whole: true});
		expect(await readdir(cache)).toEqual([]);
	});
});
