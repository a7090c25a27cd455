import type {SafeText} from '../../terminal/safe-text.js';
import type {Plan} from '../plan/index.js';
import type {TrialReport} from './session.js';

export type RehearsalResult = {
	readonly state: 'proven-with-traffic' | 'proven-at-start-up' | 'suggested' | 'refused';
	/** Why it was refused, or why it is only suggested. */
	readonly reason: SafeText | null;
	readonly trials: readonly TrialReport[];
	readonly exercised: readonly SafeText[];
	readonly notExercised: readonly SafeText[];
	readonly seconds: number;
	/** Including the results of the rehearsal; the old plan when it was refused. */
	readonly plan: Plan;
	readonly enabled: ReadonlySet<string>;
};
