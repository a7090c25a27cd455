import {parse as parseYaml, YAMLParseError} from 'yaml';
import {detectCompression} from '../../terminal/compression.js';
import {decodeText} from '../../terminal/decode-text.js';
import {fileTrouble} from '../../terminal/file-trouble.js';
import {readInput} from '../../terminal/read-input.js';
import {type SafeText, sanitise} from '../../terminal/safe-text.js';
import {shorten} from '../../terminal/shorten.js';
import {isNestedTooDeeply} from '../../terminal/yaml-depth.js';
import {withoutStacks} from '../../terminal/yaml-source.js';
import {at, isObject} from '../formats/json.js';
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
	if (isNestedTooDeeply(content)) throw new EnrichmentError(`${path} is nested too deeply`);
	const document = parseDocument(content, path);
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

/** YAML or JSON. @throws EnrichmentError */
function parseDocument(content: string, path: string): unknown {
	try {
		// Only the first error is reported: the library would quote the text for each of them.
		return withoutStacks(() => parseYaml(content, {prettyErrors: false}));
	} catch (error) {
		// Besides syntax errors the library throws plain ones, for aliases without an anchor or too many of them, and quotes the text.
		if (!(error instanceof Error)) throw error;
		const line = error instanceof YAMLParseError ? `, line ${content.slice(0, error.pos[0]).split('\n').length}` : '';
		const [why = ''] = error.message.split('\n');
		throw new EnrichmentError(sanitise(`${path}${line}: ${shorten(why, 300)}`));
	}
}

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
