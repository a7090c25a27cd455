import type {BlindSpot, ContainerInspect} from '../answers/index.js';
import type {ContainerFacts} from './container-facts.js';
import {isRecord, record} from './read.js';

/*
 * Facts read a field of a wrong type as if it were empty. That costs no crash, and must give no "passed" either: what a fact was made
 * from is written down here, and a rule that leans on a fact made from a field that cannot be read does not know.
 */

type Readable = (value: unknown) => boolean;

const text: Readable = value => typeof value === 'string';
const number: Readable = value => typeof value === 'number';
const flag: Readable = value => typeof value === 'boolean';
/** Go writes an empty list or map as null. */
const list =
	(of: Readable): Readable =>
	value =>
		value === null || (Array.isArray(value) && value.every(of));
const map =
	(of: Readable): Readable =>
	value =>
		value === null || (isRecord(value) && Object.values(value).every(of));
const fields =
	(of: Readonly<Record<string, Readable>>): Readable =>
	value =>
		isRecord(value) && Object.entries(of).every(([name, readable]) => readable(value[name]));
const optional =
	(of: Readable): Readable =>
	value =>
		value === undefined || value === null || of(value);
const either =
	(...of: readonly Readable[]): Readable =>
	value =>
		of.some(readable => readable(value));

const texts = list(text);
const bindings = map(list(fields({HostIp: optional(text), HostPort: text})));
const mount = {
	Type: text,
	Source: optional(text),
	Destination: text,
	RW: flag,
	Name: optional(text),
	Propagation: optional(text),
};
const mounts = list(value => fields(mount)(value) && (record(value)['Type'] !== 'volume' || text(record(value)['Name'])));

/** What an engine always gives, or may leave out, and as what. @source moby api/types/container; Podman's compatible answers */
const inspectFields: Readonly<Record<string, Readable>> = {
	'State.Running': flag,
	'State.Status': optional(text),
	'Config.Image': text,
	'Config.User': text,
	'Config.Env': texts,
	'Config.Cmd': either(optional(text), texts),
	'Config.Entrypoint': either(optional(text), texts),
	'Config.Labels': map(text),
	'Config.Healthcheck': optional(isRecord),
	'Config.ExposedPorts': optional(isRecord),
	'Config.StopSignal': optional(either(text, number)),
	'HostConfig.Privileged': flag,
	'HostConfig.CapAdd': texts,
	'HostConfig.CapDrop': texts,
	'HostConfig.SecurityOpt': texts,
	'HostConfig.MaskedPaths': optional(texts),
	'HostConfig.ReadonlyPaths': optional(texts),
	'HostConfig.PidMode': text,
	'HostConfig.IpcMode': text,
	'HostConfig.UTSMode': text,
	'HostConfig.UsernsMode': text,
	'HostConfig.NetworkMode': text,
	'HostConfig.CgroupnsMode': optional(text),
	'HostConfig.ReadonlyRootfs': flag,
	'HostConfig.Devices': list(fields({PathOnHost: text})),
	'HostConfig.DeviceCgroupRules': optional(texts),
	'HostConfig.DeviceRequests': optional(list(isRecord)),
	'HostConfig.PortBindings': bindings,
	'HostConfig.PublishAllPorts': flag,
	'HostConfig.RestartPolicy': fields({Name: text, MaximumRetryCount: optional(number)}),
	'HostConfig.AutoRemove': flag,
	'HostConfig.Sysctls': optional(map(text)),
	'HostConfig.GroupAdd': optional(texts),
	'HostConfig.Links': optional(texts),
	'HostConfig.ExtraHosts': optional(texts),
	'HostConfig.Dns': optional(texts),
	'HostConfig.LogConfig': fields({Type: text}),
	'HostConfig.Ulimits': optional(list(isRecord)),
	'HostConfig.CgroupParent': optional(text),
	'HostConfig.Tmpfs': optional(map(text)),
	'HostConfig.Runtime': optional(text),
	'HostConfig.Memory': number,
	'HostConfig.CpuShares': number,
	'HostConfig.CpuQuota': number,
	'HostConfig.NanoCpus': number,
	'HostConfig.PidsLimit': optional(number),
	'HostConfig.OomKillDisable': optional(flag),
	'HostConfig.OomScoreAdj': number,
	'NetworkSettings.Ports': optional(bindings),
	'NetworkSettings.Networks': map(fields({NetworkID: text})),
	Mounts: mounts,
	ExecIDs: optional(texts),
};

type Fact = keyof ContainerFacts;

const state = ['State.Running', 'State.Status'];
const host = (...names: readonly string[]) => names.map(name => `HostConfig.${name}`);

