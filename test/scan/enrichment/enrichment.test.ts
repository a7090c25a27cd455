import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {describe, expect, it, vi} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import {consensus} from '../../../src/scan/enrichment/consensus.js';
import {readEpss, readKev, withExploitation} from '../../../src/scan/enrichment/exploitation.js';
import {grypeIgnore} from '../../../src/scan/enrichment/grype-ignore.js';
import {openVex} from '../../../src/scan/enrichment/open-vex.js';
import {byPriority, explainPriority} from '../../../src/scan/enrichment/priority.js';
import {readSuppression, suppress} from '../../../src/scan/enrichment/suppression.js';
import {samePackage} from '../../../src/scan/enrichment/suppression-rule.js';
import {trivyIgnore, trivyIgnoreYaml} from '../../../src/scan/enrichment/trivy-ignore.js';
import {temporaryFolder} from '../../support/temporary-folder.js';
import {reportBy, row} from '../support/rows.js';

const from = trusted('a file');
const now = new Date('2026-11-25T00:00:00Z');

describe('the order of urgency', () => {
	it('puts exploited, loaded, exposed and fixable first, and explains itself', async () => {
		const fixed = {state: 'fixed', versions: [trusted('2')]} as const;
		const rows = [
			row('CVE-critical-on-disk', {severity: 'critical', loaded: 'on-disk', exposed: false}),
			row('CVE-high-all', {severity: 'high', loaded: 'loaded', exposed: true, fix: fixed, kev: true}),
			row('CVE-high-loaded', {severity: 'high', loaded: 'loaded', exposed: true}),
			row('CVE-low', {severity: 'low'}),
			row('CVE-high-epss', {severity: 'high', loaded: 'loaded', exposed: true, epss: {score: 0.9, percentile: 0.99}}),
		];
		const order = (await byPriority(rows)).map(({id}) => id);
		expect(order).toEqual(['CVE-high-all', 'CVE-high-epss', 'CVE-high-loaded', 'CVE-critical-on-disk', 'CVE-low']);
		const [first] = await byPriority(rows);
		expect(first && explainPriority(first)).toEqual([
			'severity high',
			'known to be exploited (CISA KEV)',
			'a live process has it loaded',
			'published beyond this host',
			'fixed in 2',
		]);
		expect(explainPriority(row('CVE-1')).join(' ')).not.toContain('not affected');
	});
	it('is the same whichever order the rows came in', async () => {
		const rows = Array.from({length: 700}, (_, index) =>
			row(`CVE-2026-${String(index * 7919).padStart(8, '0')}`, {severity: index % 3 === 0 ? 'high' : 'low'}),
		);
		const ids = (all: readonly {id: string}[]) => all.map(({id}) => id);
		expect(ids(await byPriority(rows))).toEqual(ids(await byPriority(rows.toReversed())));
	});
});

