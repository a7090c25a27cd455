import type {ContainerInspect} from '../answers/index.js';
import {isRecord} from '../answers/is-record.js';
import type {individualFacts} from './container.js';
import {record, string} from './read.js';
import {isReadableReplica, unreadableFields} from './unreadable.js';

/** The names of `individualFacts`. */
export const individualNames = [
	'id',
	'name',
	'startedAt',
	'finishedAt',
	'createdAt',
	'exitCode',
	'oomKilled',
	'restartCount',
	'pid',
	'seLinux',
	'networks',
	'secrets',
	'labels',
	'compose',
	'raw',
] as const satisfies readonly (keyof ReturnType<typeof individualFacts>)[];

/** Parts of an inspect of which the key holds every word. */
export const keyedParts: ReadonlySet<string> = new Set([
	'AppArmorProfile',
	'Args',
	'BoundingCaps',
	'Driver',
	'EffectiveCaps',
	'ExecIDs',
	'HostConfig',
	'Image',
	'Mounts',
	'Path',
	'Platform',
]);

/**
 * Of `Config` it holds all but these: where nobody chose a host name, the engine takes the beginning of the id; Compose and Swarm number
 * the replicas of a service in their labels.
 */
export const keyedConfig = (field: string): boolean => field !== 'Hostname' && field !== 'Labels';

const keyedStates = ['Status', 'Running', 'Paused', 'Restarting'] as const;
export const keyedState = (field: string): boolean => keyedStates.some(keyed => keyed === field);

export const keyedNetworkSettings = (field: string): boolean => field === 'Ports';

/**
 * The same for containers that were made by the same command from the same image and are in the same state, replicas of a service say:
 * their facts differ in `individualFacts` alone. `null` where one may be judged by what another container is, or by a field that
 * cannot be read.
 *
 * @param isKnown  whether another container has that key, so that what the two have in common can be read
 */
export function configurationKey(inspect: ContainerInspect, isKnown: (key: string) => boolean = () => false): string | null {
	const {Config: config, State: state, NetworkSettings: network, HostConfig: host} = inspect;
	if (!isRecord(config) || !isRecord(state) || !isRecord(network) || !isRecord(host)) return null;
	if (joinsAnother(host)) return null;
	const isDefaultName = string(config.Hostname) === string(inspect.Id).slice(0, 12);
	const key = JSON.stringify([
		// Which fields there are is an answer too.
		Object.keys(inspect),
		Object.keys(state),
		Object.keys(network),
		[...keyedParts].map(part => Reflect.get(inspect, part) ?? null),
		{...config, Labels: null, ...(isDefaultName ? {Hostname: null} : {})},
		keyedStates.map(field => state[field]),
		record(state.Health)['Status'],
		network.Ports,
	]);
	return (isKnown(key) ? isReadableReplica(inspect) : unreadableFields(inspect).size === 0) ? key : null;
}

const modes = ['NetworkMode', 'PidMode', 'IpcMode', 'UTSMode', 'UsernsMode', 'CgroupnsMode'] as const;

const joinsAnother = (host: NonNullable<ContainerInspect['HostConfig']>): boolean =>
	modes.some(mode => /^(container|service|ns):/.test(string(host[mode])));
