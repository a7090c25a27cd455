import type {SafeText} from '../../base/index.js';
import type {Plan} from '../plan/index.js';
import type {TrialReport} from './rehearsal-session.js';

export type RehearsalResult = {
	/** `worked`: twins with the flags did what one without them did, as far as `exercised` goes. `failed`: none did. */
	readonly state: 'worked' | 'failed' | 'refused';
	/** One line, with what was not exercised. */
	readonly summary: SafeText;
	readonly trials: readonly TrialReport[];
	readonly exercised: readonly SafeText[];
	readonly notExercised: readonly SafeText[];
	readonly seconds: number;
	/** Including the results of the rehearsal; the old plan when it was refused. */
	readonly plan: Plan;
	readonly enabled: ReadonlySet<string>;
};