describe('several scanners', () => {
	const trivy = reportBy('trivy', [
		row('CVE-2021-23337', {severity: 'high', fix: {state: 'fixed', versions: [trusted('4.17.21')]}}),
		row('CVE-2005-2541', {package: {name: trusted('tar')}}),
	]);
	const grype = reportBy('grype', [
		row('GHSA-35jh-r3h4-6jhm', {
			aliases: [trusted('CVE-2021-23337')],
			severity: 'critical',
			fix: {state: 'fixed', versions: [trusted('4.17.20')]},
			epss: {score: 0.1, percentile: null},
			kev: true,
			sources: [trusted('grype')],
		}),
		row('CVE-2020-28500', {sources: [trusted('grype')]}),
	]);

	it('are one row a vulnerability, with marks, the worst severity, and what they disagree on', () => {
		const rows = consensus([trivy, grype]);
		expect(rows.map(({id, sources, severity}) => [id, sources, severity])).toEqual([
			['CVE-2021-23337', ['trivy', 'grype'], 'critical'],
			['CVE-2005-2541', ['trivy'], 'high'],
			['CVE-2020-28500', ['grype'], 'high'],
		]);
		expect(rows[0]).toMatchObject({aliases: ['GHSA-35jh-r3h4-6jhm'], epss: {score: 0.1}, kev: true});
		expect(rows[0]?.disagreements).toEqual([
			{
				about: 'severity',
				says: [
					{source: 'trivy', value: 'high'},
					{source: 'grype', value: 'critical'},
				],
			},
			{
				about: 'fix',
				says: [
					{source: 'trivy', value: '4.17.21'},
					{source: 'grype', value: '4.17.20'},
				],
			},
		]);
	});
	it('agree when one has no opinion, and two paths in one report stay two rows', () => {
		const silent = reportBy('snyk', [row('CVE-2021-23337', {severity: 'unknown', sources: [trusted('snyk')]})]);
		expect(consensus([trivy, silent])[0]?.disagreements).toEqual([]);
		const twice = reportBy('trivy', [
			row('CVE-1', {package: {path: trusted('a')}}),
			row('CVE-1', {package: {path: trusted('b')}}),
		]);
		expect(consensus([twice])).toHaveLength(2);
		expect(
			consensus([twice, reportBy('grype', [row('CVE-1', {sources: [trusted('grype')]})])]).map(({sources}) => sources),
		).toEqual([
			['trivy', 'grype'],
			['trivy', 'grype'],
		]);
	});
});

