import {type SafeText, safe, trusted} from '../../base/index.js';
import type {Risk} from './assessment.js';

type Shown = Pick<Risk, 'score' | 'grade' | 'isLowerBound'>;

/** `D`, and `≥ D` where it may be worse: see `lower-bound.ts`. */
export const gradeWord = ({grade, isLowerBound}: Pick<Shown, 'grade' | 'isLowerBound'>): SafeText =>
	isLowerBound ? safe`≥ ${trusted(grade)}` : trusted(grade);

/** `D 60`, `≥ D 60` */
export const gradeWords = (risk: Shown): SafeText => safe`${gradeWord(risk)} ${risk.score}`;

/** Five columns: `F 100`, `D  60`, `≥D 60`. A grade that may be worse has a score below 100. */
export const gradeCell = (risk: Shown): {readonly grade: SafeText; readonly score: SafeText} =>
	risk.isLowerBound
		? {grade: safe`≥${trusted(risk.grade)}`, score: trusted(String(risk.score).padStart(3))}
		: {grade: trusted(risk.grade), score: trusted(String(risk.score).padStart(4))};

/** The heading of the factors: `WHY D 60`; of a capped score also `(131.5 before the cap)`, which decides the order of those that share it. */
export const whyGrade = (risk: Shown & Pick<Risk, 'sum'>): SafeText =>
	risk.sum > 100 ? safe`WHY ${gradeWords(risk)} (${risk.sum} before the cap)` : safe`WHY ${gradeWords(risk)}`;

/** Below the factors of a grade that may be worse. */
export const lowerBoundWords =
	'this grade is a lower bound: something that could make it worse could not be seen (see the mitigations and blind spots)';

/** After the label of a factor: how many rules report that cause, if there are more than one. */
export const rulesText = (also: readonly string[]): string => (also.length === 0 ? '' : ` (${also.length + 1} rules)`);
