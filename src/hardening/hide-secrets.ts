import type {ContainerInspect, ImageInspect} from '../answers/index.js';
import {splitVariable} from '../facts/env.js';
import {maskAnswer} from '../facts/mask-answer.js';
import {looksSecret} from '../facts/secrets.js';

export type Hidden = {
	readonly inspect: ContainerInspect;
	/** Names of the variables whose value is now taken from the shell's environment. */
	readonly variables: readonly string[];
	/** Those with a newline in their value, which an env file cannot contain. */
	readonly severalLines: readonly string[];
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
	const variables: string[] = [];
	const severalLines: string[] = [];
	const env = config.Env?.map(entry => {
		const [name, value] = splitVariable(entry);
		if (inherited.has(entry) || !entry.includes('=') || looksSecret(name, value) === null) return entry;
		variables.push(name);
		if (/[\r\n]/.test(value)) severalLines.push(name);
		return name;
	});
	const shown = maskAnswer(inspect);
	const hidden = {...shown, Config: {...shown.Config, Env: env ?? config.Env}};
	return {
		variables,
		severalLines,
		masked: changed(settings(inspect), settings(hidden)),
		inspect: hidden,
	};
}

/** The parts of a container that a command repeats, except its variables. */
const settings = ({Config: config, HostConfig}: ContainerInspect): unknown => ({...config, Env: null, HostConfig});
const changed = (before: unknown, after: unknown): boolean => JSON.stringify(before) !== JSON.stringify(after);
