import {type SafeText, trusted} from '../../base/index.js';
import type {VulnerablePackage} from '../report.js';
import {at, first, list, rawText, text, texts} from './json.js';
import {present} from './normalise.js';
import {packageType} from './package-type.js';
import {ecosystemName, parsePurl} from './purl.js';
import {type ParsedMessage, parseMessage} from './sarif-messages.js';
import type {SarifFinding} from './sarif-run.js';

export type SarifSubject = VulnerablePackage & {
	/** True when it comes from the rule, which several results share. */
	readonly ofRule: boolean;
};

/**
 * What a finding is about. The standard has no field for a package, so each tool uses another: the message (Trivy: `Package: …`, one per line;
 * Grype: `… in deb package: tar, version 1.35 was found`; Docker Scout: `Package : pkg:…`), a package URL in the result's or the rule's
 * properties, the rule's help. For a rule with many results, the message decides. A finding without a package keeps its file.
 */
export function subjectsOf(finding: SarifFinding): {
	subjects: readonly SarifSubject[];
	words: ReadonlyMap<string, SafeText>;
	sentence: ParsedMessage | null;
	/** False when the tool names no package, so that the subject is only a place. */
	isPackage: boolean;
} {
	const inText = labelled(finding.message);
	const help = at(finding.rule, 'help');
	const words = new Map([...labelled(rawText(at(help, 'markdown'))), ...labelled(rawText(at(help, 'text'))), ...inText]);
	const isPackage = true;
	const path = pathOf(finding);
	const purls = purlsOf(at(finding.rule, 'properties'));
	const sentence = parseMessage(finding);
	const inMessage = named(inText) ?? sentence;
	if (inMessage !== null) return {subjects: [fromWords(inMessage, purls, path)], words, sentence, isPackage};
	const ofResult = purlsOf(at(finding.result, 'properties'));
	if (ofResult.length > 0) return {subjects: ofResult.flatMap(purl => fromPurl(purl, path, false)), words, sentence, isPackage};
	if (purls.length > 0) return {subjects: purls.flatMap(purl => fromPurl(purl, path, true)), words, sentence, isPackage};
	const inHelp = named(words);
	if (inHelp !== null) return {subjects: [fromWords(inHelp, [], path)], words, sentence, isPackage};
	const place = {name: path ?? trusted('(not named)'), version: null, type: null, purl: null, path, ofRule: false};
	return {subjects: [place], words, sentence, isPackage: false};
}

type Named = Pick<ParsedMessage, 'name' | 'version' | 'type'>;

function named(words: ReadonlyMap<string, SafeText>): Named | null {
	const name = first(words.get('package'), words.get('package name'), words.get('pkgname'));
	if (name === null) return null;
	return {name, version: first(words.get('installed version'), words.get('version')), type: first(words.get('type'))};
}

/** The package in the message, with the rule's matching package URL. */
function fromWords({name, version, type}: Named, purls: readonly SafeText[], path: SafeText | null): SarifSubject {
	const written = parsePurl(name) === null ? null : name;
	const purl =
		written ??
		purls.find(one => {
			const parsed = parsePurl(one);
			return parsed !== null && (parsed.name === name || ecosystemName(parsed) === name) && parsed.version === version;
		}) ??
		null;
	const parsed = parsePurl(purl);
	return {
		name: parsed === null ? name : ecosystemName(parsed),
		version: version ?? parsed?.version ?? null,
		type: packageType(type ?? parsed?.type ?? null),
		purl,
		path,
		ofRule: false,
	};
}

function fromPurl(purl: SafeText, path: SafeText | null, ofRule: boolean): readonly SarifSubject[] {
	const parsed = parsePurl(purl);
	if (parsed === null) return [];
	return [{name: ecosystemName(parsed), version: parsed.version, type: packageType(parsed.type), purl, path, ofRule}];
}

const purlsOf = (properties: unknown): readonly SafeText[] => [
	...texts(at(properties, 'purls')),
	...present([text(at(properties, 'purl'))]),
];

const row = /^\**([A-Za-z][A-Za-z ]{2,24}?)\s*:\**\s*(.+)$/;
const cells = /^\|\s*([A-Za-z][A-Za-z ]{2,24}?)\s*\|\s*([^|]*[^|\s])\s*\|$/;

/** For an operating system package, Trivy's location is the image's name, and Grype's begins with it. */
function pathOf({rule, result, path, tool}: SarifFinding): SafeText | null {
	if (tool === 'Trivy' && rawText(at(rule, 'name')) === 'OsPackageVulnerability') return null;
	const logical = list(at(list(at(result, 'locations'))[0], 'logicalLocations'))[0];
	const qualified = rawText(at(logical, 'fullyQualifiedName'));
	// Grype: `IMAGE@LAYER:/path`, with the path itself as the name.
	return /@sha256:[0-9a-f]+:\//.test(qualified) ? text(at(logical, 'name')) : path;
}

/** `Package: zlib`, `Installed Version: 1.2`, or `| Package | zlib |`, one per line; the first of each label. */
function labelled(words: string): ReadonlyMap<string, SafeText> {
	const found = new Map<string, SafeText>();
	for (const line of words.split('\n')) {
		const [, label, value] = row.exec(line.trim()) ?? cells.exec(line.trim()) ?? [];
		const known = text(value);
		if (label !== undefined && known !== null && !found.has(label.toLowerCase())) found.set(label.toLowerCase(), known);
	}
	return found;
}
