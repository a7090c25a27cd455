import type {ImageRule} from '../rule.js';

/** Every rule whose target is an image, in the order of the lists. */
export const imageRules: readonly ImageRule[] = [];
