import type {CisIds} from '../rule.js';

/** The id of a recommendation that kept it, or the one it has since 1.8.0. */
export const cisIds = (id: string, since18: string = id): CisIds => ({'1.6.0': id, '1.7.0': id, '1.8.0': since18});
