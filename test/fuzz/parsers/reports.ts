import {UsageError} from '../../../src/base/lib/usage-error.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {ScanError} from '../../../src/scan/failure.js';
import {parseAnchore} from '../../../src/scan/formats/anchore-report.js';
import {parseAqua} from '../../../src/scan/formats/aqua-report.js';
import {parseClair} from '../../../src/scan/formats/clair-report.js';
import {parseCycloneDx} from '../../../src/scan/formats/cyclonedx-report.js';
import {parseDockscope, reportFromJson} from '../../../src/scan/formats/dockscope-report.js';
import {parseGrype} from '../../../src/scan/formats/grype-report.js';
import {parseOsvScanner} from '../../../src/scan/formats/osv-scanner-report.js';
import {parseJson} from '../../../src/scan/formats/parse-json.js';
import {reportSubject} from '../../../src/scan/formats/report-subject.js';
import {parseSarif} from '../../../src/scan/formats/sarif-report.js';
import {parseSnyk} from '../../../src/scan/formats/snyk-report.js';
import {parseTrivy} from '../../../src/scan/formats/trivy-report.js';
import {parseTwistcli} from '../../../src/scan/formats/twistcli-report.js';
import {importReport} from '../../../src/scan/import-report.js';
import {otherImage} from '../../../src/scan/other-image.js';
import {scanCycloneDx} from '../../../src/scan/render/cyclonedx.js';
import {scanSarif} from '../../../src/scan/render/sarif.js';
import {scanDocument} from '../../../src/scan/render/scan-json.js';
import {scanTable} from '../../../src/scan/render/scan-table.js';
import type {ParsedReport} from '../../../src/scan/report.js';
import {reportOf} from '../../../src/scan/run/report-of.js';
import * as fixtures from '../../scan/formats/fixtures/index.js';
import {ofJson, ofText, type Parser} from '../parser.js';

type Format = {readonly name: string; readonly parse: (document: unknown) => ParsedReport; readonly seeds: readonly unknown[]};

const all = (...given: readonly object[]): unknown[] => given.flatMap(one => (Array.isArray(one) ? [one] : Object.values(one)));
const target = {
	image: trusted('shop:1'),
	id: trusted(`sha256:${'a1'.repeat(32)}`),
	reference: 'shop:1',
	archive: null,
	containers: [],
} as never;
const context = {
	now: () => new Date('2026-11-28T00:00:00Z'),
	signal: new AbortController().signal,
	sizeLimit: 50_000_000,
} as never;

const reportFrom = async (parsed: ParsedReport) =>
	reportOf(parsed, target, context, {name: 'trivy', version: null, mode: trusted('file'), databaseUpdatedAt: null} as never);

const dockscopeSeed = scanDocument(await reportFrom(parseTrivy(fixtures.trivyReports['0.68'])), null);

/** Each format of a scanner's report, with documents of all its versions. */
export const formats: readonly Format[] = [
	{name: 'trivy', parse: parseTrivy, seeds: all(fixtures.trivyReports, fixtures.trivyVariants)},
	{name: 'grype', parse: parseGrype, seeds: all(fixtures.grypeReports, fixtures.grypeVariants, [fixtures.grypeOld])},
	{name: 'clair', parse: parseClair, seeds: [fixtures.clairReport, ...all(fixtures.clairVariants)]},
	{name: 'aqua', parse: parseAqua, seeds: [...all(fixtures.aquaReports), fixtures.aquaEnvelope]},
	{name: 'anchore', parse: parseAnchore, seeds: [...all(fixtures.anchoreReports), fixtures.anchoreScores]},
	{name: 'snyk', parse: parseSnyk, seeds: [...all(fixtures.snykReports), ...fixtures.snykVariants]},
	{name: 'twistcli', parse: parseTwistcli, seeds: [fixtures.twistcliReport, ...all(fixtures.twistcliVariants)]},
	{name: 'osv-scanner', parse: parseOsvScanner, seeds: [fixtures.osvScannerReport, fixtures.osvScannerImage]},
	{name: 'cyclonedx', parse: parseCycloneDx, seeds: [fixtures.cycloneDxReport, ...all(fixtures.cycloneDxVariants)]},
	{
		name: 'sarif',
		parse: parseSarif,
		seeds: [
			...[fixtures.scoutReport, fixtures.sarifWithText, fixtures.trivySarif, fixtures.grypeSarif, fixtures.scoutSarif],
			...[
				fixtures.codeSarif,
				fixtures.osvScannerSarif,
				fixtures.snykSarif,
				fixtures.clairActionSarif,
				fixtures.trivyTemplateSarif,
			],
		],
	},
	{name: 'dockscope', parse: parseDockscope, seeds: [dockscopeSeed]},
];

