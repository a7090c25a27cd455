import {
	decodeText,
	detectCompression,
	fileTrouble,
	plainValue,
	readInput,
	type SafeText,
	sanitise,
	YamlError,
} from '../../base/index.js';
import {at, isObject} from '../formats/json.js';
import {parseJson} from '../formats/parse-json.js';
import type {Vulnerability} from '../report.js';
import {csaf, isCsaf} from './csaf.js';
import {cycloneDxVex} from './cyclonedx-vex.js';
import {EnrichmentError} from './exploitation.js';
import {grypeIgnore} from './grype-ignore.js';
import type {ImageNames} from './image-name-match.js';
import {openVex} from './open-vex.js';
import type {Suppression} from './suppression-rule.js';
import {trivyIgnore, trivyIgnoreYaml} from './trivy-ignore.js';

/** Reads an ignore or VEX file, detected by name and content. @param image  that it is read for @throws EnrichmentError */
export async function readSuppression(path: string, now: Date, image: ImageNames | null): Promise<Suppression> {
	const from = sanitise(path.split('/').at(-1) ?? path);
	const bytes = await readInput(path).catch((error: Error) =>
		Promise.reject(new EnrichmentError(`cannot read ${path}: ${fileTrouble(error)}`)),
	);
	const packed = detectCompression(bytes);
	if (packed !== null) throw new EnrichmentError(`${path} is ${packed}`);
	const content = decodeText(bytes);
	if (/\.trivyignore$/.test(path)) return trivyIgnore(content, from, now);
	const document = await parseDocument(content, path);
	if (at(document, 'bomFormat') === 'CycloneDX') return cycloneDxVex(document, from, image);
	if (isCsaf(document)) return csaf(document, from, image);
	if (at(document, 'statements') !== undefined) return openVex(document, from, image);
	if (at(document, 'ignore') !== undefined) return grypeIgnore(document, from);
	if (at(document, 'vulnerabilities') !== undefined) return trivyIgnoreYaml(document, from, now);
	// A file that is known by its name may hold settings other than rules about vulnerabilities, or nothing.
	if (isIgnoreFile.test(from) && (document === null || isObject(document))) return {from, why: () => null};
	throw new EnrichmentError(`${path} is neither an ignore file of Trivy or Grype nor a VEX document (OpenVEX, CycloneDX, CSAF)`);
}

const isIgnoreFile = /^\.(trivyignore|grype)\.ya?ml$/;

/** VEX documents are JSON, and can be large; ignore files are YAML. @throws EnrichmentError with the first thing that is wrong */
const parseDocument = (content: string, path: string): Promise<unknown> =>
	parseJson(content).catch(() => {
		try {
			return plainValue(content, path);
		} catch (error) {
			if (!(error instanceof YamlError)) throw error;
			throw new EnrichmentError(error.message.split('\n')[0]);
		}
	});

export type Suppressed = {readonly row: Vulnerability; readonly by: SafeText; readonly why: SafeText};

/** Splits rows into remaining and suppressed ones, the latter with file and reason. */
export function suppress(
	rows: readonly Vulnerability[],
	by: readonly Suppression[],
): {kept: Vulnerability[]; suppressed: Suppressed[]} {
	const kept: Vulnerability[] = [];
	const suppressed: Suppressed[] = [];
	for (const row of rows) {
		const reason = by.map(({from, why}) => ({from, why: why(row)})).find(({why}) => why !== null);
		if (reason?.why) suppressed.push({row, by: reason.from, why: reason.why});
		else kept.push(row);
	}
	return {kept, suppressed};
}
