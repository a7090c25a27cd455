import {stat} from 'node:fs/promises';
import {basename} from 'node:path';
import {fileTrouble} from '../terminal/file-trouble.js';
import {readInput, readStream} from '../terminal/read-input.js';
import {trusted} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import {UsageError} from '../terminal/usage-error.js';
import {parseAnchore} from './formats/anchore-report.js';
import {isAquaReport, parseAqua} from './formats/aqua-report.js';
import {isClairReport, parseClair} from './formats/clair-report.js';
import {isCycloneDx, parseCycloneDx} from './formats/cyclonedx-report.js';
import {isDockscopeReport, parseDockscope} from './formats/dockscope-report.js';
import {isGrypeReport, parseGrype} from './formats/grype-report.js';
import {at, isObject, list} from './formats/json.js';
import {parseOsvScanner} from './formats/osv-scanner-report.js';
import {subjectOf} from './formats/report-subject.js';
import {isSarif, parseSarif} from './formats/sarif-report.js';
import {isSnykReport, parseSnyk} from './formats/snyk-report.js';
import {parseTrivy} from './formats/trivy-report.js';
import {isTwistcliResult, parseTwistcli} from './formats/twistcli-report.js';
import {otherImage} from './other-image.js';
import type {ParsedReport, ScanReport} from './report.js';
import {parseReport, readReport} from './run/read-report.js';
import {reportOf} from './run/report-of.js';
import type {ScanContext, ScanTarget} from './scanner.js';

type Format = {
	readonly name: string;
	readonly fits: (document: unknown) => boolean;
	readonly parse: (document: unknown) => ParsedReport;
	/** How many images the document is about, if it can be more than one. */
	readonly images?: (document: unknown) => number;
};

const rows = (document: unknown) => (Array.isArray(document) ? document : [document]);
const has = (key: string) => (document: unknown) => isObject(document) && key in document;

/** Trivy names the image in each run. */
const imagesOfRuns = (document: unknown) =>
	new Set(list(at(document, 'runs')).flatMap(run => at(run, 'properties', 'imageName') ?? [])).size;

/** Ordered so that no format accepts another's documents. */
const formats: readonly Format[] = [
	{name: 'dockscope', fits: isDockscopeReport, parse: parseDockscope},
	{name: 'sarif', fits: isSarif, parse: parseSarif, images: imagesOfRuns},
	{name: 'cyclonedx', fits: isCycloneDx, parse: parseCycloneDx},
	{
		name: 'trivy',
		fits: document => has('SchemaVersion')(document) || (Array.isArray(document) && document.some(has('Target'))),
		parse: parseTrivy,
	},
	{name: 'grype', fits: isGrypeReport, parse: parseGrype},
	{name: 'clair', fits: isClairReport, parse: parseClair},
	{
		name: 'aqua',
		fits: isAquaReport,
		parse: parseAqua,
	},
	{
		name: 'osv-scanner',
		fits: document =>
			has('experimental_config')(document) || list(at(document, 'results')).some(one => isObject(at(one, 'source'))),
		parse: parseOsvScanner,
	},
	{
		name: 'twistcli',
		fits: document => list(at(document, 'results')).some(isTwistcliResult),
		parse: parseTwistcli,
		images: document => list(at(document, 'results')).filter(isTwistcliResult).length,
	},
	{
		name: 'anchore',
		fits: document =>
			has('securityEvaluation')(document) ||
			((has('imageDigest')(document) || has('image_digest')(document)) && has('vulnerabilities')(document)) ||
			rows(document).some(has('vuln')),
		parse: parseAnchore,
	},
	{name: 'snyk', fits: isSnykReport, parse: parseSnyk},
];

/** Incoming bytes: stdin. */
export type ByteStream = AsyncIterable<Uint8Array | string>;

/**
 * A report by another program, in any of these formats.
 *
 * @param path  a file, a pipe, or `-` for stdin
 * @throws ScanError, UsageError when the file is not a report
 */
export async function importReport(
	path: string,
	target: ScanTarget,
	context: Pick<ScanContext, 'now' | 'signal' | 'sizeLimit'> & {readonly stdin: ByteStream},
): Promise<ScanReport> {
	const name = path === '-' ? 'stdin' : basename(path);
	const formatOf = (document: unknown) => formats.find(({fits}) => fits(document));
	const refuse = (why: string) =>
		new UsageError(`the report ${path === '-' ? 'from stdin' : sanitise(path)} cannot be read: ${why.slice(0, 200)}`);
	const recognises = (found: unknown) => formatOf(found) !== undefined;
	const about = {scanner: name, sizeLimit: context.sizeLimit, log: [], signal: context.signal, refuse, recognises};
	const piped = await readPiped(path, context).catch(error => {
		throw refuse(fileTrouble(error));
	});
	const document = await (piped === null ? readReport(path, about) : parseReport(piped, about));
	const format = formatOf(document);
	if (format === undefined) throw refuse(`it is JSON, but not a report of ${formats.map(one => one.name).join(', ')}`);
	if ((format.images?.(document) ?? 1) > 1) throw refuse('it covers several images: use one file per image');
	const parsed = format.parse(document);
	const by = {name: parsed.scannerName ?? format.name, version: null, mode: trusted('file'), databaseUpdatedAt: null};
	const report = await reportOf(parsed, target, context, by);
	const other = otherImage(subjectOf(document), target);
	return other === null ? report : {...report, notes: [other, ...report.notes]};
}

/** `null` if it is not a pipe. */
async function readPiped(
	path: string,
	{stdin, sizeLimit}: {readonly stdin: ByteStream; readonly sizeLimit: number},
): Promise<Uint8Array | null> {
	if (path !== '-') return (await stat(path)).isFIFO() ? readInput(path, sizeLimit) : null;
	return readStream(stdin, sizeLimit);
}
