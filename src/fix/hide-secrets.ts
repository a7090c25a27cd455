import {type ContainerInspect, type ImageInspect, looksSecret, MASK, maskAnswer, splitVariable} from '../base/index.js';
import type {SecretVariable} from './run-command.js';

export type Hidden = {
	readonly inspect: ContainerInspect;
	/** The variables whose value is not in it: the user's shell supplies them. */
	readonly secrets: readonly SecretVariable[];
	/** Something else was masked: unless edited, the command does not create the same container. */
	readonly masked: boolean;
};

/**
 * The container without its secrets, so that no command, file or clipboard has one: a secret variable keeps only its name (which
 * `docker run --env NAME` and Compose fill from their own environment), anything else that looks like one is masked, as in a
 * snapshot. A variable that the image sets to the same value is kept, since the command does not repeat it.
 */
export function hideSecrets(inspect: ContainerInspect, image: ImageInspect | null): Hidden {
	const config = inspect.Config ?? {};
	const inherited = new Set(image?.Config?.Env ?? []);
	const secrets: SecretVariable[] = [];
	const env = config.Env?.map(entry => {
		const [name, value] = splitVariable(entry);
		if (inherited.has(entry) || !entry.includes('=') || looksSecret(name, value) === null) return entry;
		secrets.push({name, severalLines: /[\r\n]/.test(value), file: null});
		return name;
	});
	const shown = maskAnswer(inspect);
	const hidden = {...shown, Config: {...shown.Config, Env: env ?? config.Env}};
	return {secrets, masked: holdsMask(hidden), inspect: hidden};
}

/** The same without hiding anything, for those who asked for the values; a recording has none. */
export const withSecretsShown = (inspect: ContainerInspect): Hidden => ({inspect, secrets: [], masked: holdsMask(inspect)});

/** In the parts of a container that a command repeats. */
const holdsMask = ({Config: config, HostConfig: host}: ContainerInspect): boolean =>
	JSON.stringify([config, host]).includes(MASK);
