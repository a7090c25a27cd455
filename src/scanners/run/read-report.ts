import {open} from 'node:fs/promises';
import type {SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {ScanError} from '../failure.js';
import {parseJson} from '../formats/parse-json.js';
import {failure} from './classify.js';

type About = {scanner: string; sizeLimit: number; log: readonly SafeText[]; signal?: AbortSignal};

/** The JSON document that a scanner wrote. @throws ScanError `garbage-output` or `output-too-large` */
export async function readReport(path: string, about: About): Promise<unknown> {
	const text = await readBounded(path, about);
	try {
		return await parseJson(text, about.signal);
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
		const begin = sanitise(text.slice(0, 60));
		const detail = text.trim() === '' ? 'it wrote nothing' : `no valid JSON (${error.message}): ${begin}`;
		throw new ScanError(failure('garbage-output', about.scanner, about.log, detail));
	}
}

async function readBounded(path: string, {scanner, sizeLimit, log}: About): Promise<string> {
	const file = await open(path).catch((error: NodeJS.ErrnoException) => {
		if (error.code !== 'ENOENT') throw error;
		throw new ScanError(failure('garbage-output', scanner, log, 'it wrote no report'));
	});
	try {
		const {size} = await file.stat();
		if (size > sizeLimit) throw new ScanError(failure('output-too-large', scanner, log, `${Math.round(size / 1e6)} MB`));
		return await file.readFile('utf8');
	} finally {
		await file.close();
	}
}
