import {Readable} from 'node:stream';
import {gzipSync} from 'node:zlib';
import {withArchiveBudget} from '../../../src/base/archives/archive-budget.js';
import {readSavedImage} from '../../../src/base/archives/saved-image.js';
import {tarEntries} from '../../../src/base/archives/tar-entries.js';
import {BrokenTar} from '../../../src/base/archives/tar-header.js';
import {EngineError} from '../../../src/base/engine/engine-error.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {rowOfAdvisory} from '../../../src/scan/advisories/advisory-row.js';
import {affects} from '../../../src/scan/advisories/affects.js';
import {matchEcosystem} from '../../../src/scan/advisories/ecosystem.js';
import {ImportError, importOsv} from '../../../src/scan/advisories/osv-archive.js';
import {readZip, ZipError} from '../../../src/scan/advisories/zip-reader.js';
import {EnrichmentError, readEpss, readKev} from '../../../src/scan/enrichment/exploitation.js';
import {matchesImageName} from '../../../src/scan/enrichment/image-name-match.js';
import {openVex} from '../../../src/scan/enrichment/open-vex.js';
import {readSuppression, suppress} from '../../../src/scan/enrichment/suppression.js';
import {matchesPath, samePackage} from '../../../src/scan/enrichment/suppression-rule.js';
import {scoreOfVector} from '../../../src/scan/formats/cvss.js';
import {severityOf, versionList} from '../../../src/scan/formats/normalise.js';
import {packageType} from '../../../src/scan/formats/package-type.js';
import {parsePurl, qualifiersOf} from '../../../src/scan/formats/purl.js';
import {parseTrivy} from '../../../src/scan/formats/trivy-report.js';
import {readLayer} from '../../../src/scan/inventory/layer.js';
import {
	distributionOf,
	parseApkInstalled,
	parseDpkgStatus,
	parsePackageJson,
	parsePythonMetadata,
} from '../../../src/scan/inventory/package-databases.js';
import {classifyLog} from '../../../src/scan/run/classify.js';
import {compareApk} from '../../../src/scan/versions/apk.js';
import {compareDpkg} from '../../../src/scan/versions/dpkg.js';
import {comparePep440} from '../../../src/scan/versions/pep440.js';
import {compareSemver} from '../../../src/scan/versions/semver.js';
import {trivyReports} from '../../scan/formats/fixtures/index.js';
import {advisories, osvArchive, osvDocument} from '../../scan/support/advisories.js';
import {savedImage, tarOf} from '../../scan/support/saved-image.js';
import {ofBytes, ofJson, ofText, type Parser} from '../parser.js';
import {inPieces, scratchFolder} from './folder.js';
import {repairTar} from './tar.js';

/** Far more than a seed holds; a header may promise more all the same. */
const limits = {bytes: 64_000_000, entries: 10_000, milliseconds: 20_000};

const layer = await tarOf([
	{path: 'etc/os-release', content: 'ID=alpine\nVERSION_ID=3.20.3\n'},
	{path: 'lib/apk/db/installed', content: 'P:musl\nV:1.2.5-r0\nA:x86_64\no:musl\nF:lib\nR:ld.so\n\nP:zlib\nV:1.3-r0\n\n'},
	{path: 'app/node_modules/kept/package.json', content: '{"name":"kept","version":"1.0.0"}'},
	{path: 'app/node_modules/.wh.gone'},
	{path: 'old/.wh..wh..opq'},
	{path: 'app/node_modules/twin/package.json', type: 'link', linkname: 'app/node_modules/kept/package.json'},
	{path: `${'deep/'.repeat(40)}package.json`, content: '{"name":"deep","version":"2.0.0"}'},
]);
const images = await Promise.all((['old', 'oci', 'oci-gzip'] as const).map(layout => savedImage([layer], layout)));

const rows = [...parseTrivy(trivyReports['0.68']).vulnerabilities];
const image = {image: trusted('registry.example.com/shop:1'), id: trusted(`sha256:${'a1'.repeat(32)}`), alsoKnownAs: []};
const files = scratchFolder();
const subject = {name: trusted('nginx'), version: trusted('1.26.3-3'), type: trusted('deb'), purl: null, path: null};

