import type {SwarmRule} from '../rule.js';

/** Every rule whose target is the swarm, in the order of the lists. */
export const swarmRules: readonly SwarmRule[] = [];