const tokens = [
	...'CVE-2024-0001 GHSA-aaaa-bbbb-cccc CRITICAL critical HIGH 9.8 CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'.split(' '),
	...[
		...'pkg:npm/a@1.0.0 pkg:deb/debian/tar@1%2B2?arch=amd64 not_affected fixed javascript:alert(1)'.split(' '),
		...'https://example.org'.split(' '),
	],
	...['[a](b)', '<script>', '=1+1', '2026-01-01T00:00:00Z', `sha256:${'a'.repeat(64)}`, 'vulnerabilities', 'Results', 'runs'],
];

/** Reports of other programs. What is read of them is rendered too: as table, JSON, SARIF and CycloneDX. */
export const reportParsers: readonly Parser[] = [
	...formats.map(({name, parse, seeds}) =>
		ofJson(
			`report-${name}`,
			seeds,
			async document => {
				const parsed = parse(document);
				const rows = [...parsed.vulnerabilities];
				const subject = reportSubject(document);
				return [rows, {...parsed, vulnerabilities: null}, subject, otherImage(subject, target)];
			},
			{tokens, throws: [ScanError]},
		),
	),
	ofJson(
		'report-rendered',
		formats.flatMap(({seeds}) => seeds.slice(0, 2)),
		async document => {
			const format = formats.find(({parse}) => [...parse(document).vulnerabilities].length > 0);
			if (format === undefined) return null;
			const report = await reportFrom(format.parse(document));
			return [
				scanTable(report, 100).split('\n'),
				scanSarif(report, '0').length,
				scanCycloneDx(report, '0', null).length,
				scanDocument(report, null),
			];
		},
		{tokens, throws: [ScanError]},
	),
	ofJson('report-kept', [dockscopeSeed], document => reportFromJson(document), {tokens}),
	ofText(
		'report-text',
		[
			JSON.stringify(fixtures.trivyReports['0.68']),
			`INFO scanning\n${JSON.stringify(fixtures.grypeOld)}\ndone\n`,
			'{"a":1}\n{"b":2}\n',
		],
		async text => {
			const {report} = await importReport('-', target, {...(context as object), stdin: once(Buffer.from(text))} as never);
			return [report.vulnerabilities, report.notes];
		},
		{tokens: ['{', '[', '"', '\\u', '\\ud800', '1e999', '-', 'NaN', '\ufeff', '\n{'], throws: [UsageError, ScanError]},
	),
	ofText(
		'json-in-slices',
		['{"a": [1, 2.5e-3, "x\\u00e9\\n", true, null, {}], "__proto__": {"b": []}}', '[]', ' "x" '],
		async text => {
			const ours = await parseJson(text).catch((error: unknown) => {
				if (error instanceof SyntaxError) return error;
				throw error;
			});
			sameAsNode(text, ours);
			return null;
		},
		{tokens: ['\\u0000', '\\', '"', '1e5', '-0', '01', '.5', '{"a":', '[', ',', ':', 'tru', '\t', '\f', '\u00a0']},
	),
];

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
	yield bytes;
}

/** Node's own parser accepts the same texts, but for those that are nested too deeply for us, and makes the same of them. */
function sameAsNode(text: string, ours: unknown): void {
	let theirs: unknown;
	try {
		theirs = JSON.parse(text);
	} catch (error) {
		if (!(error instanceof SyntaxError) || ours instanceof SyntaxError) return;
		throw new Error('our parser takes what Node refuses');
	}
	if (ours instanceof SyntaxError) {
		if (/too deeply/.test(ours.message)) return;
		throw new Error(`our parser refuses what Node takes: ${ours.message}`);
	}
	if (JSON.stringify(ours) !== JSON.stringify(theirs)) throw new Error('our parser makes something else of it than Node');
}
