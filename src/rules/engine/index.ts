import type {EngineRule} from '../rule.js';

/** Every rule whose target is the engine, in the order of the lists. */
export const engineRules: readonly EngineRule[] = [];
