import type {BlindSpot, HostConfig} from '../answers/index.js';
import {sanitise} from '../text/safe-text.js';
import {configuredSources, type FieldFact} from './configured.js';
import type {ContainerFacts} from './container-facts.js';
import type {UnreadableFields} from './unreadable.js';

/*
 * Facts read a field of the wrong type as if it were empty. That must not crash, but it must not give a "passed" either: this table
 * records the source fields of each fact, and a rule that depends on an unreadable field is inconclusive.
 */

/** Facts that do not come from an inspect, and the inspect itself. */
type Elsewhere =
	| 'processes'
	| 'changes'
	| 'execs'
	| 'truth'
	| 'sockets'
	| 'setuidPrograms'
	| 'fileCapabilities'
	| 'privilegedPrograms'
	| 'configFiles'
	| 'raw';

const state: readonly FieldFact[] = ['State.Running', 'State.Status'];
const host = (...names: readonly (keyof HostConfig)[]): readonly FieldFact[] => names.map(name => `HostConfig.${name}` as const);

/** The inspect fields that each fact is made from. */
const madeFrom = {
	...configuredSources,
	id: ['Id'],
	name: ['Name'],
	image: ['Config.Image', 'Image'],
	imageId: ['Image'],
	status: state,
	startedAt: ['State.StartedAt'],
	finishedAt: ['State.FinishedAt'],
	createdAt: ['Created'],
	exitCode: ['State.ExitCode', ...state],
	oomKilled: ['State.OOMKilled'],
	restartCount: ['RestartCount'],
	health: ['State.Health'],
	hasHealthcheck: ['Config.Healthcheck', 'State.Health'],
	pid: ['State.Pid'],
	privileged: host('Privileged'),
	capabilities: ['BoundingCaps', ...host('Privileged', 'CapAdd', 'CapDrop', 'Annotations')],
	noNewPrivileges: host('SecurityOpt'),
	seccomp: ['BoundingCaps', ...host('Privileged', 'SecurityOpt', 'CapAdd', 'CapDrop', 'Annotations')],
	afAlg: [
		'BoundingCaps',
		'AppArmorProfile',
		'ProcessLabel',
		'State.Status',
		...host('Privileged', 'SecurityOpt', 'CapAdd', 'CapDrop', 'Annotations', 'PidMode', 'IpcMode'),
	],
	appArmor: ['AppArmorProfile', 'State.Status', ...host('Privileged', 'SecurityOpt')],
	seLinux: ['ProcessLabel', 'State.Status', ...host('Privileged', 'SecurityOpt', 'PidMode', 'IpcMode')],
	systemPaths: host('Privileged', 'MaskedPaths', 'ReadonlyPaths', 'SecurityOpt', 'Annotations'),
	namespaces: host('PidMode', 'IpcMode', 'UTSMode', 'UsernsMode', 'NetworkMode', 'CgroupnsMode'),
	user: ['Config.User', 'HostConfig.GroupAdd'],
	mounts: ['Mounts', ...host('Mounts', 'Binds')],
	tmpfs: host('Tmpfs'),
	devices: host('Devices', 'Annotations'),
	deviceRules: host('DeviceCgroupRules'),
	gpuRequests: host('DeviceRequests', 'Runtime'),
	ports: [
		'Config.ExposedPorts',
		'NetworkSettings.Ports',
		'NetworkSettings.Networks',
		...host('PortBindings', 'PublishAllPorts', 'NetworkMode'),
		'State.Paused',
		'State.Restarting',
		...state,
	],
	networks: ['NetworkSettings.Networks', 'HostConfig.NetworkMode'],
	limits: host(
		'Memory',
		'CpuShares',
		'CpuQuota',
		'NanoCpus',
		'PidsLimit',
		'Ulimits',
		'OomKillDisable',
		'OomScoreAdj',
		'MemoryReservation',
		'MemorySwap',
		'CpuPeriod',
		'CpusetCpus',
	),
	restart: host('RestartPolicy'),
	autoRemove: host('AutoRemove'),
	logging: host('LogConfig', 'Annotations'),
	env: ['Config.Env'],
	secrets: ['Config.Env', 'Config.Labels', 'Config.Cmd', 'Config.Entrypoint', 'Config.Healthcheck', 'Config.OnBuild'],
	commandLine: ['Config.Cmd', 'Config.Entrypoint', 'Path', 'Args'],
	stopSignal: ['Config.StopSignal'],
} satisfies Record<Exclude<keyof ContainerFacts, Elsewhere>, readonly FieldFact[]>;
/** The inspect fields that a fact is made from. */
export const fieldsOf: ReadonlyMap<PropertyKey, readonly string[]> = new Map(Object.entries(madeFrom));

/** @param problem  of `unreadableFields` */
export const notReadable = (field: string, problem: string | null): BlindSpot => ({
	source: `inspect:${field}`,
	reason: sanitise(`the engine's answer has no readable ${field}${problem === null ? '' : `: ${problem}`}`),
});

/** A field that could not be read; `problem` is `null` where it is missing, and says what is wrong where it is malformed. */
export type MissedField = {readonly field: string; readonly problem: string | null};

/**
 * The same facts, and a function that lists the unreadable fields behind the facts accessed since.
 *
 * @param unreadable  of `unreadableFields`
 */
export function watchFacts(
	facts: ContainerFacts,
	unreadable: UnreadableFields,
): {readonly facts: ContainerFacts; readonly missed: () => readonly MissedField[]} {
	const missed = new Map<string, MissedField>();
	const watched = new Proxy(facts, {
		get(target, name, receiver) {
			for (const field of fieldsOf.get(name) ?? []) {
				const problem = unreadable.get(field);
				if (problem !== undefined) missed.set(field, {field, problem});
			}
			return Reflect.get(target, name, receiver);
		},
	});
	return {facts: watched, missed: () => [...missed.values()]};
}
