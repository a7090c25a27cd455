import {groupBy, type SafeText, safe, trusted} from '../../base/index.js';
import type {CoveragePart} from '../coverage.js';
import {systemEcosystem, unsupported} from '../distribution-support.js';
import {at, list, number, rawText, rowsOf, text} from './json.js';
import {languageEcosystem} from './language-ecosystem.js';
import {type PackageUrl, parsePurl} from './purl.js';

/** Tools that write CycloneDX only of what they have scanned; Trivy, Syft and others write the same for a mere inventory. */
const scannersOnly = /^(grype|osv-scanner|dockscope)$/i;

/** States of an analysis by which a vulnerability is none. @source CycloneDX 1.6, vulnerabilities.analysis.state */
export const harmlessStates: readonly string[] = ['not_affected', 'false_positive', 'resolved', 'resolved_with_pedigree'];

/** Why nothing in a document shows that its packages were scanned; `null` if something does. */
export function unscanned(report: unknown): SafeText | null {
	const found = rowsOf(at(report, 'vulnerabilities'));
	// An analysis may be a VEX statement about packages that no scanner has seen.
	if (found.some(row => !harmlessStates.includes(rawText(at(row, 'analysis', 'state'))))) return null;
	if (toolsOf(report).some(tool => scannersOnly.test(rawText(at(tool, 'name'))))) return null;
	return trusted('the document lists packages and does not show that they were scanned: an SBOM is no scan');
}

/** The programs that wrote a document: a list up to 1.4; `{components, services}` since 1.5. */
export function toolsOf(report: unknown): readonly unknown[] {
	const tools = at(report, 'metadata', 'tools');
	return Array.isArray(tools) ? tools : [...list(at(tools, 'components')), ...list(at(tools, 'services'))];
}

/** Package URL types of distributions. */
const systemTypes: readonly string[] = ['deb', 'apk', 'rpm', 'alpm'];

/** What was judged of the packages of a document, by their package URLs and the operating system among the components. */
export function cycloneDxCoverage(report: unknown, components: Iterable<unknown>): readonly CoveragePart[] {
	const all = [...components];
	const why = unscanned(report);
	const purls = all.flatMap(one => parsePurl(text(at(one, 'purl'))) ?? []);
	const system = all.find(one => at(one, 'type') === 'operating-system');
	const ofSystem = purls.filter(({type}) => systemTypes.includes(type));
	const languages = groupBy(
		purls.filter(({type}) => !systemTypes.includes(type)),
		({type}) => type,
	);
	const parts = [
		...systemPart(system, ofSystem),
		...[...languages].map(([type, {length}]) => partOf(languageEcosystem(type), length, null)),
	];
	return why === null ? parts : parts.map(part => ({...part, judged: 0, reason: why}));
}

const partOf = (ecosystem: SafeText, catalogued: number, reason: SafeText | null): CoveragePart => ({
	ecosystem,
	catalogued,
	judged: reason === null ? catalogued : 0,
	reason,
});

function systemPart(system: unknown, packages: readonly PackageUrl[]): readonly CoveragePart[] {
	const family = text(at(system, 'name')) ?? packages[0]?.namespace ?? null;
	if (family === null) return packages.length === 0 ? [] : [partOf(trusted('operating system'), packages.length, null)];
	const named = {family, release: system === undefined ? undefined : text(at(system, 'version'))};
	const reason = unsupported(named, 'the scanner');
	// Syft names the system of an image that has no package database, such as busybox.
	if (packages.length === 0 && reason === null) return [];
	return [partOf(systemEcosystem(named), packages.length, reason)];
}

/**
 * Of dockscope's own documents, which list only vulnerable packages: how many were judged, and why the scan was not complete. `null` for
 * documents of others. @source src/scan/render/cyclonedx.ts
 */
export function dockscopeScan(report: unknown): {packages: number | null; unjudged: SafeText | null} | null {
	const all = list(at(report, 'metadata', 'properties'));
	const value = (name: string) =>
		text(
			at(
				all.find(one => at(one, 'name') === name),
				'value',
			),
		);
	const state = value('dockscope:state');
	if (state === null) return null;
	const unjudged = state === 'complete' ? null : (value('dockscope:gap') ?? safe`the scan was ${state}`);
	return {packages: number(value('dockscope:packages')), unjudged};
}
