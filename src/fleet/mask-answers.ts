import type {
	ContainerConfig,
	ContainerInspect,
	ContainerTop,
	HistoryRow,
	HostConfig,
	ImageInspect,
	NetworkInspect,
	SwarmAnswers,
	VolumeInspect,
} from '../answers/index.js';
import {looksSecret, MASK, maskRaw} from '../facts/secrets.js';

/** The answer with each value that looks like a secret masked; names, keys, order and everything else stay as the engine gave them. */
export function maskContainer(inspect: ContainerInspect): ContainerInspect {
	return {
		...inspect,
		...(inspect.Path === undefined ? {} : {Path: maskRaw(inspect.Path)}),
		...(inspect.Args === undefined ? {} : {Args: maskWords(inspect.Args)}),
		...(inspect.Config === undefined ? {} : {Config: maskConfig(inspect.Config)}),
		...(inspect.HostConfig === undefined ? {} : {HostConfig: maskHostConfig(inspect.HostConfig)}),
		...(inspect.State === undefined ? {} : {State: maskState(inspect.State)}),
	};
}

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

function maskConfig(config: ContainerConfig): ContainerConfig {
	return {
		...config,
		...(config.Env === undefined ? {} : {Env: maskVariables(config.Env)}),
		...(config.Labels === undefined ? {} : {Labels: config.Labels && maskValues(config.Labels)}),
		...(config.Cmd === undefined ? {} : {Cmd: maskCommand(config.Cmd)}),
		...(config.Entrypoint === undefined ? {} : {Entrypoint: maskCommand(config.Entrypoint)}),
		...(config.Healthcheck?.Test == null ? {} : {Healthcheck: {...config.Healthcheck, Test: maskWords(config.Healthcheck.Test)}}),
	};
}

function maskHostConfig(config: HostConfig): HostConfig {
	return {
		...config,
		...(config.LogConfig?.Config == null ? {} : {LogConfig: {...config.LogConfig, Config: maskValues(config.LogConfig.Config)}}),
		...(config.Annotations == null ? {} : {Annotations: maskValues(config.Annotations)}),
		...(config.Mounts == null ? {} : {Mounts: config.Mounts.map(maskMount)}),
	};
}

function maskMount(mount: NonNullable<HostConfig['Mounts']>[number]): typeof mount {
	const options = mount.VolumeOptions;
	if (options === undefined) return mount;
	const driver = options.DriverConfig;
	return {
		...mount,
		VolumeOptions: {
			...options,
			...(options.Labels == null ? {} : {Labels: maskValues(options.Labels)}),
			...(driver?.Options == null ? {} : {DriverConfig: {...driver, Options: maskOptions(driver.Options)}}),
		},
	};
}

function maskState(state: NonNullable<ContainerInspect['State']>): typeof state {
	const log = state.Health?.Log;
	return {
		...state,
		...(state.Error === undefined ? {} : {Error: maskRaw(state.Error)}),
		...(log == null
			? {}
			: {
					Health: {
						...state.Health,
						Log: log.map(entry => ({...entry, ...(entry.Output === undefined ? {} : {Output: maskRaw(entry.Output)})})),
					},
				}),
	};
}

function maskVariables(variables: readonly string[] | null): string[] | null {
	if (variables === null) return null;
	return variables.map(variable => {
		const at = variable.indexOf('=');
		return at === -1 ? variable : `${variable.slice(0, at)}=${maskOne(variable.slice(0, at), variable.slice(at + 1))}`;
	});
}

function maskOne(name: string, value: string): string {
	const kind = looksSecret(name, value);
	if (kind === null || value.includes(MASK)) return value;
	// A URL keeps its host: which database it is, is no secret.
	const masked = kind.startsWith('password in ') ? maskRaw(value) : MASK;
	return masked === value ? MASK : masked;
}

const maskValues = (values: Record<string, string>): Record<string, string> =>
	Object.fromEntries(Object.entries(values).map(([name, value]) => [name, maskOne(name, value)]));

const maskOptions = (options: Record<string, string>): Record<string, string> =>
	Object.fromEntries(
		Object.entries(options).map(([name, value]) => [
			name,
			maskOne(name, value.replace(/((?:^|,)(?:pass|password|password2|secret|cred|ticket)=)[^,]*/gi, `$1${MASK}`)),
		]),
	);

const maskCommand = (command: string[] | string | null): string[] | string | null =>
	typeof command === 'string' ? maskRaw(command) : maskWords(command);

/** Words one by one, and each with those before it: what follows `--password` is a secret though it does not look like one. */
function maskWords(words: string[] | null): string[] | null {
	if (words === null) return null;
	return words.map((word, index) => {
		const masked = maskRaw(word);
		if (masked !== word || index === 0) return masked;
		const before = words.slice(Math.max(0, index - 6), index).join(' ');
		const [prefix, line] = [maskRaw(before), maskRaw(`${before} ${word}`)];
		return line.startsWith(`${prefix} `) ? line.slice(prefix.length + 1) : MASK;
	});
}
