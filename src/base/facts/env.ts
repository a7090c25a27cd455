import {type SafeText, sanitise} from '../text/safe-text.js';
import {strings} from './read.js';

export type EnvFact = {
	readonly name: SafeText;
	/** Masked if the value looks like a secret; the original is only in `raw`. */
	readonly value: SafeText;
	readonly secret: boolean;
	/** True when the image sets the same variable to the same value; `null` when the image is not known. */
	readonly fromImage: boolean | null;
};

import {judgedPart, looksSecret, maskValue} from './secrets.js';

/**
 * Environment variables with secret values masked.
 *
 * @param image  the variables set by the image, `null` when it is not known
 */
export function envFacts(env: unknown, image: unknown): readonly EnvFact[] {
	const ofImage = image === null || image === undefined ? null : new Set(strings(image));
	return strings(env).map(variable => {
		const [name, value] = splitVariable(variable);
		return {
			name: sanitise(name),
			value: maskValue(name, value),
			secret: looksSecret(name, judgedPart(value)) !== null,
			fromImage: ofImage?.has(variable) ?? null,
		};
	});
}

/** Name and value; the value is empty for a variable without `=`. */
export function splitVariable(variable: string): readonly [string, string] {
	const at = variable.indexOf('=');
	return at === -1 ? [variable, ''] : [variable.slice(0, at), variable.slice(at + 1)];
}
