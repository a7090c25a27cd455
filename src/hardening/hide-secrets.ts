import type {ContainerInspect, ImageInspect} from '../answers/index.js';
import {splitVariable} from '../facts/env.js';
import {looksSecret, maskRaw, maskValue} from '../facts/secrets.js';

export type Hidden = {
	readonly inspect: ContainerInspect;
	/** Names of the variables whose value is now taken from the shell that runs the command. */
	readonly variables: readonly string[];
	/** Those of them whose value holds a line end: no file of variables can. */
	readonly severalLines: readonly string[];
	/** Something else was masked: the command does not make the same container as it stands. */
	readonly masked: boolean;
};

/**
 * The container without its secrets, so that no command, file or clipboard holds one: a secret variable keeps its name alone (which
 * `docker run --env NAME` and Compose fill from their own environment), anything else that looks like one is masked. What the image
 * sets alike stays, since it is not repeated in the command.
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
	const labels = Object.fromEntries(Object.entries(config.Labels ?? {}).map(([key, value]) => [key, maskedLabel(key, value)]));
	const command = words(config.Cmd)?.map(maskRaw);
	const entrypoint = words(config.Entrypoint)?.map(maskRaw);
	const health = config.Healthcheck?.Test?.map(maskRaw);
	const masked =
		changed(config.Labels ?? {}, labels) ||
		changed(words(config.Cmd), command) ||
		changed(words(config.Entrypoint), entrypoint) ||
		changed(config.Healthcheck?.Test, health);
	return {
		variables,
		severalLines,
		masked,
		inspect: {
			...inspect,
			Config: {
				...config,
				Env: env ?? config.Env,
				Labels: config.Labels ? labels : config.Labels,
				Cmd: command ?? config.Cmd,
				Entrypoint: entrypoint ?? config.Entrypoint,
				...(config.Healthcheck ? {Healthcheck: {...config.Healthcheck, Test: health ?? config.Healthcheck.Test}} : {}),
			},
		},
	};
}

const maskedLabel = (key: string, value: string): string => (looksSecret(key, value) === null ? value : maskValue(key, value));
const words = (list: string[] | string | null | undefined): string[] | undefined =>
	typeof list === 'string' ? [list] : (list ?? undefined);
const changed = (before: unknown, after: unknown): boolean => JSON.stringify(before) !== JSON.stringify(after);
