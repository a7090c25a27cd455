import {compare, valid} from '@renovatebot/pep440';
import {orderOf} from './compare.js';

/**
 * Compares versions of Python packages by PEP 440: negative when `a` is older. Order within a release: dev, alpha, beta, rc, final, post;
 * spellings are normalised first (`1.0-1` is a post release, `1.0ALPHA1` is `1.0a1`). Versions outside the PEP sort before all others.
 */
export const comparePep440 = orderOf(valid, compare);
