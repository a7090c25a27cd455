import {type SafeText, trusted} from '../../../terminal/safe-text.js';
import type {Reference} from '../verdict.js';

/** What the control was made to do beyond one request, and therefore every twin that passed; and what none was. */
export type ExercisedReport = {
	readonly did: readonly SafeText[];
	readonly not: readonly SafeText[];
	/** Ports that did their work for a step: a write that was accepted, recorded requests. */
	readonly served: ReadonlySet<string>;
	/** The beginning of a minute was waited for: a scheduler had time to start jobs. */
	readonly waited: boolean;
};

export function exercisedBy({exercised}: Pick<Reference, 'exercised'>): ExercisedReport {
	if (exercised === null) return {did: [], not: [trusted('reload')], served: new Set(), waited: false};
	const {steps, not} = exercised;
	return {
		did: steps.map(step => step.says),
		not,
		served: new Set(steps.flatMap(step => step.serves ?? [])),
		waited: steps.some(({name, says}) => name === 'wait' && says.includes('minute boundary')),
	};
}
