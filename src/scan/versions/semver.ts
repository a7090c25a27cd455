import parse from 'semver/functions/parse.js';
import {compareText} from '../../base/index.js';
import {orderOf} from './compare.js';

/**
 * Compares versions by Semantic Versioning 2.0.0, section 11: negative when `a` is older. As lenient as npm, and missing parts are zero
 * (`1.2`). Build metadata is ignored. Versions outside the format (`1.2.3.4`, a part beyond 2^53) sort before all others.
 */
export const compareSemver = orderOf(
	version => parse(filledUp(version), {loose: true}),
	// The library compares long numbers of a pre-release as doubles: what is equal to it may differ in the last digits.
	(a, b) => a.compare(b) || compareText(a.version, b.version),
);

const filledUp = (version: string): string =>
	version
		.replace(/^[vV=]+/, '')
		.replace(/^\d+(\.\d+)?(?=[-+]|$)/, (core, minor?: string) => core + (minor === undefined ? '.0.0' : '.0'));
