import type {Copies, Fix, FixRehearsal, FixView, TrialReport} from '../../fix/index.js';
import type {FleetModel} from '../../judge/index.js';
import type {FixObservation} from './fix-observation.js';

/** The plan of the open Fix page, and how far its rehearsal has come. */
export type FixState = {
	readonly id: string;
	readonly fix: Fix;
	readonly enabled: ReadonlySet<string>;
	/** What the twins will find instead of the mounts, once that was read. */
	readonly copies: Copies | null;
	readonly rehearsal: {
		readonly running: boolean;
		readonly trials: readonly TrialReport[];
		readonly end: FixRehearsal | null;
	} | null;
	readonly observation: FixObservation | null;
};

let last: {readonly fix: Fix; readonly enabled: ReadonlySet<string>; readonly model: FleetModel; readonly view: FixView} | null =
	null;

/**
 * The result of the enabled changes. The hardened container is judged for it, so the last result is cached until something that it
 * depends on changes: the plan, the selection, and the other containers of the fleet.
 */
export function fixView({fix, enabled}: Pick<FixState, 'fix' | 'enabled'>, model: FleetModel): FixView {
	if (last?.fix !== fix || last.enabled !== enabled || last.model !== model)
		last = {fix, enabled, model, view: fix.view(enabled)};
	return last.view;
}

/** The rung whose changes are enabled; `null` for a selection of the user's. */
export function rungOf({fix, enabled}: Pick<FixState, 'fix' | 'enabled'>): 'safe' | 'least' | null {
	const same = (other: ReadonlySet<string>): boolean => other.size === enabled.size && [...other].every(one => enabled.has(one));
	if (same(fix.safe.enabled)) return 'safe';
	return same(fix.least.enabled) ? 'least' : null;
}
