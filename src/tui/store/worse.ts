import type {AssessedContainer} from '../../judge/index.js';
import type {WorseThan} from '../pages/page-state.js';
import type {EarlierMoments} from './services.js';
import type {State} from './state.js';

const known = new WeakMap<EarlierMoments, WeakMap<AssessedContainer, readonly WorseThan[]>>();

/**
 * The containers that are worse than at an earlier moment. Until everything that decides a verdict is known, a container may only seem worse:
 * then what was known before stays.
 */
export function worseIn({model, earlier, worse}: Pick<State, 'model' | 'earlier' | 'worse'>): State['worse'] {
	if (earlier === null || !model.settled) return worse;
	const found = model.entries.flatMap(({id, assessed}) => {
		const than = assessed === null ? [] : compared(earlier, assessed);
		return than.length === 0 ? [] : [[id, than] as const];
	});
	const isSame = found.length === worse.size && found.every(([id, than]) => worse.get(id) === than);
	return isSame ? worse : new Map(found);
}

/** Once for each container, until it is judged again. */
function compared(earlier: EarlierMoments, container: AssessedContainer): readonly WorseThan[] {
	const results = known.get(earlier) ?? new WeakMap<AssessedContainer, readonly WorseThan[]>();
	known.set(earlier, results);
	const found = results.get(container) ?? earlier.worseThan(container);
	results.set(container, found);
	return found;
}
