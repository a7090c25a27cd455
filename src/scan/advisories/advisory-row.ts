import type {SafeText} from '../../base/index.js';
import {severityOfScore} from '../formats/cvss.js';
import {at, first, list, rawText, text, texts} from '../formats/json.js';
import {cvss, fixOf, identify, present, severityOf, vulnerability} from '../formats/normalise.js';
import type {CvssScore, ScanSeverity, Vulnerability, VulnerablePackage} from '../report.js';
import {comparatorFor} from '../versions/index.js';
import {type EcosystemMatch, matchEcosystem} from './ecosystem.js';

type About = {
	source: SafeText;
	ecosystem: string;
	/** The advisory's subject if it is not the package itself: Debian's and Alpine's are about source packages. */
	affected?: {readonly name: SafeText; readonly version: SafeText | null};
	alsoKnownAs?: readonly SafeText[];
	layer?: SafeText | null;
};

/** Whether its authors took it back. @source ossf.github.io/osv-schema, "withdrawn" */
export const isWithdrawn = (advisory: unknown): boolean => (at(advisory, 'withdrawn') ?? null) !== null;

/** An OSV advisory that affects a package, as a row. @source ossf.github.io/osv-schema */
export function rowOfAdvisory(advisory: unknown, subject: VulnerablePackage, about: About): Vulnerability | null {
	const ownId = text(at(advisory, 'id'));
	if (ownId === null || isWithdrawn(advisory)) return null;
	// Debian and Alpine prefix the CVE: in the schema DEBIAN-CVE-2024-1 is not an alias of it ("upstream" is), but means the same.
	const cve = /CVE-\d{4}-\d{4,}$/.exec(ownId)?.[0];
	const named = about.affected ?? subject;
	const aliases = [...texts(at(advisory, 'aliases')), ...texts(at(advisory, 'upstream')), ...(about.alsoKnownAs ?? [])];
	const {same, pro} = affectedParts(advisory, {name: named.name, ecosystem: about.ecosystem});
	const affected = [...same, ...pro];
	const scores = scoresOf([advisory, ...affected]);
	const fixes = fixedVersions(affected, named.version, about.ecosystem);
	return vulnerability(
		{
			...identify(ownId, [...present([text(cve)]), ...aliases]),
			title: text(at(advisory, 'summary')),
			description: text(rawText(at(advisory, 'details')).slice(0, 4000)),
			package: subject,
			layer: about.layer ?? null,
			...severityIn(advisory, affected, scores),
			cvss: scores,
			fix: fixOf(fixes, 'not-fixed'),
			url: first(text(at(list(at(advisory, 'references'))[0], 'url'))),
			publishedAt: text(at(advisory, 'published')),
		},
		about.source,
	);
}

/** The entries of `affected[]` about a package: in its own ecosystem, and in Ubuntu's subscriptions for the same release. */
export function affectedParts(
	advisory: unknown,
	{name, ecosystem}: {name: string; ecosystem: string},
): {same: readonly unknown[]; pro: readonly unknown[]} {
	const named = list(at(advisory, 'affected')).filter(one => rawText(at(one, 'package', 'name')) === name);
	const as = (wanted: EcosystemMatch) =>
		named.filter(one => matchEcosystem(rawText(at(one, 'package', 'ecosystem')), ecosystem) === wanted);
	return {same: as('same'), pro: as('pro')};
}

function scoresOf(from: readonly unknown[]): readonly CvssScore[] {
	const vectors = new Set(from.flatMap(one => list(at(one, 'severity'))).map(one => rawText(at(one, 'score'))));
	return present([...vectors].filter(vector => vector.includes('/')).map(vector => cvss('osv', vector, null)));
}

function severityIn(
	advisory: unknown,
	affected: readonly unknown[],
	scores: readonly CvssScore[],
): {severity: ScanSeverity; severityRaw: SafeText | null} {
	const word = first(
		...affected.map(one => text(at(one, 'ecosystem_specific', 'urgency'))),
		...affected.map(one => text(at(one, 'ecosystem_specific', 'severity'))),
		text(at(advisory, 'database_specific', 'severity')),
		...list(at(advisory, 'severity')).map(one => (rawText(at(one, 'score')).includes('/') ? null : text(at(one, 'score')))),
	);
	const severity = severityOf(word);
	// "not yet assigned" and "end-of-life" are Debian urgencies that are no severity.
	return severity === 'unknown'
		? {severity: severityOfScore(first(...scores.map(one => one.score))), severityRaw: word}
		: {severity, severityRaw: word};
}

/** The fixes above the installed version; all of them if the ecosystem has no known order. */
function fixedVersions(affected: readonly unknown[], installed: SafeText | null, ecosystem: string): readonly SafeText[] {
	const events = affected
		.flatMap(one => list(at(one, 'ranges')))
		.filter(range => at(range, 'type') !== 'GIT')
		.flatMap(range => list(at(range, 'events')));
	const versions = [...new Set(present(events.map(event => text(at(event, 'fixed')))))];
	const compare = comparatorFor(ecosystem);
	if (compare === null || installed === null) return versions;
	return versions.filter(version => compare(version, installed) > 0).sort(compare);
}
