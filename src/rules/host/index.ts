import type {HostRule} from '../rule.js';

/** Every rule whose target is the host, in the order of the lists. */
export const hostRules: readonly HostRule[] = [];
