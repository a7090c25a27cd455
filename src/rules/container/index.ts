import type {ContainerRule} from '../rule.js';

/** Every rule whose target is a container, in the order of the lists. */
export const containerRules: readonly ContainerRule[] = [];
