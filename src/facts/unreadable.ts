import type {ContainerInspect} from '../answers/index.js';
import {isRecord} from '../answers/is-record.js';
import {record} from './read.js';
import {either, fields, flag, list, map, number, optional, type Readable, text} from './readable.js';

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
	const unreadable = new Set(places.filter(place => !isReadable(inspect, place)).map(({path}) => path));
	known.set(inspect, unreadable);
	return unreadable;
}

const isReadable = (inspect: ContainerInspect, place: Place): boolean => place.readable(at(record(inspect), place));

const nowhere = Symbol('in a part that is no object');

function at(inspect: Readonly<Record<string, unknown>>, {part, field}: Place): unknown {
	if (part === null) return inspect[field];
	const within = inspect[part];
	// Where a whole part is no object, nothing in it can be read, what may be left out neither.
	return isRecord(within) ? within[field] : nowhere;
}