/** From which of those fields each fact is made. */
const madeFrom: Partial<Record<Fact, readonly string[]>> = {
	image: ['Config.Image'],
	status: state,
	hasHealthcheck: ['Config.Healthcheck'],
	privileged: host('Privileged'),
	capabilities: host('Privileged', 'CapAdd', 'CapDrop'),
	noNewPrivileges: host('SecurityOpt'),
	seccomp: host('Privileged', 'SecurityOpt'),
	appArmor: host('Privileged', 'SecurityOpt'),
	seLinux: host('Privileged', 'SecurityOpt'),
	systemPaths: host('Privileged', 'MaskedPaths', 'ReadonlyPaths', 'SecurityOpt'),
	namespaces: host('PidMode', 'IpcMode', 'UTSMode', 'UsernsMode', 'NetworkMode', 'CgroupnsMode'),
	optsOutOfUserns: host('UsernsMode'),
	user: ['Config.User', 'HostConfig.GroupAdd'],
	readOnlyRoot: host('ReadonlyRootfs'),
	mounts: ['Mounts'],
	tmpfs: host('Tmpfs'),
	devices: host('Devices'),
	deviceRules: host('DeviceCgroupRules'),
	gpuRequests: host('DeviceRequests'),
	ports: ['Config.ExposedPorts', 'NetworkSettings.Ports', ...host('PortBindings', 'PublishAllPorts', 'NetworkMode'), ...state],
	networks: ['NetworkSettings.Networks', 'HostConfig.NetworkMode'],
	networkMode: host('NetworkMode'),
	publishAll: host('PublishAllPorts'),
	dns: host('Dns'),
	extraHosts: host('ExtraHosts'),
	links: host('Links'),
	sysctls: host('Sysctls'),
	limits: host('Memory', 'CpuShares', 'CpuQuota', 'NanoCpus', 'PidsLimit', 'Ulimits', 'OomKillDisable', 'OomScoreAdj'),
	restart: host('RestartPolicy'),
	autoRemove: host('AutoRemove'),
	runtime: host('Runtime'),
	cgroupParent: host('CgroupParent'),
	logging: host('LogConfig'),
	env: ['Config.Env'],
	secrets: ['Config.Env', 'Config.Labels', 'Config.Cmd', 'Config.Entrypoint', 'Config.Healthcheck'],
	labels: ['Config.Labels'],
	compose: ['Config.Labels'],
	commandLine: ['Config.Cmd', 'Config.Entrypoint'],
	stopSignal: ['Config.StopSignal'],
	execIds: ['ExecIDs'],
};

/** Taken apart once: a fleet of 500 has 25,000 of these fields. */
const places = Object.entries(inspectFields).map(([path, readable]) => {
	const dot = path.indexOf('.');
	return {path, readable, part: dot === -1 ? null : path.slice(0, dot), field: path.slice(dot + 1)};
});
type Place = (typeof places)[number];

const known = new WeakMap<ContainerInspect, ReadonlySet<string>>();

/** The fields of an inspect that are missing where an engine always gives one, or of another type than an engine gives. */
export function unreadableFields(inspect: ContainerInspect): ReadonlySet<string> {
	const before = known.get(inspect);
	if (before !== undefined) return before;
	const unreadable = new Set<string>();
	for (const place of places) if (!place.readable(at(record(inspect), place))) unreadable.add(place.path);
	known.set(inspect, unreadable);
	return unreadable;
}

const nowhere = Symbol('in a part that is no object');

function at(inspect: Readonly<Record<string, unknown>>, {part, field}: Place): unknown {
	if (part === null) return inspect[field];
	const within = inspect[part];
	// Where a whole part is no object, nothing in it can be read, what may be left out neither.
	return isRecord(within) ? within[field] : nowhere;
}

/**
 * The same facts, and a way to ask which unreadable fields those were made from that have been looked at since.
 *
 * @param unreadable  of `unreadableFields`
 */
export function watchFacts(
	facts: ContainerFacts,
	unreadable: ReadonlySet<string>,
): {readonly facts: ContainerFacts; readonly missed: () => readonly BlindSpot[]} {
	const missed = new Map<string, BlindSpot>();
	const watched = new Proxy(facts, {
		get(target, name, receiver) {
			for (const field of madeFrom[name as Fact] ?? []) {
				if (unreadable.has(field)) {
					missed.set(field, {source: `inspect:${field}`, reason: `the engine's answer has no readable ${field}`});
				}
			}
			return Reflect.get(target, name, receiver);
		},
	});
	return {facts: watched, missed: () => [...missed.values()]};
}
