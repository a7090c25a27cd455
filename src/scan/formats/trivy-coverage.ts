import {type SafeText, safe, trusted} from '../../base/index.js';
import {type CoveragePart, unnamedSystem} from '../coverage.js';
import {systemEcosystem, unsupported} from '../distribution-support.js';
import {at, list, rawText, text} from './json.js';
import {languageEcosystem} from './language-ecosystem.js';

/** Packages that Trivy lists and has no advisories for. @source trivy.dev/docs/coverage/others/conda, coverage/language/julia */
const listedOnly = ['conda-pkg', 'conda-environment', 'julia'];

/**
 * What a Trivy report says of the packages that it catalogued and judged. An unsupported distribution has no result (Fedora) or, if Trivy
 * does not recognise it (Arch, Gentoo), no `Metadata.OS`; a release without advisories has a result without vulnerabilities.
 */
export function trivyCoverage(report: unknown, results: readonly unknown[]): readonly CoveragePart[] {
	const packaged = results.filter(isPackages);
	const isListed = packaged.some(result => Array.isArray(at(result, 'Packages')));
	const system = packaged.filter(isSystem);
	const parts = packaged.filter(result => !isSystem(result)).map(result => languagePart(result, isListed));
	return packaged.length === 0 ? [] : [...systemParts(report, system, isListed), ...joined(parts)];
}

const isPackages = (result: unknown): boolean => {
	const kind = rawText(at(result, 'Class'));
	return kind === 'os-pkgs' || kind === 'lang-pkgs' || (kind === '' && rawText(at(result, 'Type')) !== '');
};

/** Results of versions before 0.20 have no class: the target of the system's packages is `NAME (debian 10.1)`. */
const isSystem = (result: unknown): boolean =>
	at(result, 'Class') === 'os-pkgs' || (at(result, 'Class') === undefined && release(result) !== undefined);

const release = (result: unknown): string | undefined => /\(\S{1,64} (.{1,100})\)$/.exec(rawText(at(result, 'Target')))?.[1];

function systemParts(report: unknown, results: readonly unknown[], isListed: boolean): readonly CoveragePart[] {
	const os = at(report, 'Metadata', 'OS');
	const [result] = results;
	const family = rawText(at(os, 'Family')) || rawText(at(result, 'Type'));
	if (family === '' || family === 'none') return [unnamedSystem];
	// A system without a name is a rolling or testing one; old reports do not mention it.
	const system = {family, release: rawText(at(os, 'Name')) || (release(result) ?? (os === undefined ? undefined : null))};
	const ecosystem = systemEcosystem(system);
	const catalogued = isListed || result === undefined ? countOf(results) : null;
	const reason =
		unsupported(system, 'Trivy') ??
		(at(os, 'EOSL') === true ? endOfLife : null) ??
		(catalogued === 0 ? trusted('Trivy found no packages of the distribution') : null);
	const judged = reason === null ? catalogued : reason === endOfLife ? null : 0;
	return [{ecosystem, catalogued: result === undefined ? null : catalogued, judged, reason}];
}

export const endOfLife: SafeText = trusted('it is past its end of life: newer vulnerabilities are no longer published for it');

const countOf = (results: readonly unknown[]): number =>
	results.reduce((sum: number, result) => sum + list(at(result, 'Packages')).length, 0);

function languagePart(result: unknown, isListed: boolean): CoveragePart {
	const type = rawText(at(result, 'Type'));
	const catalogued = isListed ? list(at(result, 'Packages')).length : null;
	const reason = listedOnly.includes(type) ? safe`Trivy has no advisories for ${text(type) ?? trusted('these')} packages` : null;
	return {ecosystem: languageEcosystem(type), catalogued, judged: reason === null ? catalogued : 0, reason};
}

/** One part for each ecosystem: an image may have many lock files. */
function joined(parts: readonly CoveragePart[]): readonly CoveragePart[] {
	const byName = new Map<string, CoveragePart>();
	for (const part of parts) {
		const known = byName.get(part.ecosystem);
		byName.set(part.ecosystem, known === undefined ? part : {...known, ...sums(known, part)});
	}
	return [...byName.values()];
}

const sums = (a: CoveragePart, b: CoveragePart) => ({
	catalogued: plus(a.catalogued, b.catalogued),
	judged: plus(a.judged, b.judged),
	reason: a.reason ?? b.reason,
});

const plus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);
