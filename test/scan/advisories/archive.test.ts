import {readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {findAdvisories, storedArchive, storedArchives} from '../../../src/scan/advisories/archive-store.js';
import {ImportError, importOsv} from '../../../src/scan/advisories/osv-archive.js';
import {readZip, ZipError} from '../../../src/scan/advisories/zip-reader.js';
import {temporaryFolder} from '../../support/temporary-folder.js';
import {advisories, osvArchive, osvDocument, zipOf} from '../support/advisories.js';

/** An advisory about one package of each of the ecosystems. */
const about = (id: string, ...ecosystems: readonly string[]) => ({
	id,
	modified: '2026-11-20T10:00:00Z',
	affected: ecosystems.map(ecosystem => ({package: {ecosystem, name: 'left-pad'}, versions: ['1.0.0']})),
});
const archiveOf = (...documents: readonly {id: string}[]) =>
	zipOf(Object.fromEntries(documents.map(one => [`${one.id}.json`, JSON.stringify(one)])));

describe('an OSV archive', () => {
	const folder = temporaryFolder();

	const write = async (content: Buffer, name = 'all.zip') => {
		const path = join(folder, name);
		await writeFile(path, content);
		return path;
	};
	const load = async (content: Buffer, name?: string) => importOsv(await write(content, name), folder, new Date());
	const stored = async () => (await storedArchives(folder)).map(({ecosystem, advisories: count}) => `${ecosystem} ${count}`);
	const idsOf = async (ecosystem: string, ...names: readonly string[]) => {
		const found: string[] = [];
		const archive = await storedArchive(folder, ecosystem);
		if (archive === null) throw new Error(`no ${ecosystem}`);
		for await (const {name, advisory} of findAdvisories(folder, archive, new Set(names)))
			found.push(`${name} ${(advisory as {id: string}).id}`);
		return found.sort();
	};

	it('is stored in files that only their owner can read, and is queried by package', async () => {
		const {archives} = await load(osvArchive());
		expect(archives.map(({ecosystem, advisories: count}) => [ecosystem, count])).toEqual([
			['Debian', 6],
			['npm', 4],
		]);
		expect(await idsOf('npm', 'lodash', 'left-pad')).toEqual(['lodash GHSA-35jh-r3h4-6jhm', 'lodash GHSA-jf85-cpcp-j695']);
		expect(await storedArchive(folder, 'Debian:13')).toMatchObject({
			ecosystem: 'Debian',
			releases: {'Debian:13': 6},
			updatedAt: '2026-11-20T10:00:00Z',
			asOf: '2026-11-20T10:00:00Z',
		});
		expect(await storedArchive(folder, 'Alpine:v3.20')).toBeNull();
		for (const file of await readdir(join(folder, 'advisories', 'npm')))
			expect((await stat(join(folder, 'advisories', 'npm', file))).mode & 0o777).toBe(0o600);
	});

	it('replaces only itself, whatever other ecosystems its advisories name', async () => {
		await load(archiveOf(about('PYSEC-1', 'PyPI'), about('PYSEC-2', 'PyPI', 'npm'), about('PYSEC-3', 'PyPI')));
		await load(archiveOf(about('GHSA-1', 'npm'), about('GHSA-2', 'npm', 'PyPI', 'Go')));
		expect(await stored()).toEqual(['PyPI 3', 'npm 2']);
		expect(await idsOf('PyPI', 'left-pad')).toEqual(['left-pad PYSEC-1', 'left-pad PYSEC-2', 'left-pad PYSEC-3']);
		expect(await idsOf('npm', 'left-pad')).toEqual(['left-pad GHSA-1', 'left-pad GHSA-2']);
		await load(archiveOf(about('GHSA-3', 'npm')));
		expect(await stored()).toEqual(['PyPI 3', 'npm 1']);
		expect((await readdir(join(folder, 'advisories'))).filter(name => name.startsWith('.'))).toEqual([]);
	});

	it('is not that of an ecosystem which it only mentions, nor of one that withdrawn advisories or commits name', async () => {
		await load(archiveOf(about('GHSA-1', 'npm', 'PyPI'), about('GHSA-2', 'npm')));
		expect(await storedArchive(folder, 'PyPI')).toBeNull();
		const withdrawn = {...about('GHSA-3', 'PyPI'), withdrawn: '2026-01-01T00:00:00Z'};
		const commits = {id: 'OSV-1', affected: [{ranges: [{type: 'GIT', events: [{introduced: '0'}]}]}]};
		await load(archiveOf(about('GHSA-1', 'npm'), withdrawn, commits));
		expect(await stored()).toEqual(['npm 1']);
	});

	it('that fits several ecosystems is told apart by its name, else refused', async () => {
		const both = archiveOf(about('CGA-1', 'Wolfi', 'Chainguard'), about('CGA-2', 'Chainguard', 'Wolfi'));
		await expect(load(both)).rejects.toThrow('may be the archive of "Chainguard" or "Wolfi": call it after its ecosystem');
		expect(await stored()).toEqual([]);
		await load(both, 'chainguard-all.zip');
		expect(await stored()).toEqual(['Chainguard 2']);
	});

	it('of several ecosystems does not replace far more of one of them', async () => {
		await load(archiveOf(...['1', '2', '3', '4', '5'].map(id => about(`PYSEC-${id}`, 'PyPI'))));
		const {archives, kept} = await load(archiveOf(about('GHSA-1', 'npm'), about('PYSEC-9', 'PyPI')));
		expect(archives.map(({ecosystem}) => ecosystem)).toEqual(['npm']);
		expect(kept).toEqual([{ecosystem: 'PyPI', why: 'the archive has less than half of them'}]);
		expect(await stored()).toEqual(['PyPI 5', 'npm 1']);
	});

	it('changes nothing when it is bad', async () => {
		await load(osvArchive());
		await expect(load(zipOf({'a.txt': 'x'}))).rejects.toThrow(ImportError);
		await expect(load(zipOf({'a.json': '{'}))).rejects.toThrow('"a.json" in the archive is not JSON');
		await expect(load(zipOf({'a.json': '{"id":"X"}'}))).rejects.toThrow('contains no advisory about a package');
		await expect(load(Buffer.from('PK nothing'))).rejects.toThrow(ZipError);
		const many = archiveOf(...Array.from({length: 120}, (_, index) => about(`X-${index}`, `E${index}`)));
		await expect(load(many)).rejects.toThrow('it names more than 100 ecosystems');
		expect(await stored()).toEqual(['Debian 6', 'npm 4']);
		expect((await readdir(join(folder, 'advisories'))).filter(name => name.startsWith('.'))).toEqual([]);
	});

	it('ignores an invalid time of an advisory, its escape sequences, and a time in the future', async () => {
		const [first] = advisories;
		if (first === undefined) throw new Error('no advisory');
		for (const modified of ['zz\x1b]0;owned\x07', '2999-01-01T00:00:00Z']) {
			const {archives} = await load(zipOf({'a.json': JSON.stringify({...(osvDocument(first) as object), modified})}));
			expect(archives).toMatchObject([{ecosystem: 'npm', advisories: 1, updatedAt: null}]);
		}
	});

	it('cannot leave its folder by the name of an ecosystem or of a package', async () => {
		const hostile = {id: 'X-1', affected: [{package: {ecosystem: '../../etc', name: '../../x'}, versions: ['1']}]};
		await load(zipOf({'../../up.json': JSON.stringify(hostile)}));
		expect(await readdir(join(folder, 'advisories'))).toEqual(['__.._etc']);
		expect((await readdir(folder)).sort()).toEqual(['advisories', 'all.zip']);
	});

	it('of which a part is missing on the disk is an error, not "no advisory"', async () => {
		await load(osvArchive());
		const parts = join(folder, 'advisories', 'npm');
		for (const name of await readdir(parts)) if (name.endsWith('.tsv')) await rm(join(parts, name));
		expect(await idsOf('npm', 'left-pad')).toEqual([]);
		await expect(idsOf('npm', 'lodash')).rejects.toThrow('ENOENT');
	});

	it('whose description is damaged counts as absent', async () => {
		await load(osvArchive());
		const facts = join(folder, 'advisories', 'npm', 'facts.json');
		for (const text of ['{', '[]', '{"schema":99}', (await readFile(facts, 'utf8')).replace('"schema":1', '"schema":0')]) {
			await writeFile(facts, text);
			expect(await storedArchive(folder, 'npm')).toBeNull();
		}
	});

	it('that is cut short or lies about its sizes is refused', async () => {
		const whole = osvArchive();
		const read = async (content: Buffer) => {
			for await (const entry of readZip(await write(content))) await entry.read();
		};
		await expect(read(whole)).resolves.toBeUndefined();
		await expect(read(whole.subarray(0, whole.length - 30))).rejects.toThrow(ZipError);
		const lying = Buffer.from(whole);
		lying.writeUInt32LE(0x7fffffff, lying.length - 22 + 16);
		await expect(read(lying)).rejects.toThrow(ZipError);
	});

	/** An archive whose end names no members; its ZIP64 record, which is at an offset, does. */
	const bigArchive = (offset?: bigint): Buffer => {
		const whole = osvArchive();
		const [members, end] = [whole.subarray(0, -22), Buffer.from(whole.subarray(-22))];
		const [record, locator] = [Buffer.alloc(56), Buffer.alloc(20)];
		record.writeUInt32LE(0x06064b50);
		record.writeBigUInt64LE(BigInt(end.readUInt16LE(10)), 32);
		record.writeBigUInt64LE(BigInt(end.readUInt32LE(12)), 40);
		record.writeBigUInt64LE(BigInt(end.readUInt32LE(16)), 48);
		end.fill(0xff, 8, 20);
		locator.writeUInt32LE(0x07064b50);
		locator.writeBigUInt64LE(offset ?? BigInt(members.length), 8);
		return Buffer.concat([members, record, locator, end]);
	};

	it('may be larger than a plain zip can be', async () => {
		const {archives} = await load(bigArchive());
		expect(archives.map(({advisories: count}) => count)).toEqual([6, 4]);
	});

	it.each([
		['no file has', 2n ** 64n - 1n],
		['no number of JavaScript has', 2n ** 53n + 1n],
		['is behind its end', 2n ** 32n],
		['holds something else', 0n],
	])('whose ZIP64 record is at an offset that %s is refused', async (_, offset) => {
		await expect(load(bigArchive(offset))).rejects.toThrow(ZipError);
	});
});