const dpkg =
	'Package: tar\nStatus: install ok installed\nArchitecture: amd64\nSource: tar (1.34)\nVersion: 1.34+dfsg-1.2\nDescription: GNU tar\n more\n\nPackage: nginx\nStatus: deinstall ok config-files\nVersion: 1\n';
const apk = 'C:Q1abc=\nP:musl\nV:1.2.5-r0\nA:x86_64\no:musl\nF:lib\nR:ld-musl.so.1\nF:\nR:x\n\nP:zlib\nV:1.3-r0\n\n';
const wheel = 'Metadata-Version: 2.1\nName: Flask_Login\nVersion: 3.0.1\nSummary: x\n\nName: not this\n';
const vex = {
	'@context': 'https://openvex.dev/ns/v0.2.0',
	timestamp: '2026-01-01T00:00:00Z',
	statements: [
		{
			vulnerability: {name: 'CVE-2026-100001', aliases: ['GHSA-x']},
			products: [
				{'@id': 'pkg:oci/shop?repository_url=registry.example.com/shop&tag=1', subcomponents: [{'@id': 'pkg:deb/debian/nginx'}]},
			],
			status: 'not_affected',
			justification: 'vulnerable_code_not_present',
		},
	],
};
const grypeIgnore =
	'ignore:\n  - vulnerability: CVE-2026-100001\n    package: {name: "ng.*", type: deb, location: "/usr/**"}\n    reason: x\n';
const trivyIgnore =
	'vulnerabilities:\n  - id: CVE-2026-100001\n    paths: ["usr/**/x*", "a?b"]\n    purls: ["pkg:deb/debian/nginx"]\n    expired_at: 2027-01-01\n    statement: x\n';
const versionTokens = '~ + - : . _p1 _alpha -r1 rc .dev .post ! * dfsg 0 99999999999999999999'.split(' ');

/** Comparing is total: the other way round it is the opposite. */
const order = (name: string, compare: (a: string, b: string) => number, seeds: readonly string[]): Parser =>
	ofText(
		`version-${name}`,
		[...seeds, seeds.join(' ')],
		text => {
			const [a = '', b = seeds[0] ?? ''] = text.split(' ');
			const found = compare(a, b);
			if (Math.sign(found) !== -Math.sign(compare(b, a)) && found !== 0) throw new Error(`${a} and ${b} have no order`);
			if (compare(a, a) !== 0) throw new Error(`${a} is not equal to itself`);
			return found;
		},
		{tokens: versionTokens},
	);