describe('ignore and VEX files', () => {
	it('.trivyignore: ids, comments, a last day', () => {
		const rule = trivyIgnore('# why\nCVE-1 # inline\n\nCVE-2 exp:2026-01-01\nCVE-3 exp:2027-01-01\n', from, now);
		expect(['CVE-1', 'CVE-2', 'CVE-3', 'CVE-4'].map(id => rule.why(row(id)) !== null)).toEqual([true, false, true, false]);
		expect(rule.why(row('GHSA-x', {aliases: [trusted('CVE-1')]}))).toBe('ignored');
	});
	it('.trivyignore.yaml: paths, package URLs, a reason', () => {
		const document = {
			vulnerabilities: [
				{id: 'CVE-1', paths: ['app/**/package.json'], statement: 'not reachable'},
				{id: 'CVE-2', purls: ['pkg:npm/lodash@4.17.4']},
				{id: 'CVE-3', expired_at: new Date('2026-01-01')},
			],
		};
		const rule = trivyIgnoreYaml(document, from, now);
		expect(rule.why(row('CVE-1', {package: {path: trusted('app/node_modules/a/package.json')}}))).toBe('not reachable');
		expect(rule.why(row('CVE-1', {package: {path: trusted('srv/package.json')}}))).toBeNull();
		expect(rule.why(row('CVE-2', {package: {purl: trusted('pkg:npm/lodash@4.17.4')}}))).toBe('ignored');
		expect(rule.why(row('CVE-2', {package: {purl: trusted('pkg:npm/lodash@4.17.5')}}))).toBeNull();
		expect(rule.why(row('CVE-3'))).toBeNull();
	});
	it('.trivyignore.yaml: the first rule that fits, by any name of the row', () => {
		const rule = trivyIgnoreYaml(
			{
				vulnerabilities: [
					{id: 'GHSA-1', statement: 'by its alias'},
					{id: 'CVE-1', statement: 'by its id'},
				],
			},
			from,
			now,
		);
		expect(rule.why(row('CVE-1', {aliases: [trusted('GHSA-1')]}))).toBe('by its alias');
		expect(rule.why(row('CVE-1'))).toBe('by its id');
	});
	it('grype: each condition must hold; an empty or an unknown rule hides nothing', () => {
		const rule = grypeIgnore(
			{
				ignore: [
					{vulnerability: 'CVE-1', package: {name: 'lod.*'}},
					{'fix-state': 'wont-fix', package: {type: 'deb'}},
					{},
					{vulnerability: 'CVE-9', 'match-type': 'exact-indirect-match'},
				],
			},
			from,
		);
		expect(rule.why(row('CVE-1'))).toBe('ignored');
		expect(rule.why(row('CVE-1', {package: {name: trusted('tar')}}))).toBeNull();
		expect(rule.why(row('CVE-5', {fix: {state: 'wont-fix', versions: []}, package: {type: trusted('deb')}}))).toBe('ignored');
		expect(rule.why(row('CVE-9'))).toBeNull();
	});
	it('grype: a pattern that could run endlessly is matched without backtracking', () => {
		const rule = grypeIgnore({ignore: [{vulnerability: 'CVE-1', package: {name: '(a+)+$'}}]}, from);
		expect(rule.why(row('CVE-1', {package: {name: trusted('a'.repeat(5000))}}))).toBe('ignored');
		expect(rule.why(row('CVE-1', {package: {name: trusted(`${'a'.repeat(5000)}b`)}}))).toBeNull();
	});
	describe('OpenVEX', () => {
		const digest = `sha256:${'d'.repeat(64)}`;
		const id = `sha256:${'a'.repeat(64)}`;
		const image = {image: trusted('shop:1'), id, alsoKnownAs: ['ghcr.io/acme/shop:1.0', `ghcr.io/acme/shop@${digest}`]};
		const npm = row('CVE-1', {package: {purl: trusted('pkg:npm/lodash@4.17.4')}});
		const lodash = {'@id': 'pkg:npm/lodash'};
		const statement = (status: string, more = {}) => ({
			vulnerability: {name: 'CVE-1'},
			products: [{'@id': 'pkg:oci/shop', subcomponents: [lodash]}],
			status,
			...more,
		});
		const why = (...statements: readonly object[]) => openVex({statements}, from, image).why(npm);

		it('not affected and fixed are omitted, with the justification', () => {
			const vex = openVex({statements: [statement('not_affected', {justification: 'vulnerable_code_not_present'})]}, from, image);
			expect(vex.why(npm)).toBe('not_affected: vulnerable_code_not_present');
			expect(vex.why(row('CVE-1', {package: {purl: trusted('pkg:npm/other@1')}}))).toBeNull();
			expect(why(statement('fixed'))).toBe('fixed');
		});
		it('the latest statement wins in any order; of equal times the last one', () => {
			const [old, recent] = [{timestamp: '2026-01-01T00:00:00Z'}, {timestamp: '2026-01-01T02:00:00+01:00'}];
			expect(why(statement('not_affected'), statement('affected'))).toBeNull();
			expect(why(statement('affected', recent), statement('not_affected', old))).toBeNull();
			expect(why(statement('not_affected', recent), statement('affected', old))).toBe('not_affected');
			const statements = [statement('affected', {timestamp: '2026-03-01T00:00:00Z'}), statement('not_affected')];
			expect(openVex({timestamp: '2026-02-01T00:00:00Z', statements}, from, image).why(npm)).toBeNull();
		});
		it('the latest also of those that give it another of its names, alone or at the end of an IRI', () => {
			const aliased = {...npm, aliases: [trusted('GHSA-1')]};
			const other = (status: string, vulnerability: unknown) => statement(status, {vulnerability});
			const latest = (...statements: readonly object[]) => openVex({statements}, from, image).why(aliased);
			expect(latest(statement('fixed'), other('affected', 'GHSA-1'))).toBeNull();
			expect(latest(other('affected', 'GHSA-1'), statement('fixed'))).toBe('fixed');
			expect(latest(statement('affected'), other('fixed', {'@id': 'https://nvd.example/CVE-1', aliases: ['GHSA-1']}))).toBe(
				'fixed',
			);
			expect(latest(other('fixed', {'@id': 'https://nvd.example/CVE-11'}))).toBeNull();
		});
		it.each([
			'pkg:oci/shop',
			`pkg:oci/shop@${digest}`,
			`pkg:oci/shop@${encodeURIComponent(digest)}?repository_url=ghcr.io/acme/shop`,
			`pkg:oci/shop@${encodeURIComponent(id)}`,
			...'pkg:oci/shop?repository_url=https%3A%2F%2Fghcr.io/acme&tag=1.0 pkg:oci/shop?repository_url=ghcr.io'.split(' '),
			...'pkg:docker/acme/shop@1.0?repository_url=ghcr.io pkg:docker/shop@1 ghcr.io/acme/shop:1.0'.split(' '),
			`ghcr.io/acme/shop@${digest}`,
			digest,
			id,
		])('a statement about this image counts: %s', product => {
			expect(why(statement('not_affected', {products: [{'@id': product, subcomponents: [lodash]}]}))).toBe('not_affected');
			expect(why(statement('not_affected', {products: [product]}))).toBe('not_affected');
		});
		it.each([
			'pkg:oci/nginx',
			`pkg:oci/shop@sha256:${'e'.repeat(64)}`,
			`sha256:${'e'.repeat(64)}`,
			...'pkg:oci/shop?repository_url=quay.io/acme/shop pkg:oci/shop?repository_url=ghcr.io/acme/shopping'.split(' '),
			...'pkg:oci/shop?tag=2.0 pkg:docker/nginx@1 pkg:docker/acme/shop@2.0?repository_url=ghcr.io'.split(' '),
			...'ghcr.io/acme/shop:2.0 https://example.com/product'.split(' '),
		])('a statement about something else does not: %s', product => {
			expect(why(statement('not_affected', {products: [{'@id': product, subcomponents: [lodash]}]}))).toBeNull();
			expect(why(statement('not_affected', {products: [product]}))).toBeNull();
		});
		it('a package by itself counts; one in a program does not, as the row may be about another copy', () => {
			const program = {'@id': 'pkg:golang/example.com/app', subcomponents: [lodash]};
			expect(why(statement('not_affected', {products: [program]}))).toBeNull();
			expect(why(statement('not_affected', {products: [lodash]}))).toBe('not_affected');
		});
	});
	it('package URLs: version, namespace and qualifiers count where they are given', () => {
		expect(samePackage('pkg:deb/debian/tar', 'pkg:deb/debian/tar@1.35?arch=amd64')).toBe(true);
		expect(samePackage('pkg:deb/debian/tar?arch=amd64', 'pkg:deb/debian/tar@1.35?distro=debian-13&arch=amd64')).toBe(true);
		expect(samePackage('pkg:deb/debian/tar?arch=arm64', 'pkg:deb/debian/tar@1.35?arch=amd64')).toBe(false);
		expect(samePackage('pkg:deb/ubuntu/tar', 'pkg:deb/debian/tar@1.35')).toBe(false);
		expect(samePackage('nonsense', 'nonsense')).toBe(false);
	});
	it('is reported with the file and the reason', () => {
		const {kept, suppressed} = suppress([row('CVE-1'), row('CVE-2')], [trivyIgnore('CVE-1', from, now)]);
		expect(kept.map(({id}) => id)).toEqual(['CVE-2']);
		expect(suppressed).toMatchObject([{by: 'a file', why: 'ignored'}]);
	});
});

