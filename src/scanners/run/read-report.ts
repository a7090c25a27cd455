import {open, stat} from 'node:fs/promises';
import {detectCompression} from '../../terminal/compression.js';
import {decodeText} from '../../terminal/decode-text.js';
import {type SafeText, sanitise} from '../../terminal/safe-text.js';
import {bomOf, isBom} from '../formats/cyclonedx-xml.js';
import {parseJson, parseJsonAt} from '../formats/parse-json.js';
import {parseXml} from '../formats/xml.js';
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
	if (about.refuse !== undefined && /^\s*</.test(text)) return readXml(text, about);
	try {
		return await parseJson(text, about.signal);
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
		const found = await findReport(text, about);
		if (found !== undefined) return found;
		const detail =
			text.trim() === ''
				? about.refuse
					? 'the file is empty'
					: 'it wrote nothing'
				: table.test(text)
					? 'it is a table (CSV): export it as JSON'
					: sanitise(`not valid JSON (${error.message}): ${text.slice(0, 60)}`);
		throw refusal(about, detail);
	}
}

/** A heading with several columns. */
const table = /^\s*"?[A-Za-z][\w /.-]*"?([,;]"?[A-Za-z][\w /.-]*"?){3,}\r?\n/;

/** The only reports in XML are CycloneDX's. */
async function readXml(text: string, about: About): Promise<unknown> {
	try {
		const root = await parseXml(text, about.signal);
		if (isBom(root)) return bomOf(root);
		const what = root.name.toLowerCase() === 'html' ? 'a web page' : sanitise(`XML (<${root.name}>)`);
		throw refusal(about, `it is ${what}: in XML only CycloneDX is read`);
	} catch (error) {
		if (error instanceof SyntaxError) throw refusal(about, sanitise(`not valid XML (${error.message}): ${text.slice(0, 60)}`));
		throw error;
	}
}

const refusal = ({scanner, log, refuse}: About, why: string): Error =>
	refuse?.(why) ?? scanError('garbage-output', scanner, why, log);

/** A report follows after a few log lines, or not at all. */
const documentsTried = 1000;

/**
 * The first matching document that begins a line: notices and log lines, in JSON or not, may come before and after it. A file that the
 * user named must not contain a second one, which would be lost.
 */
async function findReport(text: string, {recognises, signal, refuse}: About): Promise<unknown> {
	if (recognises === undefined) return undefined;
	let report: unknown;
	const starts = /^[{[]/gm;
	for (let tried = 0; tried < documentsTried; tried++) {
		const start = starts.exec(text);
		if (start === null) break;
		try {
			const {value, end} = await parseJsonAt(text, start.index, signal);
			if (recognises(value)) {
				if (refuse === undefined) return value;
				if (report !== undefined) throw refuse('it contains several reports: use one file per report');
				report = value;
			}
			starts.lastIndex = end;
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
