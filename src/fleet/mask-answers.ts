import type {ContainerTop, HistoryRow, ImageInspect, NetworkInspect, SwarmAnswers, VolumeInspect} from '../answers/index.js';
import {maskConfig} from '../facts/mask-container.js';
import {maskOptions, maskValues} from '../facts/mask-values.js';
import {MASK, maskRaw} from '../facts/secrets.js';

export function maskImage(inspect: ImageInspect): ImageInspect {
	// Engines before 25 add the configuration of the container in which the image was built.
	const {ContainerConfig: _, ...rest} = {ContainerConfig: undefined, ...inspect};
	return inspect.Config == null ? rest : {...rest, Config: maskConfig(inspect.Config)};
}

/** An answer of which no part is secret by its name (`/info`, plugins, the host): proxies and settings in it may hold passwords. */
export function maskTexts<T>(answer: T): T {
	const mask = (value: unknown): unknown => {
		if (typeof value === 'string') return maskRaw(value);
		if (Array.isArray(value)) return value.map(mask);
		if (typeof value !== 'object' || value === null) return value;
		return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, mask(inner)]));
	};
	return mask(answer) as T;
}

export const maskHistory = (history: readonly HistoryRow[]): HistoryRow[] =>
	history.map(row => (row.CreatedBy === undefined ? row : {...row, CreatedBy: maskInstruction(row.CreatedBy)}));

/** The classic builder writes `ENV NAME=a secret of words` without quotes: the words go too, up to the next name. */
function maskInstruction(createdBy: string): string {
	const masked = maskRaw(createdBy);
	if (!/\b(ENV|ARG)\b/.test(masked)) return masked;
	return masked.replace(/\*{8}(?: [^\s=]+)+(?= [\w.-]+=|$)/g, whole =>
		whole.endsWith(' # buildkit') ? `${MASK} # buildkit` : MASK,
	);
}

export function maskTop(top: ContainerTop): ContainerTop {
	return top.Processes == null ? top : {...top, Processes: top.Processes.map(cells => cells.map(maskRaw))};
}

export const maskNetwork = (network: NetworkInspect): NetworkInspect =>
	network.Labels == null ? network : {...network, Labels: maskValues(network.Labels)};

/** Mount options of a network file system hold its password: `o=username=x,password=y`. */
export const maskVolume = (volume: VolumeInspect): VolumeInspect => ({
	...volume,
	...(volume.Labels == null ? {} : {Labels: maskValues(volume.Labels)}),
	...(volume.Options == null ? {} : {Options: maskOptions(volume.Options)}),
});

/** Tokens with which a machine joins the swarm stand in its answer. */
export function maskSwarm(answers: SwarmAnswers): SwarmAnswers {
	if (answers.swarm === undefined) return answers;
	const {JoinTokens: _, ...swarm} = {JoinTokens: undefined, ...answers.swarm};
	return {...answers, swarm};
}
