import {stat} from 'node:fs/promises';
import {basename} from 'node:path';
import {fileTrouble, readInput, readStream, type SafeText, safe, sanitise, trusted, UsageError} from '../base/index.js';
import {foreignDocument} from './formats/foreign-document.js';
import {list} from './formats/json.js';
import {dateOf} from './formats/report-date.js';
import {formatOf, type ReportFormat, reportFormats} from './formats/report-formats.js';
import {type ReportSubject, reportSubject} from './formats/report-subject.js';
import {otherImage} from './other-image.js';
import type {ScanReport} from './report.js';
import {parseReport, readReport} from './run/read-report.js';
import {reportOf} from './run/report-of.js';
import type {ScanContext, ScanTarget} from './scanner.js';

/** Incoming bytes: stdin. */
export type ByteStream = AsyncIterable<Uint8Array | string>;

export type ImportedReport = {
	readonly report: ScanReport;
	/** What it was read for; made of what the report names where nothing was given. */
	readonly target: ScanTarget;
	/** The image that it names. */
	readonly subject: ReportSubject;
};

/**
 * A report by another program, in any of the known formats, with the date that it has itself.
 *
 * @param path  a file, a pipe, or `-` for stdin
 * @param target  the image that it is read for, which is chosen from a report of several; `null`: the one that it names
 * @throws ScanError, UsageError when the file is not a report
 */
export async function importReport(
	path: string,
	target: ScanTarget | null,
	context: Pick<ScanContext, 'now' | 'signal' | 'sizeLimit'> & {readonly stdin: ByteStream},
): Promise<ImportedReport> {
	const name = path === '-' ? 'stdin' : basename(path);
	const refuse = (why: string) =>
		new UsageError(`the report ${path === '-' ? 'from stdin' : sanitise(path)} cannot be read: ${why.slice(0, 300)}`);
	const recognises = (found: unknown) => partsOf(found) !== null;
	const about = {scanner: name, sizeLimit: context.sizeLimit, log: [], signal: context.signal, refuse, recognises};
	const piped = await readPiped(path, context).catch(error => {
		throw refuse(fileTrouble(error));
	});
	const document = await (piped === null ? readReport(path, about) : parseReport(piped, about));
	const parts = partsOf(document);
	if (parts === null) throw refuse(whyForeign(document));
	const {
		part: {part, format},
		about: read,
	} = imageIn(parts, target, refuse);
	const parsed = format.parse(part);
	const by = {name: parsed.scannerName ?? format.name, mode: trusted('file')};
	const report = await reportOf(parsed, read, context, by);
	const subject = reportSubject(part);
	const other = target === null ? null : otherImage(subject, target);
	const dated = await scannedAt(part, path, context.now());
	const notes = [...(other === null ? [] : [other]), ...dated.notes, ...report.notes];
	return {report: {...report, scannedAt: dated.at, notes}, target: read, subject};
}

/** One image of a report, in a separate document. */
type Part = {readonly part: unknown; readonly format: ReportFormat};

/** A part for each image of a report, or of a list of reports (`jq --slurp`); `null` for anything else. */
function partsOf(document: unknown): readonly Part[] | null {
	const format = formatOf(document);
	if (format !== undefined) return (format.images?.(document) ?? [document]).map(part => ({part, format}));
	const reports = list(document).map(one => (Array.isArray(one) ? null : partsOf(one)));
	return reports.length > 0 && reports.every(one => one !== null) ? reports.flat() : null;
}

function whyForeign(document: unknown): string {
	const what = foreignDocument(document);
	if (what !== null) return `it is ${what}`;
	return `it is JSON, but not a report of ${reportFormats.map(one => one.name).join(', ')}`;
}

/** The report's own date; without one, that of its file, or now for a pipe. None of them is later than now. */
async function scannedAt(document: unknown, path: string, now: Date): Promise<{at: string; notes: readonly SafeText[]}> {
	const own = dateOf(document);
	if (own !== null && Date.parse(own) <= now.getTime()) return {at: own, notes: []};
	if (own !== null) return {at: now.toISOString(), notes: [safe`the report is dated in the future: ${sanitise(own)}`]};
	const file = path === '-' ? null : await stat(path);
	if (!file?.isFile()) return {at: now.toISOString(), notes: [trusted('the report has no date: it is dated now')]};
	const written = file.mtime;
	const at = (written.getTime() <= now.getTime() ? written : now).toISOString();
	return {at, notes: [safe`the report has no date: that of its file is used, ${sanitise(at.slice(0, 10))}`]};
}

/** `null` if it is not a pipe. */
async function readPiped(
	path: string,
	{stdin, sizeLimit}: {readonly stdin: ByteStream; readonly sizeLimit: number},
): Promise<Uint8Array | null> {
	if (path !== '-') return (await stat(path)).isFIFO() ? readInput(path, sizeLimit) : null;
	return readStream(stdin, sizeLimit);
}

/** Names of images in an error. */
const named = 5;

/**
 * The part of a report that is about the target: reports of a cluster or of a repository have many images.
 *
 * @param target  `null`: the image that the report names, if it is the only one
 * @param refuse  makes the error for a report without the image
 */
function imageIn(
	parts: readonly Part[],
	target: ScanTarget | null,
	refuse: (why: string) => Error,
): {readonly part: Part; readonly about: ScanTarget} {
	const [only] = parts;
	if (only === undefined) throw refuse('it says nothing about an image');
	if (parts.length === 1) return {part: only, about: target ?? targetOf(reportSubject(only.part))};
	const subjects = parts.map(part => ({part, about: reportSubject(part.part)}));
	const matching = target === null ? [] : subjects.filter(({about}) => isNamed(about) && otherImage(about, target) === null);
	const [found] = matching;
	if (target !== null && matching.length === 1 && found !== undefined) return {part: found.part, about: target};
	const names = subjects.slice(0, named).map(({about: {names, digests}}) => names[0] ?? digests[0] ?? 'an unnamed image');
	const list = `${names.join(', ')}${parts.length > named ? ', …' : ''}`;
	if (target === null) throw refuse(`it covers ${parts.length} images, so name one of them: ${list}`);
	const why = matching.length === 0 ? 'none of them' : 'several of them called';
	throw refuse(`it covers ${parts.length} images, ${why} ${target.image}: ${list}`);
}

const isNamed = ({names, digests}: ReportSubject): boolean => names.length + digests.length > 0;

/** What a report names, of which this engine may know nothing. */
function targetOf({names, digests}: ReportSubject): ScanTarget {
	const image = names[0] ?? digests[0] ?? sanitise('an image that the report does not name');
	return {image, reference: image, id: null, alsoKnownAs: [...names, ...digests], containers: [], containerId: null};
}
