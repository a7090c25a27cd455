import {trusted} from '../../base/index.js';
import type {CvssScore, ParsedReport, Vulnerability} from '../report.js';
import {at, date, entries, first, isObject, list, number, rawText, rowsOf, text} from './json.js';
import {cvss, fixOf, identify, present, severityOf, unnamed, versionList, vulnerabilitiesOf, vulnerability} from './normalise.js';

const clair = trusted('clair');

/** Clair v4's vulnerability report: three maps joined by ids that are local to the document. */
export function parseClair(report: unknown): ParsedReport {
	const packages = new Map(entries(at(report, 'packages')));
	return {packages: packages.size, vulnerabilities: rows(report, packages)};
}

export const isClairReport = (document: unknown): boolean => isObject(document) && 'package_vulnerabilities' in document;

function* rows(report: unknown, packages: ReadonlyMap<string, unknown>): Generator<Vulnerability> {
	const found = new Map(entries(at(report, 'vulnerabilities')));
	const scores = enrichment(report, 'clair.cvss');
	const epss = enrichment(report, 'clair.epss');
	const kev = enrichment(report, 'clair.kev');
	for (const [packageId, ids] of entries(at(report, 'package_vulnerabilities'))) {
		const environment = list(at(report, 'environments', packageId))[0];
		yield* vulnerabilitiesOf(rowsOf(ids), given => {
			const id = rawText(given);
			const row = {row: found.get(id), pkg: packages.get(packageId), environment};
			return vulnerabilityOf(row, {
				scores: scores?.get(id),
				epss: epss?.get(id)?.[0],
				kev: kev === null ? null : kev.has(id),
			});
		});
	}
}

type Extra = {scores: readonly unknown[] | undefined; epss: unknown; kev: boolean | null};

function vulnerabilityOf(
	{row, pkg, environment}: {row: unknown; pkg: unknown; environment: unknown},
	extra: Extra,
): Vulnerability {
	const ownId = text(at(row, 'name')) ?? unnamed;
	// Updaters add words to the id ("RHSA-2024:1 … (Important)"): the CVE in the links or the name is the canonical one.
	const cves: readonly string[] = `${ownId} ${rawText(at(row, 'links'))}`.match(/CVE-\d{4}-\d{4,}/g) ?? [];
	const names = [...aliasesOf(row), ...(new Set(cves).size === 1 ? [text(cves[0])] : [])];
	const score = number(at(extra.epss, 'epss')) ?? number(at(extra.epss, 'score'));
	return vulnerability(
		{
			...identify(ownId, names),
			description: text(at(row, 'description')),
			package: {
				name: text(at(pkg, 'name')) ?? unnamed,
				version: text(at(pkg, 'version')),
				type: database(at(environment, 'package_db')),
				path: languagePath(at(environment, 'package_db')),
			},
			layer: text(at(environment, 'introduced_in')),
			severity: severityOf(at(row, 'normalized_severity')),
			severityRaw: first(text(at(row, 'severity')), text(at(row, 'normalized_severity'))),
			cvss: present((extra.scores ?? []).map(scoreOf)),
			fix: fixOf(versionList(fixedVersion(at(row, 'fixed_in_version'))), 'not-fixed'),
			epss: score === null ? null : {score, percentile: number(at(extra.epss, 'percentile'))},
			kev: extra.kev,
			url: text(rawText(at(row, 'links')).split(' ')[0]),
			publishedAt: date(at(row, 'issued')),
		},
		clair,
	);
}

/** `Aliases: [{space: "CVE", name: "2024-1000"}]` in newer versions. @source quay/claircore alias.go */
function aliasesOf(row: unknown) {
	return list(first(at(row, 'Aliases'), at(row, 'aliases'))).flatMap(alias => {
		const space = rawText(at(alias, 'space'));
		const name = rawText(at(alias, 'name'));
		if (!/^(CVE|GHSA)$/i.test(space) || name === '') return [];
		return text(name.toUpperCase().startsWith(space.toUpperCase()) ? name : `${space.toUpperCase()}-${name}`);
	});
}

/** `fixed=1.2.3&introduced=0`: language updaters write a query string. `0` means that there is no fix yet. */
function fixedVersion(given: unknown): string {
	const raw = rawText(given);
	// `lastAffected=2.1&introduced=1` has no fix; a plus sign in a version is literal, although a query string would decode it.
	const version = /(^|&)(fixed|introduced|lastAffected)=/.test(raw)
		? (new URLSearchParams(raw.replaceAll('+', '%2B')).get('fixed') ?? '')
		: raw;
	return version === '0' ? '' : version;
}

function scoreOf(given: unknown): CvssScore | null {
	return cvss('nvd', at(given, 'vectorString'), number(at(given, 'baseScore')), at(given, 'version'));
}

/** `var/lib/dpkg/status`, `lib/apk/db/installed`, `sqlite:usr/share/rpm`, `nodejs:app/node_modules/…`. */
function database(given: unknown) {
	const path = rawText(given);
	if (path.includes('dpkg')) return trusted('deb');
	if (path.includes('apk')) return trusted('apk');
	if (path.includes('rpm')) return trusted('rpm');
	if (path.startsWith('nodejs:')) return trusted('npm');
	if (path.startsWith('python:')) return trusted('pypi');
	if (path.startsWith('go:')) return trusted('golang');
	if (path.startsWith('ruby:')) return trusted('gem');
	if (/^(maven|jar):/.test(path) || path.endsWith('.jar')) return trusted('maven');
	return null;
}

function languagePath(given: unknown) {
	const [, path] = /^(?:nodejs|python|go|ruby|maven|jar|file):(.+)$/.exec(rawText(given)) ?? [];
	return text(path);
}

/** `{"message/vnd.clair.map.vulnerability; enricher=clair.cvss schema=…": [{"<vulnerability id>": [ … ]}]}`; `null` when absent. */
function enrichment(report: unknown, enricher: string): ReadonlyMap<string, readonly unknown[]> | null {
	const all = entries(at(report, 'enrichments')).filter(([type]) =>
		new RegExp(`enricher=${enricher.replace('.', '\\.')}\\b`).test(type),
	);
	if (all.length === 0) return null;
	return new Map(
		all.flatMap(([, maps]) => list(maps).flatMap(map => entries(map).map(([id, values]) => [id, list(values)] as const))),
	);
}
