import {open, stat} from 'node:fs/promises';
import {decodeText, detectCompression, type SafeText, sanitise} from '../../base/index.js';
import {foreignText} from '../formats/foreign-text.js';
import {parseJson, parseJsonAt} from '../formats/parse-json.js';
import {scanError} from './classify.js';

type About = {
	readonly scanner: string;
	readonly sizeLimit: number;
	readonly log: readonly SafeText[];
	readonly signal?: AbortSignal;
	/** The error for an unreadable report; default: that the scanner has failed. */
	readonly refuse?: (why: string) => Error;
	/** Finds the report among other documents (log lines in JSON); without it, the file must be just the document. */
	readonly recognises?: (document: unknown) => boolean;
};

/** The JSON document written by a scanner. @throws ScanError `garbage-output` or `output-too-large` */
export async function readReport(path: string, about: About): Promise<unknown> {
	return parseReport(await readBounded(path, about), about);
}

/** The same for the content of a pipe. @throws ScanError `garbage-output` or `output-too-large` */
export async function parseReport(bytes: Uint8Array, about: About): Promise<unknown> {
	refuseSize(bytes.byteLength, about);
	const packed = detectCompression(bytes);
	if (packed !== null) throw refusal(about, `it is ${packed}`);
	const text = decodeText(bytes);
	try {
		return await parseJson(text, about.signal);
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
		const found = await findReport(text, about);
		if (found !== undefined) return found;
		throw refusal(about, whyUnreadable(text, error, about));
	}
}

function whyUnreadable(text: string, {message}: SyntaxError, {refuse}: About): string {
	if (text.trim() === '') return refuse === undefined ? 'it wrote nothing' : 'the file is empty';
	const what = foreignText(text);
	return what === null ? sanitise(`not valid JSON (${message}): ${text.slice(0, 60)}`) : `it is ${what}`;
}

const refusal = ({scanner, log, refuse}: About, why: string): Error =>
	refuse?.(why) ?? scanError('garbage-output', scanner, why, log);

/** A report follows after a few log lines, or not at all. */
const documentsTried = 1000;

/**
 * The first matching document that begins a line or follows another: notices and log lines, in JSON or not, may come before and after it. A
 * file that the user named must not contain a second one, which would be lost.
 */
async function findReport(text: string, {recognises, signal, refuse}: About): Promise<unknown> {
	if (recognises === undefined) return undefined;
	let report: unknown;
	const inLine = /^[{[]/gm;
	// `cat a.json b.json` joins them in one line if the first has no line break at its end.
	const joined = /\s*[{[]/y;
	let after: number | null = null;
	for (let tried = 0; tried < documentsTried; tried++) {
		joined.lastIndex = after ?? text.length;
		const start = joined.test(text) ? joined.lastIndex - 1 : inLine.exec(text)?.index;
		if (start === undefined) break;
		after = null;
		try {
			const {value, end} = await parseJsonAt(text, start, signal);
			if (recognises(value)) {
				if (refuse === undefined) return value;
				if (report !== undefined) throw refuse('it contains several reports: use one file per report');
				report = value;
			}
			after = end;
			inLine.lastIndex = end;
		} catch (error) {
			if (!(error instanceof SyntaxError)) throw error;
		}
	}
	return report;
}

function refuseSize(size: number, {scanner, sizeLimit, log}: About): void {
	if (size > sizeLimit) throw scanError('output-too-large', scanner, `${Math.round(size / 1e6)} MB`, log);
}

async function readBounded(path: string, about: About): Promise<Uint8Array> {
	const missing = (error: NodeJS.ErrnoException) => {
		if (error.code === undefined) throw error;
		const why = error.code === 'ENOENT' ? 'it wrote no report' : `its report cannot be read (${error.code})`;
		throw refusal(about, why);
	};
	// A scanner may leave a pipe under that name, which never ends.
	const isFile = await stat(path).then(found => found.isFile(), missing);
	if (!isFile) throw refusal(about, about.refuse ? 'it is not a file' : 'its report is not a file');
	const file = await open(path).catch(missing);
	try {
		refuseSize((await file.stat()).size, about);
		return await file.readFile();
	} finally {
		await file.close();
	}
}
