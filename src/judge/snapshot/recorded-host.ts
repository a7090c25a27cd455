import {
	type AuditRules,
	type BlindSpot,
	capabilityNames,
	type DaemonConfiguration,
	type FileFacts,
	type Firewall,
	type HostFacts,
	type HostProcess,
	isRecord,
	type Known,
	known,
	type ListeningSocket,
	type MountedSource,
	type PacketFilter,
	type Readable,
	readable,
	type SafeText,
	sanitise,
} from '../../base/index.js';
import {packetFilter} from './recorded-packet-filter.js';

const {text, number, flag, fields, optional} = readable;

/**
 * A snapshot's host. It may have been written or edited by anyone: every text is sanitised, and a part with the wrong
 * shape is unknown.
 */
export function readRecordedHost(given: Record<string, unknown>): HostFacts {
	const host = withSafeTexts(given, deepest);
	const part = <T>(name: keyof HostFacts, readable: Readable): Known<T> => readKnown(name, host[name], readable);
	const {unseen = null} = host;
	return {
		unseen: unseen === null || isBlindSpot(unseen) ? unseen : unreadable('unseen').reason,
		files: entries(host['files'], isRecord, (one: unknown) => readKnown<FileFacts>('files', one, file)),
		auditRules: part<AuditRules>('auditRules', auditRules),
		daemon: part<DaemonConfiguration>('daemon', daemon),
		binaries: entries(host['binaries'], isText, one => one),
		units: entries(host['units'], isTextOrNull, one => one),
		socketGroup: part('socketGroup', fields({group: text, gid: number, members: listOf(text)})),
		socketPath: textOrNull(host['socketPath']),
		containerdSocket: textOrNull(host['containerdSocket']),
		dataRoot: textOrNull(host['dataRoot']),
		dataRootIsMount: part<boolean>('dataRootIsMount', flag),
		certificates: part<readonly FileFacts[]>('certificates', listOf(file)),
		daemonListens: part<readonly ListeningSocket[]>('daemonListens', listOf(socket)),
		hostListens: part<readonly ListeningSocket[]>('hostListens', listOf(socket)),
		dockerProxies: part<number>('dockerProxies', number),
		firewall: readFirewall(host['firewall']),
		sysctls: entries(host['sysctls'], isText, one => one),
		securityModules: part<readonly SafeText[]>('securityModules', listOf(text)),
		...(typeof host['ueventHelper'] === 'boolean' ? {ueventHelper: host['ueventHelper']} : {}),
		...(Array.isArray(host['serviceSockets']) ? {serviceSockets: host['serviceSockets'].filter(isText)} : {}),
		...(isHostProcesses(host['processes']) ? {processes: host['processes']} : {}),
		...(isRecord(host['links']) ? {links: entries(host['links'], isTextOrNull, one => one)} : {}),
		...(isRecord(host['sources']) ? {sources: entries(host['sources'], isMountedSource, one => one)} : {}),
	};
}

/** Read separately: older snapshots only have the active manager. */
function readFirewall(given: unknown): Known<Firewall> {
	const managers = readKnown<Omit<Firewall, 'rules'>>('firewall', given, fields({ufw: orNull(flag), firewalld: orNull(flag)}));
	if (!managers.known) return managers;
	const value = isRecord(given) && isRecord(given['value']) ? given['value'] : {};
	const {ufw, firewalld} = managers.value;
	return known({ufw, firewalld, rules: readKnown<PacketFilter>('firewall', value['rules'], packetFilter)});
}

/** Levels of what a snapshot holds: options of the daemon are nested, and a hostile file is as deep as it likes. */
const deepest = 12;

function withSafeTexts(value: Record<string, unknown>, levels: number): Record<string, unknown> {
	const safe = (one: unknown, left: number): unknown => {
		if (typeof one === 'string') return sanitise(one);
		if (typeof one !== 'object' || one === null) return one;
		if (left === 0) return null;
		return Array.isArray(one) ? one.map(item => safe(item, left - 1)) : withSafeTexts({...one}, left - 1);
	};
	return Object.fromEntries(Object.entries(value).map(([name, one]) => [sanitise(name), safe(one, levels)]));
}

function readKnown<T>(name: string, value: unknown, readable: Readable): Known<T> {
	if (!isRecord(value)) return unreadable(name);
	if (value['known'] === true && holds<T>(value['value'], readable)) return {known: true, value: value['value']};
	return value['known'] === false && isBlindSpot(value['reason']) ? {known: false, reason: value['reason']} : unreadable(name);
}

const unreadable = (name: string) => {
	const reason: BlindSpot = {source: `host:${name}`, reason: 'the snapshot has no readable value for it'};
	return {known: false, reason} as const;
};

function entries<One, Kept>(value: unknown, isOne: (one: unknown) => one is One, keep: (one: One) => Kept): Record<string, Kept> {
	const given = isRecord(value) ? Object.entries(value) : [];
	return Object.fromEntries(given.flatMap(([name, one]) => (isOne(one) ? [[name, keep(one)]] : [])));
}

const holds = <T>(value: unknown, readable: Readable): value is T => readable(value);
/** Texts have been made safe above. */
const isText = (value: unknown): value is SafeText => typeof value === 'string';
const isTextOrNull = (value: unknown): value is SafeText | null => value === null || isText(value);
const textOrNull = (value: unknown): SafeText | null => (isText(value) ? value : null);
const isMountedSource = (value: unknown): value is MountedSource => mountedSource(value);
const isBlindSpot = (value: unknown): value is BlindSpot => fields({source: text, reason: text})(value);

const listOf =
	(of: Readable): Readable =>
	value =>
		Array.isArray(value) && value.every(of);
const orNull =
	(of: Readable): Readable =>
	value =>
		value === null || of(value);
const oneOf =
	(...words: readonly unknown[]): Readable =>
	value =>
		words.includes(value);

const file = fields({
	path: text,
	exists: flag,
	realPath: orNull(text),
	mode: number,
	uid: number,
	gid: number,
	kind: oneOf('file', 'directory', 'socket', 'other'),
	writableParent: orNull(text),
});
const socket = fields({
	protocol: oneOf('tcp', 'udp'),
	family: oneOf(4, 6),
	address: text,
	port: number,
	process: orNull(text),
});
const isHostProcesses = (value: unknown): value is readonly HostProcess[] => hostProcesses(value);
const hostProcesses = listOf(fields({uid: number, gid: number, capabilities: listOf(oneOf(...capabilityNames))}));
const owner = fields({uid: number, gid: number, mode: number});
const mountedSource = fields({
	kind: oneOf('file', 'directory', 'socket', 'other', 'missing'),
	runtimeSocket: orNull(text),
	socket: orNull(owner),
	owner: optional(owner),
	homes: optional(listOf(owner)),
	secrets: optional(listOf(listOf(owner))),
	way: optional(listOf(owner)),
	apart: optional(oneOf(true)),
	below: optional(listOf(fields({path: text, owner}))),
	doubt: orNull(text),
});
const auditRules = fields({
	source: oneOf('kernel', 'files'),
	enabled: orNull(flag),
	watched: listOf(fields({path: text, realPath: text, tree: flag, never: optional(flag)})),
});
const daemon = fields({
	path: text,
	fileExists: flag,
	options: isRecord,
	onCommandLine: optional(listOf(text)),
	binary: orNull(text),
	pid: number,
	uid: number,
});
