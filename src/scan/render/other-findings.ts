import {counted, groupBy, type SafeText, safe, sanitise, trusted} from '../../base/index.js';
import {byScanSeverity, type LicenceFinding, type ScanReport} from '../report.js';

/** Findings of a report that are no vulnerabilities of packages, worst first, one per line. */
export type OtherFindings = {
	/** `1 secret` */
	readonly counted: SafeText;
	readonly lines: readonly SafeText[];
};

type Lists = Pick<ScanReport, 'secrets' | 'misconfigurations' | 'licences' | 'codeFindings'>;

/** The lists that are not empty: secrets, misconfigurations, licences, findings in code. */
export function otherFindings({secrets, misconfigurations, licences, codeFindings}: Lists): readonly OtherFindings[] {
	const all = [
		{
			counted: trusted(counted(secrets.length, 'secret')),
			lines: sorted(secrets).map(({severity, title, path, line, layer}) =>
				joined(
					trusted(severity),
					safe`${title} in ${at(path, line)}`,
					layer === null ? null : safe`layer ${trusted(layer.slice(7, 19))}`,
				),
			),
		},
		{
			counted: trusted(counted(misconfigurations.length, 'misconfiguration')),
			lines: sorted(misconfigurations).map(({severity, id, title, target}) =>
				joined(trusted(severity), id === title ? id : safe`${id} ${title}`, target),
			),
		},
		{counted: trusted(counted(licences.length, 'licence')), lines: licenceLines(licences)},
		{
			counted: trusted(counted(codeFindings.length, 'finding in code', 'findings in code')),
			lines: sorted(codeFindings).map(({severity, rule, title, path, line}) =>
				joined(trusted(severity), rule === title ? rule : safe`${rule} ${title}`, path === null ? null : at(path, line)),
			),
		},
	];
	return all.filter(({lines}) => lines.length > 0);
}

const sorted = <T extends {readonly severity: ScanReport['vulnerabilities'][number]['severity']}>(
	all: readonly T[],
): readonly T[] => all.toSorted((a, b) => byScanSeverity(a.severity, b.severity));

const at = (path: SafeText, line: number | null): SafeText => (line === null ? path : sanitise(`${path}:${line}`));

const joined = (severity: SafeText, what: SafeText, where: SafeText | null): SafeText =>
	where === null ? safe`${severity}: ${what}` : safe`${severity}: ${what}, ${where}`;

/** Packages or files named for one licence. */
const named = 5;

/** Many packages share a licence: `high: GPL-3.0, 12 packages: bash, tar, …` */
function licenceLines(licences: readonly LicenceFinding[]): readonly SafeText[] {
	const groups = groupBy(sorted(licences), ({severity, name}) => `${severity} ${name}`);
	return [...groups.values()].flatMap(group => {
		const [first] = group;
		if (first === undefined) return [];
		const places = [...new Set(group.flatMap(({package: name, path}) => name ?? path ?? []))];
		const some = `${places.slice(0, named).join(', ')}${places.length > named ? `, and ${places.length - named} more` : ''}`;
		return joined(trusted(first.severity), first.name, places.length === 0 ? null : sanitise(some));
	});
}
