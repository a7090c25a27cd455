import {execFile} from 'node:child_process';
import {mkdir, mkdtemp, rm, symlink, truncate, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {assert, asyncProperty, integer} from 'fast-check';
import {extract} from 'tar-stream';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {type ArchiveBudget, type ArchiveLimits, withArchiveBudget} from '../../../src/base/archives/archive-budget.js';
import {tarEntries} from '../../../src/base/archives/tar-entries.js';
import {emptyLayer, readLayer} from '../../../src/scan/inventory/layer.js';
import {tarOf} from '../../scan/support/saved-image.js';
import {searchPath} from '../../support/engine-binaries.js';

const run = promisify(execFile);

async function* inPieces(bytes: Buffer, size: number, closed: () => void = () => undefined) {
	try {
		for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
	} finally {
		closed();
	}
}

type Row = {path: string; kind: string; target: string; content: string};

const plenty: ArchiveLimits = {bytes: 2 ** 40, entries: 1000, milliseconds: 60_000};
const within = <T>(limits: Partial<ArchiveLimits>, work: (budget: ArchiveBudget) => Promise<T>) =>
	withArchiveBudget({...plenty, ...limits}, undefined, work);

const ours = (bytes: Buffer, size?: number): Promise<Row[]> => within({}, budget => rowsOf(bytes, budget, size));

async function rowsOf(bytes: Buffer, budget: ArchiveBudget, size = 4096): Promise<Row[]> {
	const rows: Row[] = [];
	for await (const entry of tarEntries(inPieces(bytes, size), budget)) {
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
				// Formats without room for a long name omit such files, and report that with their exit status.
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

	it('are the same however the bytes are split', async () => {
		const bytes = archives.get('pax') ?? Buffer.alloc(0);
		const expected = await ours(bytes);
		await assert(
			asyncProperty(integer({min: 1, max: 3000}), async size => {
				expect(await ours(bytes, size)).toEqual(expected);
			}),
			{numRuns: 25},
		);
	});

	it('of more than eight gigabytes are skipped by their base-256 size', async () => {
		const sparse = join(folder, 'huge');
		await writeFile(sparse, '');
		await truncate(sparse, 2 ** 33 + 5);
		const args = ['-c', `tar --create --format=gnu --directory '${folder}' huge | head --bytes 512`];
		const {stdout} = await run('sh', args, {encoding: 'buffer', env: {PATH: searchPath()}});
		await within({}, async budget => {
			const entries = tarEntries(inPieces(stdout, 512), budget);
			expect((await entries.next()).value).toMatchObject({path: 'huge', size: 2 ** 33 + 5});
			await expect(entries.next()).rejects.toThrow('breaks off');
		});
	});

	it('end with an error where the archive is truncated or is not an archive', async () => {
		const bytes = archives.get('gnu') ?? Buffer.alloc(0);
		await expect(ours(bytes.subarray(0, 70_000))).rejects.toThrow('it breaks off');
		await expect(ours(Buffer.alloc(1024, 'x'))).rejects.toThrow('it is not a tar');
		expect(await ours(Buffer.alloc(0))).toEqual([]);
	});

	it('let go of the engine’s answer where the reading ends early', async () => {
		const bytes = await tarOf([{path: 'a', content: 'a'.repeat(100_000)}, {path: 'b'}, {path: 'c'}]);
		let closed = false;
		const source = inPieces(bytes, 1000, () => {
			closed = true;
		});
		const content = emptyLayer();
		await expect(within({entries: 1}, budget => readLayer(source, budget, content))).rejects.toMatchObject({kind: 'over-budget'});
		expect([content.reached, content.files.size]).toEqual(['a', 0]);
		expect(closed).toBe(true);
	});
});

describe('a tar that is larger than is read of it', () => {
	/** Endless zeros, one piece per turn of the event loop. */
	async function* endless(head: Buffer, counted: {bytes: number}) {
		yield head;
		for (;;) {
			await new Promise(setImmediate);
			counted.bytes += 65_536;
			yield Buffer.alloc(65_536);
		}
	}
	/** Header of a file that claims to have 900 GB. */
	const hugeFile = async (): Promise<Buffer> => {
		const head = (await tarOf([{path: 'etc/passwd', content: ''}])).subarray(0, 512);
		head.write('\0', 124, 12, 'latin1');
		head[124] = 0x80;
		head.writeBigUInt64BE(900n * 2n ** 30n, 128);
		head.fill(0x20, 148, 156);
		const sum = head.reduce((total, byte) => total + byte, 0);
		head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
		return head;
	};
	const readAll = async (source: AsyncIterable<Buffer>, budget: ArchiveBudget): Promise<number> => {
		let count = 0;
		for await (const _ of tarEntries(source, budget)) count += 1;
		return count;
	};

	it('is dropped at the header that says so', async () => {
		const counted = {bytes: 0};
		const reading = within({bytes: 2 ** 30}, async budget => readAll(endless(await hugeFile(), counted), budget));
		await expect(reading).rejects.toThrow('the archive was not read to its end: it is larger than 1 GB');
		expect(counted.bytes).toBeLessThan(1_000_000);
	});

	it('is let go of when the bytes are spent, behind its last entry too', async () => {
		const reading = within({bytes: 2 ** 20}, budget => readAll(endless(Buffer.alloc(1024), {bytes: 0}), budget));
		await expect(reading).rejects.toMatchObject({kind: 'over-budget', message: expect.stringContaining('1 MB')});
	});

	it('is let go of when the time is up, though it never says anything', async () => {
		let closed = false;
		const reading = within({milliseconds: 50}, async ({signal}) => {
			await new Promise((_, reject) =>
				signal.addEventListener('abort', () => {
					closed = true;
					reject(new Error('the stream broke'));
				}),
			);
		});
		await expect(reading).rejects.toThrow('it takes longer than 0.05 s');
		expect(closed).toBe(true);
	});

	it('does not report a failure when the caller gives up', async () => {
		const caller = new AbortController();
		const reading = withArchiveBudget(plenty, caller.signal, async ({signal}) => {
			caller.abort();
			signal.throwIfAborted();
		});
		await expect(reading).rejects.toMatchObject({name: 'AbortError'});
	});

	it('has a limit for headers', async () => {
		const extension = (await tarOf([{path: 'x', content: 'y'.repeat(512)}])).subarray(0, 1024);
		extension.write('x', 156, 'latin1');
		extension.fill(0x20, 148, 156);
		const sum = extension.subarray(0, 512).reduce((total, byte) => total + byte, 0);
		extension.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
		async function* headers() {
			for (;;) yield extension;
		}
		await expect(within({}, budget => readAll(headers(), budget))).rejects.toThrow('a header is too long');
	});
});
