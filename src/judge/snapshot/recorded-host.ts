import * as v from 'valibot';
import {
	type AuditRules,
	type BlindSpot,
	capabilityNames,
	type DaemonConfiguration,
	type FileFacts,
	type Firewall,
	finiteSchema,
	type HostFacts,
	type HostProcess,
	isRecord,
	type Known,
	type ListeningSocket,
	type MountedSource,
	readableMapSchema,
	safeTextSchema,
	sanitise,
} from '../../base/index.js';
import {everyField} from './every-field.js';
import {packetFilterSchema} from './recorded-packet-filter.js';

/** Levels of options of the daemon, which are nested; a hostile file is as deep as it likes. */
const MAX_OPTION_LEVELS = 9;

const text = safeTextSchema;
const number = finiteSchema;
const flag = v.boolean();
const textOrNull = v.nullable(text);
const blindSpot = everyField<BlindSpot>({source: text, reason: text});

const unreadable = (name: keyof HostFacts) => {
	const reason: BlindSpot = {source: `host:${name}`, reason: 'the snapshot has no readable value for it'};
	return {known: false, reason} as const;
};

/** Unknown where it cannot be read. */
const known = <T>(name: keyof HostFacts, value: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, Known<T>> =>
	v.fallback(
		v.union([v.object({known: v.literal(true), value}), v.object({known: v.literal(false), reason: blindSpot})]),
		unreadable(name),
	);
/** Those of an object with free keys that can be read. */
const entries = <T>(value: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, Readonly<Record<string, T>>> =>
	v.pipe(
		readableMapSchema(value, sanitise),
		v.transform(found => Object.fromEntries(found)),
	);
const orNone = <T>(value: v.GenericSchema<unknown, T>) => v.fallback(entries(value), {});
/** Absent where it cannot be read: an empty one would say that there is none. */
const orAbsent = <T>(value: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, T | undefined> =>
	v.fallback(v.optional(value), undefined);

const file = everyField<FileFacts>({
	path: text,
	exists: flag,
	realPath: textOrNull,
	mode: number,
	uid: number,
	gid: number,
	kind: v.picklist(['file', 'directory', 'socket', 'other']),
	writableParent: textOrNull,
});
const sockets = v.array(
	everyField<ListeningSocket>({
		protocol: v.picklist(['tcp', 'udp']),
		family: v.picklist([4, 6]),
		address: text,
		port: number,
		process: textOrNull,
	}),
);
const access = v.object({uid: number, gid: number, mode: number});
const accessList = v.optional(v.array(access));
const mountedSource = everyField<MountedSource>({
	kind: v.picklist(['file', 'directory', 'socket', 'other', 'missing']),
	runtimeSocket: textOrNull,
	socket: v.nullable(access),
	owner: v.optional(access),
	homes: accessList,
	secrets: v.optional(v.array(v.array(access))),
	way: accessList,
	apart: v.optional(v.literal(true)),
	below: v.optional(v.array(v.object({path: text, owner: access}))),
	doubt: textOrNull,
	lacksUsualSockets: v.optional(v.literal(true)),
});
const watch = everyField<AuditRules['watched'][number]>({
	path: text,
	realPath: text,
	tree: flag,
	never: v.optional(v.literal(true)),
});
const daemon = everyField<DaemonConfiguration>({
	path: text,
	fileExists: flag,
	options: v.pipe(
		v.custom<Record<string, unknown>>(isRecord),
		v.transform(options => withSafeTexts(options, MAX_OPTION_LEVELS)),
	),
	onCommandLine: v.optional(v.array(text)),
	binary: textOrNull,
	pid: number,
	uid: number,
});
const process = everyField<HostProcess>({uid: number, gid: number, capabilities: v.array(v.picklist(capabilityNames))});

const hostSchema = everyField<HostFacts>({
	unseen: v.fallback(v.nullish(blindSpot, null), unreadable('unseen').reason),
	files: orNone(known('files', file)),
	auditRules: known(
		'auditRules',
		everyField<AuditRules>({source: v.picklist(['kernel', 'files']), enabled: v.nullable(flag), watched: v.array(watch)}),
	),
	daemon: known('daemon', daemon),
	binaries: orNone(text),
	units: orNone(textOrNull),
	socketGroup: known('socketGroup', v.object({group: text, gid: number, members: v.array(text)})),
	socketPath: v.fallback(textOrNull, null),
	containerdSocket: v.fallback(textOrNull, null),
	dataRoot: v.fallback(textOrNull, null),
	dataRootIsMount: known('dataRootIsMount', flag),
	certificates: known('certificates', v.array(file)),
	daemonListens: known('daemonListens', sockets),
	hostListens: known('hostListens', sockets),
	dockerProxies: known('dockerProxies', number),
	// Older snapshots only have the active manager.
	firewall: known(
		'firewall',
		everyField<Firewall>({ufw: v.nullable(flag), firewalld: v.nullable(flag), rules: known('firewall', packetFilterSchema)}),
	),
	sysctls: orNone(text),
	securityModules: known('securityModules', v.array(text)),
	ueventHelper: orAbsent(flag),
	serviceSockets: orAbsent(v.array(text)),
	processes: orAbsent(v.array(process)),
	links: orAbsent(entries(textOrNull)),
	sources: orAbsent(entries(mountedSource)),
});

/**
 * A snapshot's host. It may have been written or edited by anyone: every text is sanitised, and a part with the wrong shape is unknown, so
 * that each has a value.
 */
export const readRecordedHost = (host: Record<string, unknown>): HostFacts => v.parse(hostSchema, host);

function withSafeTexts(value: Record<string, unknown>, levels: number): Record<string, unknown> {
	const safe = (one: unknown, left: number): unknown => {
		if (typeof one === 'string') return sanitise(one);
		if (typeof one !== 'object' || one === null) return one;
		if (left === 0) return null;
		return Array.isArray(one) ? one.map(item => safe(item, left - 1)) : withSafeTexts({...one}, left - 1);
	};
	return Object.fromEntries(Object.entries(value).map(([name, one]) => [sanitise(name), safe(one, levels)]));
}
