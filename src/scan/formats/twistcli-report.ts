import {trusted} from '../../base/index.js';
import type {AvailableFix, Misconfiguration, ParsedReport, Vulnerability} from '../report.js';
import {at, date, entries, first, list, number, rawText, rowsOf, text, texts} from './json.js';
import {cvss, fixOf, identify, present, rated, severityOf, unnamed, versionList, vulnerability} from './normalise.js';
import {packageType} from './package-type.js';

const twistcli = trusted('twistcli');

/** Prisma Cloud's `twistcli images scan --output-file`: one object per scanned image in `results`. */
export function parseTwistcli(report: unknown): ParsedReport {
	const result = list(at(report, 'results'))[0];
	const packages = at(result, 'packages');
	return {
		packages: Array.isArray(packages) ? packages.length : null,
		counted: number(at(result, 'vulnerabilityDistribution', 'total')),
		vulnerabilities: rows(result),
		misconfigurations: list(at(result, 'compliances')).flatMap(complianceOf),
	};
}

/** `openssl (used in libssl3, libcrypto3)`, without the parentheses. */
export function withoutUse(name: string): string {
	const at = name.endsWith(')') ? name.indexOf(' (used in ') : -1;
	return at === -1 ? name : name.slice(0, at);
}

/** True for one scanned image that this parser supports; empty lists are omitted. Other tools write `results[].vulnerabilities` too. */
export const isTwistcliResult = (result: unknown): boolean =>
	['vulnerabilityDistribution', 'complianceDistribution', 'distro'].some(key => at(result, key) !== undefined) ||
	list(at(result, 'vulnerabilities')).some(row =>
		['packageName', 'package_name', 'package'].some(key => at(row, key) !== undefined),
	);

function* rows(result: unknown): Generator<Vulnerability> {
	const types = new Map(list(at(result, 'packages')).map(one => [rawText(at(one, 'name')), rawText(at(one, 'type'))]));
	const system = packageType(at(result, 'distro'));
	for (const row of rowsOf(at(result, 'vulnerabilities'))) {
		const ownId = text(at(row, 'id')) ?? unnamed;
		const written = first(text(at(row, 'packageName')), text(at(row, 'package_name')), text(at(row, 'package'))) ?? unnamed;
		// For operating system packages it names the source, followed by the binaries.
		const name = text(withoutUse(written)) ?? written;
		const kind = rawText(at(row, 'packageType')) || (types.get(name) ?? '');
		yield vulnerability(
			{
				...identify(ownId, []),
				description: text(at(row, 'description')),
				package: {
					name,
					version: first(text(at(row, 'packageVersion')), text(at(row, 'package_version'))),
					type: kind === 'os' || (kind === '' && name !== written) ? system : packageType(kind),
					path: first(text(at(row, 'packagePath')), text(at(row, 'path'))),
				},
				...rated(at(row, 'severity')),
				cvss: present([cvss('prisma', at(row, 'vector'), number(at(row, 'cvss')))]),
				fix: fixOfStatus(rawText(at(row, 'status'))),
				// The tool has no field for it; a risk factor mentions it. Absence says nothing.
				kev: riskFactors(row).some(factor => /in the wild|CISA KEV/i.test(factor)) ? true : null,
				status: text(at(row, 'status')),
				url: text(at(row, 'link')),
				publishedAt: first(date(at(row, 'publishedDate')), date(at(row, 'published'))),
			},
			twistcli,
		);
	}
}

/** An object in older versions, a list in newer ones. */
const riskFactors = (row: unknown): readonly string[] => [
	...entries(at(row, 'riskFactors')).map(([factor]) => factor),
	...texts(at(row, 'riskFactors')),
];

/** `fixed in 1.2.3, 1.1.9`, `open`, `deferred`, `will not fix`, `needed`, `not affected`. */
export function fixOfStatus(status: string): AvailableFix {
	const [, versions] = /^fixed in:?\s*(.+)$/i.exec(status.trim()) ?? [];
	if (versions !== undefined) return fixOf(versionList(versions));
	if (/won'?t fix|will not|ignored/i.test(status)) return {state: 'wont-fix', versions: []};
	const waits = /open|not fixed|deferred|needed|affected|postponed|triage|end.of.life|out of support/i;
	return {state: waits.test(status) ? 'not-fixed' : 'unknown', versions: []};
}

function complianceOf(row: unknown): readonly Misconfiguration[] {
	const id = text(at(row, 'id'));
	if (id === null) return [];
	return [
		{
			id,
			title: text(at(row, 'title')) ?? id,
			severity: severityOf(at(row, 'severity')),
			target: null,
			message: first(text(at(row, 'cause')), text(at(row, 'description'))),
			remedy: null,
			url: null,
		},
	];
}
