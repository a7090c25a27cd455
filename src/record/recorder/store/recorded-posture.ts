import {isSeverity, trusted} from '../../../base/index.js';
import type {Posture} from '../../../judge/index.js';
import type {ContentOf} from './entry.js';
import type {RecordedPosture} from './workload.js';

type Written = Omit<ContentOf<'posture'>, 'kind' | 'image'>;

/** A recorded grade, to be compared with another moment. */
export function postureOfRecord({grade, score, findings, severities, unknown, paths}: Omit<RecordedPosture, 'at'>): Posture {
	const severityAt = (index: number) => {
		const text = severities?.length === findings.length ? (severities[index] ?? '') : '';
		return isSeverity(text) ? text : null;
	};
	return {
		grade,
		score,
		findings: new Map(findings.map((rule, index) => [rule, severityAt(index)])),
		unknown: new Set(unknown),
		paths: paths === null ? null : new Set(paths),
	};
}

/** Attack paths of one workload that are written; with more, none is: a part of them cannot be compared. */
const MAX_PATHS = 50;

/** The same as it is written. Rules and severities are ours; the words of paths were sanitised when they were made. */
export function recordOfPosture({grade, score, findings, unknown, paths}: Posture): Written {
	const rows = [...findings].sort(([a], [b]) => (a < b ? -1 : 1));
	return {
		grade: trusted(grade),
		score,
		findings: rows.map(([rule]) => trusted(rule)),
		severities: rows.map(([, severity]) => trusted(severity ?? '')),
		unknown: [...unknown].sort().map(rule => trusted(rule)),
		paths: paths === null || paths.size > MAX_PATHS ? null : [...paths].sort().map(path => trusted(path)),
	};
}

/** Whether two say the same; what could not be judged does not count. */
export function isSamePosture(a: Written, b: Written): boolean {
	const shown = ({grade, score, findings, severities, paths}: Written) =>
		JSON.stringify([grade, score, findings, severities, paths]);
	return shown(a) === shown(b);
}
