import {Cvss2, Cvss3P0, Cvss3P1} from 'ae-cvss-calculator';
import type {ScanSeverity} from '../report.js';
import {scoreOf4} from './cvss4.js';

/** Base metrics in order, and their values: the library writes others to the console, which is the screen. */
const base3 = /^AV:[NALP]\/AC:[LH]\/PR:[NLH]\/UI:[NR]\/S:[UC]\/C:[HLN]\/I:[HLN]\/A:[HLN]$/;
const base2 = /^AV:[LAN]\/AC:[HML]\/Au:[MSN]\/C:[NPC]\/I:[NPC]\/A:[NPC]$/;
const calculators = {'3.0': Cvss3P0, '3.1': Cvss3P1} as const;

/**
 * Score of a CVSS vector: the base score for versions 2, 3.0 and 3.1, that of the whole vector for 4.0; `null` if it is incomplete.
 * @source first.org/cvss/v3.1/specification-document, v2/guide section 3.2.1
 */
export function scoreOfVector(vector: string): number | null {
	if (vector.startsWith('CVSS:4.0/')) return scoreOf4(vector);
	const parts = vector.replace(/[()]/g, '').split('/');
	const metrics = new Map(parts.map(part => part.split(':') as [string, string | undefined]));
	const base = (...names: readonly string[]) => names.map(name => `${name}:${metrics.get(name)}`).join('/');
	const version = metrics.get('CVSS');
	if (version === '3.0' || version === '3.1') {
		const metrics3 = base('AV', 'AC', 'PR', 'UI', 'S', 'C', 'I', 'A');
		return base3.test(metrics3) ? (new calculators[version](metrics3).calculateScores().base ?? null) : null;
	}
	const metrics2 = base('AV', 'AC', 'Au', 'C', 'I', 'A');
	return version === undefined && base2.test(metrics2) ? (new Cvss2(metrics2).calculateScores().base ?? null) : null;
}

/** CVSS v3 qualitative scale (specification, section 5). */
export function severityOfScore(score: number | null): ScanSeverity {
	if (score === null || score < 0 || score > 10) return 'unknown';
	if (score >= 9) return 'critical';
	if (score >= 7) return 'high';
	if (score >= 4) return 'medium';
	return score > 0 ? 'low' : 'unknown';
}