/** Databases of packages, archives, advisories, and files that hide rows. */
export const packageParsers: readonly Parser[] = [
	ofText('dpkg-status', [dpkg], parseDpkgStatus, {
		tokens: ['Package: ', 'Status: install ok installed', 'Version: ', 'Source: x (1)', '\n\n', ' '],
	}),
	ofText('apk-installed', [apk], text => parseApkInstalled(text).map(one => ({...one, files: one.files?.length})), {
		tokens: ['P:', 'V:', 'F:', 'R:', '\n\n', 'o:'],
	}),
	ofText('package-json', ['{"name": "left-pad", "version": "1.3.0"}', '{"name": "@a/b", "version": "1"}'], text =>
		parsePackageJson(text, 'a/package.json'),
	),
	ofText('python-metadata', [wheel, wheel.replaceAll('\n', '\r\n')], text => parsePythonMetadata(text, 'x.dist-info/METADATA'), {
		tokens: ['Name: ', 'Version: ', '\n\n', '\r\n', '-_.'],
	}),
	ofText('os-release-of-image', ['ID=debian\nVERSION_ID="13"\nPRETTY_NAME="Debian"\n', "ID='alpine'\n"], distributionOf, {
		tokens: ['ID=', '"', "'", '\n'],
	}),
	ofBytes(
		'tar-entries',
		[layer, ...images.slice(0, 1)],
		async bytes => {
			let [entries, content] = [0, 0];
			await withArchiveBudget(limits, undefined, async budget => {
				for await (const entry of tarEntries(inPieces(bytes), budget)) {
					entries += 1;
					if (entries % 3 !== 0) for await (const piece of entry.content()) content += piece.length;
				}
			});
			return [entries, content];
		},
		{throws: [BrokenTar, EngineError], repair: repairTar},
	),
	ofBytes(
		'image-layer',
		[layer, gzipSync(layer)],
		async bytes => {
			const {files: found, problem} = await withArchiveBudget(limits, undefined, budget => readLayer(inPieces(bytes), budget));
			return [[...found.values()].flatMap(one => one.packages.map(({name, version}) => [name, version])), problem === null];
		},
		{throws: [BrokenTar, EngineError], repair: repairTar, tokens: ['.wh.', '.wh..wh..opq', '../', 'package.json']},
	),
	ofBytes(
		'saved-image',
		images,
		async bytes => {
			const names: string[] = [];
			const layers = await withArchiveBudget(limits, undefined, budget =>
				readSavedImage(Readable.from(inPieces(bytes)), budget, async (name, content) => {
					names.push(name);
					for await (const _ of content);
				}),
			);
			return [names.length, layers.length];
		},
		{
			throws: [BrokenTar, EngineError],
			repair: repairTar,
			tokens: ['manifest.json', 'index.json', '"Layers":', '"Config":', 'blobs/sha256/'],
		},
	),
	ofBytes(
		'zip-archive',
		[osvArchive()],
		async bytes => {
			let [entries, content] = [0, 0];
			for await (const entry of readZip(files.write('all.zip', bytes))) {
				entries += 1;
				if (entries > 100) break;
				content += (await entry.read()).length;
			}
			return [entries, content];
		},
		{throws: [ZipError], tokens: ['PK\x01\x02', 'PK\x03\x04', 'PK\x05\x06', 'PK\x06\x06', 'PK\x06\x07']},
	),
	ofBytes(
		'osv-archive',
		[osvArchive()],
		async bytes => {
			const {archives} = await importOsv(files.write('all.zip', bytes), files.root, new Date(0));
			return archives.map(({ecosystem, advisories}) => [ecosystem, advisories]);
		},
		{throws: [ZipError, ImportError]},
	),
	ofJson(
		'osv-advisory',
		advisories.map(osvDocument),
		advisory => [
			rowOfAdvisory(advisory, subject, {source: trusted('basic'), ecosystem: 'Debian:13'}),
			...['npm', 'Debian:13', 'PyPI', 'Alpine:v3.20'].map(ecosystem =>
				affects(advisory, {name: 'nginx', version: '1.26.3-3', ecosystem}),
			),
		],
		{tokens: ['introduced', 'fixed', 'last_affected', 'ECOSYSTEM', 'SEMVER', 'npm', 'Debian:13', 'nginx', '0', 'withdrawn']},
	),
	ofText('osv-ecosystem', ['Debian:13', 'Ubuntu:Pro:22.04:LTS', 'Alpine:v3.20', 'npm'], text => [
		matchEcosystem(text, 'Ubuntu:22.04:LTS'),
		matchEcosystem('Debian:13', text),
	]),
	ofText(
		'epss',
		['#model_version:v2025.03.14,score_date:2026-11-20\ncve,epss,percentile\nCVE-2024-1,0.5,0.9\nCVE-2024-2,1e-5,0.01\n'],
		async text => [...(await readEpss(files.write('epss.csv', text), new Set(['CVE-2024-1', 'CVE-2024-2']))).values()],
		{throws: [EnrichmentError], tokens: ['CVE-2024-1,', ',', '0.5', '1.1', 'NaN', '\r\n']},
	),
	ofBytes(
		'epss-gzip',
		[gzipSync('cve,epss,percentile\nCVE-2024-1,0.5,0.9\n')],
		async bytes => {
			await readEpss(files.write('epss.csv.gz', bytes), new Set(['CVE-2024-1']));
			return null;
		},
		{throws: [EnrichmentError]},
	),
	ofText(
		'kev',
		['{"title": "KEV", "vulnerabilities": [{"cveID": "CVE-2024-1"}, {"cveID": "CVE-2024-2"}]}'],
		async text => (await readKev(files.write('kev.json', text))).size,
		{
			throws: [EnrichmentError],
			tokens: ['"vulnerabilities":', '"cveID":', '[', 'null'],
		},
	),
	ofJson(
		'openvex',
		[vex],
		document => {
			const {suppressed} = suppress(rows, [openVex(document, trusted('vex.json'), image)]);
			return suppressed.map(({why}) => why);
		},
		{tokens: ['CVE-2026-100001', 'not_affected', 'fixed', 'pkg:oci/shop', 'pkg:deb/debian/nginx', 'affected']},
	),
	...Object.entries({
		'vex.json': JSON.stringify(vex),
		'.grype.yaml': grypeIgnore,
		'.trivyignore.yaml': trivyIgnore,
		'.trivyignore': 'CVE-2026-100001 exp:2027-01-01 # x\n\nCVE-2019-1\n',
	}).map(([name, seed]) =>
		ofText(
			`ignore-file${name}`,
			[seed],
			async text => {
				const {suppressed} = suppress(rows, [await readSuppression(files.write(name, text), new Date(0), image)]);
				return suppressed.map(({why}) => why);
			},
			{
				throws: [EnrichmentError],
				tokens: [
					'CVE-2026-100001',
					'exp:',
					'**',
					'*',
					'&a ',
					'*a',
					'<<: ',
					'paths:',
					'name: ".*.*.*x"',
					'location: "**/*"',
					'- ',
					'!!binary ',
				],
			},
		),
	),
	ofText('ignore-glob', ['usr/**/x*', 'a?b', '**'], text => [matchesPath(text, `usr/lib/${'a/'.repeat(60)}${'a'.repeat(200)}`)], {
		tokens: ['*', '**', '*a', '/', '?', '*/'],
	}),
	ofText(
		'package-url',
		['pkg:deb/debian/tar@1.34%2Bdfsg?arch=amd64&distro=debian-13#sub', 'pkg:npm/%40a/b@1.0.0', 'pkg:oci/shop@sha256%3Aab?tag=1'],
		text => [parsePurl(text), [...qualifiersOf(text).keys()].length, samePackage(text, text), matchesImageName(text, image)],
		{tokens: ['pkg:', '@', '?', '%', '%zz', '%00', '/', '&', '=', '#', 'repository_url='], safe: false},
	),
	ofText(
		'cvss-vector',
		[
			'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
			'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N',
			'AV:N/AC:L/Au:N/C:P/I:P/A:P',
			'(AV:N/AC:L/Au:N/C:C/I:C/A:C)',
		],
		text => {
			const score = scoreOfVector(text);
			if (score !== null && !(score >= 0 && score <= 10)) throw new Error(`the score is ${score}`);
			return score;
		},
		{tokens: ['CVSS:3.0/', 'CVSS:3.1/', 'CVSS:4.0/', '/AV:N', '/E:U', '/RL:O', '/MAV:P', '/CR:H', 'X', ':', '/']},
	),
	ofText('severity-words', ['CRITICAL', 'moderate', '1.2.6, 0.2.4', 'a||b', 'deb'], text => [
		severityOf(text),
		versionList(text),
		packageType(text),
	]),
	ofText(
		'scanner-log',
		[
			'FATAL init error: DB error: --skip-db-update cannot be specified on the first run',
			'unauthorized: authentication required',
			'no such image: x',
		],
		text => classifyLog(text.split('\n')),
	),
	order('dpkg', compareDpkg, ['1:1.34+dfsg-1.2', '1.34~rc1-1', '0', '2.4.1-0ubuntu1.2']),
	order('apk', compareApk, ['1.2.5-r0', '1.2_alpha1-r2', '3.0.1b_p2', '1']),
	order('pep440', comparePep440, ['1!2.0.0rc1.post2.dev3+local.1', '1.0', '2.0a1']),
	order('semver', compareSemver, ['1.2.3-alpha.1+build', '1.0.0', 'v2.0.0-rc.1']),
];
