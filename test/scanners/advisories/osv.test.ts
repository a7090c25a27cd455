import {readdir, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {rowOfAdvisory} from '../../../src/scanners/advisories/advisory-row.js';
import {affects} from '../../../src/scanners/advisories/affects.js';
import {ImportError, importedEcosystems, importOsv, localAdvisories} from '../../../src/scanners/advisories/osv-archive.js';
import {readZip, ZipError} from '../../../src/scanners/advisories/zip-reader.js';
import {type SafeText, trusted} from '../../../src/terminal/safe-text.js';
import {temporaryFolder} from '../../support/temporary-folder.js';
import {advisories, osvArchive, osvDocument, zipOf} from '../support/advisories.js';

const npm = (events: readonly object[], more: object = {}) => ({
	id: 'GHSA-1',
	affected: [{package: {ecosystem: 'npm', name: 'a'}, ranges: [{type: 'SEMVER', events}], ...more}],
});
const subject = (version: string) => ({name: 'a', version, ecosystem: 'npm'});

describe('an OSV advisory', () => {
	it.each([
		['1.0.0', [{introduced: '0'}, {fixed: '1.0.0'}], false],
		['0.9.9', [{introduced: '0'}, {fixed: '1.0.0'}], true],
		['1.5.0', [{introduced: '1.0.0'}, {last_affected: '1.5.0'}], true],
		['1.5.1', [{introduced: '1.0.0'}, {last_affected: '1.5.0'}], false],
		['2.1.0', [{introduced: '0'}, {fixed: '1.0.0'}, {introduced: '2.0.0'}, {fixed: '2.2.0'}], true],
		// Events may be in any order.
		['1.1.0', [{fixed: '2.2.0'}, {introduced: '2.0.0'}, {fixed: '1.0.0'}, {introduced: '0'}], false],
		['0.0.1-alpha', [{introduced: '0'}], true],
	])('affects %s by %j: %s', (version, events, expected) => expect(affects(npm(events), subject(version))).toBe(expected));

	it('affects a version that is listed, one package, one ecosystem; a withdrawn one nothing', () => {
		const listed = npm([], {versions: ['3.0.0']});
		expect(affects(listed, subject('3.0.0'))).toBe(true);
		expect(affects(listed, {...subject('3.0.0'), name: 'b'})).toBe(false);
		expect(affects(listed, {...subject('3.0.0'), ecosystem: 'PyPI'})).toBe(false);
		expect(affects({...listed, withdrawn: '2026-01-01T00:00:00Z'}, subject('3.0.0'))).toBe(false);
		expect(
			affects(
				{affected: [{package: {ecosystem: 'npm', name: 'a'}, ranges: [{type: 'GIT', events: [{introduced: '0'}]}]}]},
				subject('1.0.0'),
			),
		).toBe(false);
	});

	it('becomes a row with the CVE first, the score of its vector, and the fixes that are newer', () => {
		const minimist = advisories.find(({cve}) => cve === 'CVE-2021-44906');
		const row = rowOfAdvisory(
			minimist && osvDocument(minimist),
			{name: trusted('minimist'), version: trusted('1.2.0'), type: trusted('npm'), purl: null, path: null},
			{source: trusted('basic'), ecosystem: 'npm'},
		);
		expect(row).toMatchObject({
			id: 'CVE-2021-44906',
			aliases: ['GHSA-xvch-5gv4-984h'],
			severity: 'critical',
			fix: {state: 'fixed', versions: ['1.2.6']},
		});
		expect(row?.cvss).toMatchObject([{version: '3.1', score: 9.8}]);
	});

	it('of Debian gives the CVE after its prefix; an unknown urgency leaves the severity unknown', () => {
		const document = {
			id: 'DEBIAN-CVE-2026-12345',
			affected: [
				{
					package: {ecosystem: 'Debian:13', name: 'tar'},
					ranges: [{type: 'ECOSYSTEM', events: [{introduced: '0'}]}],
					ecosystem_specific: {urgency: 'not yet assigned'},
				},
			],
		};
		const row = rowOfAdvisory(
			document,
			{name: trusted('tar'), version: trusted('1'), type: trusted('deb'), purl: null, path: null},
			{source: trusted('basic'), ecosystem: 'Debian:13'},
		);
		expect(row).toMatchObject({
			id: 'CVE-2026-12345',
			severity: 'unknown',
			severityRaw: 'not yet assigned',
			fix: {state: 'not-fixed'},
		});
	});
});

describe('an OSV archive', () => {
	const folder = temporaryFolder();

	const write = async (content: Buffer) => {
		const path = join(folder, 'all.zip');
		await writeFile(path, content);
		return path;
	};

	it('ignores an invalid time of an advisory, and its escape sequences', async () => {
		const [first] = advisories;
		if (first === undefined) throw new Error('no advisory');
		const document = {...(osvDocument(first) as object), modified: 'zz\x1b]0;owned\x07'};
		const done = await importOsv(await write(zipOf({'a.json': JSON.stringify(document)})), folder, new Date());
		expect(done).toMatchObject({advisories: 1, updatedAt: null});
	});

	it('is imported by ecosystem, in files that only their owner can read, and is queried by package', async () => {
		const done = await importOsv(await write(osvArchive()), folder, new Date());
		expect(done).toEqual({ecosystems: ['Debian', 'npm'], advisories: advisories.length, updatedAt: '2026-11-20T10:00:00Z'});
		expect(await importedEcosystems(folder)).toEqual(['Debian', 'npm']);
		const store = localAdvisories(folder);
		const found: string[] = [];
		for await (const {name, advisory} of store.find('npm', new Set(['lodash', 'left-pad'])))
			found.push(`${name} ${(advisory as {id: string}).id}`);
		expect(found.sort()).toEqual(['lodash GHSA-35jh-r3h4-6jhm', 'lodash GHSA-jf85-cpcp-j695']);
		expect(await store.updatedAt('Debian:13')).toBe('2026-11-20T10:00:00Z');
		expect(await store.updatedAt('Alpine:v3.20')).toBeNull();
		const [shard = ''] = await readdir(join(folder, 'osv', 'npm'));
		expect((await stat(join(folder, 'osv', 'npm', shard))).mode & 0o777).toBe(0o600);
	});

	it('replaces what was kept of its ecosystems, and nothing when it is bad', async () => {
		await importOsv(await write(osvArchive()), folder, new Date());
		await expect(importOsv(await write(zipOf({'a.txt': 'x'})), folder, new Date())).rejects.toThrow(ImportError);
		await expect(importOsv(await write(zipOf({'a.json': '{'})), folder, new Date())).rejects.toThrow(
			'"a.json" in the archive is not JSON',
		);
		await expect(importOsv(await write(Buffer.from('PK nothing')), folder, new Date())).rejects.toThrow(ZipError);
		expect(await importedEcosystems(folder)).toEqual(['Debian', 'npm']);
		await importOsv(await write(osvArchive(advisories.filter(({package: name}) => name === 'minimist'))), folder, new Date());
		const names: SafeText[] = [];
		for await (const {name} of localAdvisories(folder).find('npm', new Set(['lodash', 'minimist']))) names.push(trusted(name));
		expect(names).toEqual(['minimist']);
		expect((await readdir(join(folder, 'osv'))).filter(name => name.startsWith('.'))).toEqual([]);
	});

	it('cannot leave its folder by the name of an ecosystem or of a package', async () => {
		const hostile = {id: 'X-1', affected: [{package: {ecosystem: '../../etc', name: '../../x'}, versions: ['1']}]};
		const {ecosystems} = await importOsv(await write(zipOf({'../../up.json': JSON.stringify(hostile)})), folder, new Date());
		expect(ecosystems).toEqual(['__.._etc']);
		expect((await readdir(folder)).sort()).toEqual(['all.zip', 'osv']);
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
});
