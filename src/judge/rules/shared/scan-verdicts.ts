import {type FixableVulnerability, type ImageScan, known, type SafeText, safe, trusted} from '../../../base/index.js';
import {cannotTell} from '../rule.js';
import type {Evidence} from '../verdict.js';

/** Vulnerabilities that stand in the evidence; the scan shows them all. */
const shown = 5;

/** `CVE-2026-1 (critical) in openssl 3.0.1, fixed in 3.0.2, loaded, known to be exploited` */
const words = ({id, severity, package: name, installed, fixedIn, loaded, exploited}: FixableVulnerability): SafeText =>
	safe`${id} (${trusted(severity)}) in ${name} ${installed ?? trusted('?')}, fixed in ${fixedIn}${trusted(
		`${loaded === 'loaded' ? ', loaded' : ''}${exploited ? ', known to be exploited' : ''}`,
	)}`;

/** Who scanned, when, and how much; then the worst of what can be fixed. */
export const fromScan = ({scanner, scannedAt, packages, found, fixable}: ImageScan): Evidence[] => [
	{
		source: 'scan',
		path: scanner,
		value: safe`${trusted(scannedAt)}: ${found} vulnerabilities${packages === null ? trusted('') : safe` in ${packages} packages`}`,
	},
	...fixable.slice(0, shown).map(one => ({source: 'scan', path: one.id, value: words(one)})),
];

/** For an image of which only a part was judged: what is not listed may still be there. */
export const onlyPartly = ({scanner, scannedAt}: ImageScan, why: SafeText) =>
	cannotTell({source: 'scan', reason: safe`${scanner} judged only part of this image (${trusted(scannedAt)}): ${why}`});

/** `2 critical and 5 high vulnerabilities have a fix` */
export function fixableWords(fixable: readonly FixableVulnerability[]): string {
	const count = (severity: FixableVulnerability['severity']) => fixable.filter(one => one.severity === severity).length;
	const parts = (['critical', 'high'] as const).flatMap(severity =>
		count(severity) === 0 ? [] : [`${count(severity)} ${severity}`],
	);
	return fixable.length === 1 ? `${parts.join('')} vulnerability has a fix` : `${parts.join(' and ')} vulnerabilities have a fix`;
}

/** For the examples of rules. */
export const exampleScan = (fixable: readonly Partial<FixableVulnerability>[], scannedAt = '2026-11-24T08:00:00Z') =>
	known<ImageScan>({
		scanner: trusted('trivy'),
		scannedAt,
		databaseUpdatedAt: trusted('2026-11-24T06:00:00Z'),
		packages: 125,
		incomplete: null,
		found: fixable.length + 3,
		fixable: fixable.map(one => ({
			id: trusted('CVE-2026-1234'),
			aliases: [],
			severity: 'critical',
			package: trusted('openssl'),
			installed: trusted('3.5.1-1'),
			fixedIn: trusted('3.5.4-1'),
			loaded: 'unknown',
			exploited: false,
			...one,
		})),
	});
