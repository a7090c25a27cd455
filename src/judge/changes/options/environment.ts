import {type ContainerInspect, parseBind, strings} from '../../../base/index.js';
import {withConfig, withHost} from '../configuration.js';
import {named, texts} from './kinds.js';
import {type Made, noTrace, type OptionEdit, type OptionRows, without} from './row.js';

const nameOf = (entry: string): string => entry.split('=', 1)[0] ?? '';

/** `NAME=VALUE`; only `NAME` removes it whatever its value, which may be a secret. */
const environment: OptionEdit = {
	// First, as the engine does it: those of the image follow.
	add: (inspect, value) =>
		withConfig(inspect, {Env: [value, ...variables(inspect).filter(entry => nameOf(entry) !== nameOf(value))]}),
	remove: (inspect, value) =>
		withConfig(inspect, {
			Env: variables(inspect).filter(entry => (value.includes('=') ? entry !== value : nameOf(entry) !== value)),
		}),
};

const variables = (inspect: ContainerInspect): readonly string[] => inspect.Config?.Env ?? [];

/**
 * The variables that were requested, in order: the engine stores those first and appends those of the image with other names.
 * So even one with the same value as in the image is recognised. If the list is not in that order (as always on Podman), those
 * that differ from the image.
 *
 * @param env    `NAME=value` or `NAME`, as the container has them
 * @param image  the same of its image
 * @source moby daemon/commit.go, merge()
 */
export function ownVariables(
	env: readonly string[] | null | undefined,
	image: readonly string[] | null | undefined,
): readonly string[] {
	const [all, inherited] = [env ?? [], image ?? []];
	const ofImage = new Set(inherited);
	const differing = () => all.filter(entry => !ofImage.has(entry));
	if (all.includes('container=podman')) return differing();

	const inheritedNames = inherited.map(nameOf);
	/** How many of the image's variables have each name that was not requested among the first `count`. */
	const added = new Map<string, number>();
	for (const name of inheritedNames) added.set(name, (added.get(name) ?? 0) + 1);
	/** Whether the image's variables of these names, from `first` on, are those that follow the first `count`. */
	const isAdded = (first: number, count: number): boolean => {
		let at = count;
		for (let index = first; index < inherited.length; index++) {
			if (!added.has(inheritedNames[index] ?? '')) continue;
			if (inherited[index] !== all[at]) return false;
			at += 1;
		}
		return true;
	};

	let left = inherited.length;
	let first = 0;
	for (let count = 0; ; count++) {
		while (first < inherited.length && !added.has(inheritedNames[first] ?? '')) first += 1;
		if (left === all.length - count && isAdded(first, count)) return all.slice(0, count);
		if (count === all.length) return differing();
		const name = nameOf(all[count] ?? '');
		left -= added.get(name) ?? 0;
		added.delete(name);
	}
}

/** `NAME=VALUE` of the container, without those of the image and, on Podman, the name of the host, if it shares the host's UTS namespace. */
const givenVariables = ({config, inherited, engine}: Made): readonly string[] =>
	ownVariables(config.Env, inherited.Env).filter(entry => !engine.podman || entry !== `HOSTNAME=${engine.hostName}`);

/** Without those of the image, and without Compose's own, which would make Compose think it owns the copy. */
const givenLabels = ({config, inherited}: Made): (readonly [string, string])[] =>
	Object.entries(config.Labels ?? {}).filter(
		([key, value]) => inherited.Labels?.[key] !== value && !key.startsWith('com.docker.compose.'),
	);

/** What the client does for it, without its own trace: a mount of the socket and a variable. @source docker/cli cli/command/container/create.go */
const apiSocket: OptionEdit = {
	add: inspect => inspect,
	remove: inspect => {
		const socket = '/var/run/docker.sock';
		const {Binds: binds, Mounts: mounts} = inspect.HostConfig ?? {};
		const without = withHost(environment.remove(inspect, 'DOCKER_CONFIG'), {
			Binds: (binds ?? []).filter(bind => parseBind(bind).destination !== socket),
			Mounts: (mounts ?? []).filter(({Target}) => Target !== socket),
		});
		return {...without, Mounts: (inspect.Mounts ?? []).filter(({Destination}) => Destination !== socket)};
	},
};

export const dataOptions = {
	'--env': texts('Config.Env', 'environment', {
		given: givenVariables,
		edit: environment,
		judge: ({raw}, value) => strings(raw.Config?.Env).some(set => value === '' || set === value || set.startsWith(`${value}=`)),
		otherNames: ['-e'],
		isFreeText: true,
		quadlet: value =>
			value.includes('=') ? {words: 'Environment'} : without(`${value} is omitted: set it with EnvironmentFile= or Secret=`),
	}),
	'--label': named('Config.Labels', 'labels', {
		pairs: givenLabels,
		bare: true,
		otherNames: ['-l'],
		isFreeText: true,
		quadlet: {words: 'Label'},
	}),
	'--use-api-socket': {
		field: null,
		kind: 'switch',
		given: without('its mount and its variable are given'),
		edit: apiSocket,
		judge: noTrace,
		compose: without('its mount and its variable are there'),
		quadlet: 'PodmanArgs',
	},
} as const satisfies OptionRows;