describe("the user's own files", () => {
	const folder = temporaryFolder();
	const write = async (name: string, content: string | Buffer) => {
		await writeFile(join(folder, name), content);
		return join(folder, name);
	};

	it('EPSS, plain and gzipped, of the CVEs that matter', async () => {
		const csv =
			'#model_version:v2026.03.14,score_date:2026-11-24T00:00:00+0000\ncve,epss,percentile\nCVE-1999-0001,0.01,0.5\nCVE-2021-44906,0.9,0.99\nCVE-2021-1,nonsense,0\n';
		for (const path of [await write('e.csv', csv), await write('e.csv.gz', gzipSync(csv))])
			expect(await readEpss(path, new Set(['CVE-2021-44906', 'CVE-2021-1']))).toEqual(
				new Map([['CVE-2021-44906', {score: 0.9, percentile: 0.99}]]),
			);
		await expect(readEpss(await write('x.csv', 'a,b\n'), new Set())).rejects.toThrow('contains no EPSS scores');
		await expect(readEpss(join(folder, 'none'), new Set())).rejects.toThrow('cannot read');
		await expect(readEpss(await write('bad.gz', 'no gzip'), new Set())).rejects.toThrow('cannot read');
	});
	it('KEV, by alias too; absence of a CVE is then known', async () => {
		const kev = await readKev(await write('kev.json', JSON.stringify({vulnerabilities: [{cveID: 'CVE-1'}]})));
		expect(withExploitation(row('GHSA-1', {aliases: [trusted('CVE-1')]}), {epss: null, kev}).kev).toBe(true);
		expect(withExploitation(row('CVE-2'), {epss: null, kev}).kev).toBe(false);
		expect(withExploitation(row('CVE-2'), {epss: null, kev: null}).kev).toBeNull();
		await expect(readKev(await write('no.json', '{}'))).rejects.toThrow('is not a catalogue');
	});
	it('KEV, ignore and VEX files are read as PowerShell writes them, and compressed ones are refused with the command that helps', async () => {
		const wide = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');
		expect(await readKev(await write('kev.json', wide('{"vulnerabilities": [{"cveID": "CVE-1"}]}')))).toEqual(new Set(['CVE-1']));
		expect(await readKev(await write('marked.json', '\uFEFF{"vulnerabilities": [{"cveID": "CVE-1"}]}'))).toEqual(
			new Set(['CVE-1']),
		);
		const ignore = await readSuppression(await write('.grype.yaml', wide('ignore:\n  - vulnerability: CVE-1\n')), now, null);
		expect(ignore.why(row('CVE-1'))).toBe('ignored');
		await expect(readSuppression(await write('vex.json.gz', gzipSync('{}')), now, null)).rejects.toThrow(
			'vex.json.gz is compressed (gzip): decompress it first, for example gunzip -c FILE > OUTPUT',
		);
	});
	it('ignore and VEX files are known by what they hold; others are refused with the line', async () => {
		expect((await readSuppression(await write('vex.json', JSON.stringify({statements: []})), now, null)).from).toBe('vex.json');
		expect(
			(await readSuppression(await write('.grype.yaml', 'ignore:\n  - vulnerability: CVE-1\n'), now, null)).why(row('CVE-1')),
		).toBe('ignored');
		await expect(readSuppression(await write('bad.yaml', 'a: [\n'), now, null)).rejects.toThrow(/bad\.yaml:\d+:\d+: /);
		await expect(readSuppression(await write('other.yaml', 'a: 1\n'), now, null)).rejects.toThrow('neither an ignore file');
	});
	it('what the YAML library would only warn of is an error or nothing, and never printed with words of the file', async () => {
		const warned = vi.spyOn(process, 'emitWarning');
		const read = async (text: string) => readSuppression(await write('.grype.yaml', text), now, null);
		await expect(read('ignore: !include rules.yaml\n')).rejects.toThrow(/\.grype\.yaml:1:9: Unresolved tag: !include/);
		await expect(read('%\u001B[2J\n---\nignore: []\n')).rejects.toThrow(/\.grype\.yaml:1:1: Unknown directive [^\u001B]*$/);
		const keyed = await read('? [\u001Bc]\n: 1\nignore:\n  - vulnerability: CVE-1\n');
		expect(keyed.why(row('CVE-1'))).toBe('ignored');
		expect(warned).not.toHaveBeenCalled();
		warned.mockRestore();
	});
});
