import {execFile} from 'node:child_process';
import {mkdir, mkdtemp, rm, symlink, truncate, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {assert, asyncProperty, integer} from 'fast-check';
import {extract} from 'tar-stream';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {readLayer} from '../../../src/scanners/inventory/layer.js';
import {tarEntries} from '../../../src/scanners/inventory/tar-entries.js';
import {searchPath} from '../../support/engine-binaries.js';
import {tarOf} from '../support/saved-image.js';

const run = promisify(execFile);

async function* inPieces(bytes: Buffer, size: number, closed: () => void = () => undefined) {
	try {
		for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
	} finally {
		closed();
	}
}

type Row = {path: string; kind: string; target: string; content: string};

async function ours(bytes: Buffer, size = 4096): Promise<Row[]> {
	const rows: Row[] = [];
	for await (const entry of tarEntries(inPieces(bytes, size))) {
		const chunks: Uint8Array[] = [];
		// Every third one passes by unread, and the entries after it are still found.
		if (rows.length % 3 !== 2) for await (const chunk of entry.content()) chunks.push(chunk);
		rows.push({path: entry.path, kind: entry.kind, target: entry.linkTarget, content: Buffer.concat(chunks).toString('base64')});
	}
	return rows;
}

/** As the tar-stream library reads it. */
async function theirs(bytes: Buffer): Promise<Row[]> {
	const archive = extract();
	archive.end(bytes);
	const rows: Row[] = [];
	for await (const entry of archive) {
		const chunks: Uint8Array[] = [];
		for await (const chunk of entry) if (rows.length % 3 !== 2 && chunk instanceof Uint8Array) chunks.push(chunk);
		const {name, type, linkname} = entry.header;
		const kind = ['file', 'link', 'symlink', 'directory'].includes(type ?? '') ? String(type) : 'other';
		rows.push({path: name, kind, target: linkname ?? '', content: Buffer.concat(chunks).toString('base64')});
	}
	return rows;
}

describe('the entries of a tar', () => {
	let folder: string;
	const archives = new Map<string, Buffer>();
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'dockscope-test-tar-'));
		const deep = join(folder, 'tree', 'a'.repeat(90), 'b'.repeat(90), 'ü'.repeat(60));
		await mkdir(deep, {recursive: true});
		for (const size of [0, 1, 511, 512, 513, 70_000]) await writeFile(join(deep, `of-${size}`), 'x'.repeat(size));
		await writeFile(join(folder, 'tree', 'plain'), 'plain\n');
		await symlink('c'.repeat(200), join(folder, 'tree', 'long-link'));
		await run('mkfifo', [join(folder, 'tree', 'pipe')]);
		await run('ln', [join(folder, 'tree', 'plain'), join(folder, 'tree', 'twin')]);
		for (const format of ['gnu', 'pax', 'ustar', 'oldgnu']) {
			const args = ['--create', `--format=${format}`, '--directory', join(folder, 'tree'), '.'];
			const {stdout} = await run('tar', args, {encoding: 'buffer', env: {PATH: searchPath()}, maxBuffer: 1 << 26}).catch(
				// Formats without room for a long name leave such files out, and say so with their exit status.
				(error: {stdout: Buffer}) => error,
			);
			archives.set(format, stdout);
		}
	});
	afterAll(() => rm(folder, {recursive: true, force: true}));

	it.each(['gnu', 'pax', 'ustar', 'oldgnu'])('in the format %s are those that another reader finds', async format => {
		const bytes = archives.get(format) ?? Buffer.alloc(0);
		const expected = await theirs(bytes);
		expect(expected.length).toBeGreaterThan(3);
		expect(await ours(bytes)).toEqual(expected);
	});

	it('are the same in whatever pieces the bytes come', async () => {
		const bytes = archives.get('pax') ?? Buffer.alloc(0);
		const expected = await ours(bytes);
		await assert(
			asyncProperty(integer({min: 1, max: 3000}), async size => {
				expect(await ours(bytes, size)).toEqual(expected);
			}),
			{numRuns: 25},
		);
	});

	it('of more than eight gigabytes are skipped by the size that base 256 tells', async () => {
		const sparse = join(folder, 'huge');
		await writeFile(sparse, '');
		await truncate(sparse, 2 ** 33 + 5);
		const args = ['-c', `tar --create --format=gnu --directory '${folder}' huge | head --bytes 512`];
		const {stdout} = await run('sh', args, {encoding: 'buffer', env: {PATH: searchPath()}});
		const entries = tarEntries(inPieces(stdout, 512));
		expect((await entries.next()).value).toMatchObject({path: 'huge', size: 2 ** 33 + 5});
		await expect(entries.next()).rejects.toThrow('breaks off');
	});

	it('end with an error where the archive breaks off, or is none', async () => {
		const bytes = archives.get('gnu') ?? Buffer.alloc(0);
		await expect(ours(bytes.subarray(0, 70_000))).rejects.toThrow('it breaks off');
		await expect(ours(Buffer.alloc(1024, 'x'))).rejects.toThrow('it is no tar');
		expect(await ours(Buffer.alloc(0))).toEqual([]);
	});

	it('let go of the engine’s answer where the reading ends early', async () => {
		const bytes = await tarOf([{path: 'a', content: 'a'.repeat(100_000)}, {path: 'b'}, {path: 'c'}]);
		let closed = false;
		const source = inPieces(bytes, 1000, () => {
			closed = true;
		});
		let left = 1;
		const content = await readLayer(source, () => left-- === 0);
		expect(content.problem).toBe('b');
		expect(closed).toBe(true);
	});
});
