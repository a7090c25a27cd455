import {type ConfigFiles, optionName, type Started, sanitise} from '../../base/index.js';
import {type Evidence, sizeOf} from '../../judge/index.js';

/** What a program is set up to use, in bytes, with the settings that say so. */
export type Declared = {readonly bytes: number; readonly evidence: readonly Evidence[]};

/** What can be seen of a container's settings. */
export type Settings = {
	readonly started: Started;
	readonly files: ConfigFiles;
	/** How many processes with a name like this run; at least one. */
	readonly count: (program: RegExp) => number;
};

export const mebi = 1024 * 1024;

/** A setting, with where it was read. */
export type FoundSetting = {readonly value: string; readonly evidence: Evidence};

/** The last of an option of the command; else of the files, in which its name may stand below a section. */
export function settingOf({started, files}: Settings, name: string): FoundSetting | null {
	const key = optionName(name);
	const typed = started.options.get(key)?.at(-1)?.[0];
	if (typed !== undefined) return found('inspect', 'Config.Cmd', key, typed);
	for (const file of [...files.values()].reverse()) {
		const setting = file.known
			? file.value?.settings.findLast(
					one => one.name === name || optionName(one.name).endsWith(`.${key}`) || optionName(one.name) === key,
				)
			: undefined;
		if (setting !== undefined) return found('file', `${setting.path}:${setting.line}`, name, String(setting.value));
	}
	return null;
}

/** Whether a file of settings could not be read, or leads to others: then a size may be set that was not seen. */
const isPartlyUnread = ({files}: Settings): boolean =>
	[...files.values()].some(file => !file.known || file.value?.settings.some(({name}) => name.startsWith('include')) === true);

/** The last word of the commands and variables that fits: `512m` of `-Xmx512m`. @param pattern  with the value as its first group */
function wordOf({started}: Settings, pattern: RegExp): FoundSetting | null {
	const word = started.commands.flat().findLast(one => pattern.test(one));
	const value = word === undefined ? undefined : pattern.exec(word)?.[1];
	return word === undefined || value === undefined
		? null
		: {value, evidence: {source: 'inspect', path: 'Config', value: sanitise(word)}};
}

const found = (source: string, path: string, name: string, value: string): FoundSetting => ({
	value,
	evidence: {source, path: sanitise(path), value: sanitise(`${name} ${value}`)},
});

/** Bytes of `256MB`, `1g`; a plain number is counted in `unit` bytes. */
function bytesOf(one: FoundSetting | null, unit = 1): number | null {
	if (one === null) return null;
	return /^\d+$/.test(one.value) ? Number(one.value) * unit : sizeOf(one.value);
}

function numberOf(one: FoundSetting | null, otherwise: number): number {
	const number = one === null ? Number.NaN : Number(one.value);
	return Number.isFinite(number) ? number : otherwise;
}

const evidenceOf = (...all: readonly (FoundSetting | null)[]): Evidence[] =>
	all.flatMap(one => (one === null ? [] : [one.evidence]));

/** `fork` copies every page that a client changes meanwhile, so twice the data. @source redis.io, persistence; memory optimization */
export function redisSize(settings: Settings): Declared | null {
	const most = settingOf(settings, 'maxmemory');
	const bytes = bytesOf(most);
	// 0 is none.
	return bytes === null || bytes === 0 ? null : {bytes: 2 * bytes + 64 * mebi, evidence: evidenceOf(most)};
}

/** A backend takes some 10 MB besides `work_mem`. @source postgresql.org/docs, 19.4 resource consumption */
export function postgresSize(settings: Settings): Declared | null {
	const shared = settingOf(settings, 'shared_buffers');
	const buffers = bytesOf(shared, 8192);
	if (buffers === null || isPartlyUnread(settings)) return null;
	const work = settingOf(settings, 'work_mem');
	const connections = settingOf(settings, 'max_connections');
	const upkeep = settingOf(settings, 'maintenance_work_mem');
	const workers = numberOf(settingOf(settings, 'autovacuum_max_workers'), 3);
	const each = (bytesOf(work, 1024) ?? 4 * mebi) + 10 * mebi;
	return {
		bytes: buffers + numberOf(connections, 100) * each + (workers + 1) * (bytesOf(upkeep, 1024) ?? 64 * mebi) + 64 * mebi,
		evidence: evidenceOf(shared, work, connections, upkeep),
	};
}

/** A connection takes up to some 3 MB, the rest of the server some 400. @source dev.mysql.com/doc, how MySQL uses memory */
export function mysqlSize(settings: Settings): Declared | null {
	const pool = settingOf(settings, 'innodb_buffer_pool_size');
	const bytes = bytesOf(pool);
	if (bytes === null) return null;
	const connections = settingOf(settings, 'max_connections');
	const keys = settingOf(settings, 'key_buffer_size');
	return {
		bytes: Math.ceil(1.1 * bytes) + (bytesOf(keys) ?? 128 * mebi) + numberOf(connections, 151) * 3 * mebi + 400 * mebi,
		evidence: evidenceOf(pool, connections, keys),
	};
}

/** @source mongodb.com/docs, wiredTigerCacheSizeGB: the cache only; up to 1 MB of stack per connection, sorts of 100 MB */
export function mongoSize(settings: Settings): Declared | null {
	const cache = settingOf(settings, 'wiredTigerCacheSizeGB') ?? settingOf(settings, 'cachesizegb');
	const gigabytes = cache === null ? Number.NaN : Number(cache.value);
	return Number.isFinite(gigabytes) && cache !== null
		? {bytes: Math.ceil(1.2 * gigabytes * 1024 * mebi) + 768 * mebi, evidence: [cache.evidence]}
		: null;
}

/** 64 MB of items where no `-m` says otherwise. @source memcached(1) */
export function memcachedSize(settings: Settings): Declared {
	const option = settingOf(settings, 'm') ?? settingOf(settings, 'memory-limit');
	const items = numberOf(option, 64);
	const evidence = option?.evidence ?? {source: 'knowledge', path: 'memcached', value: '-m 64, its default'};
	return {bytes: Math.ceil(1.25 * items * mebi) + 64 * mebi, evidence: [evidence]};
}

/** The heap, and besides it classes, compiled code, stacks and direct buffers. @source java(1), -Xmx, -XX:MaxDirectMemorySize */
export function jvmSize(settings: Settings): Declared | null {
	const heap = wordOf(settings, /^-(?:Xmx|XX:MaxHeapSize=)(\d+[kmgt]?)$/i) ?? heapVariable(settings);
	const bytes = bytesOf(heap);
	if (bytes === null) return null;
	const direct = wordOf(settings, /^-XX:MaxDirectMemorySize=(\d+[kmgt]?)$/i);
	const beyond = Math.max(384 * mebi, Math.ceil(bytes / 2), 384 * mebi + (bytesOf(direct) ?? 0));
	return {bytes: settings.count(/^java$/) * (bytes + beyond), evidence: evidenceOf(heap, direct)};
}

/** Variables from which start scripts make `-Xmx`. @source cassandra-env.sh; bin/solr; neo4j docker */
function heapVariable({started: {env}}: Settings): FoundSetting | null {
	for (const name of ['MAX_HEAP_SIZE', 'JVM_XMX', 'NEO4J_server_memory_heap_max__size', 'NEO4J_dbms_memory_heap_max__size']) {
		const value = env.get(name);
		if (value !== undefined && /^\d+[kmgt]?$/i.test(value)) return found('inspect', 'Config.Env', name, value);
	}
	return null;
}

/** Of one process. @source nodejs.org, --max-old-space-size (in MiB); the young generation and native memory come on top */
export function nodeSize(settings: Settings): Declared | null {
	const old = wordOf(settings, /^--max[-_]old[-_]space[-_]size=(\d+)$/) ?? settingOf(settings, 'max-old-space-size');
	const size = bytesOf(old, mebi);
	return size === null || old === null
		? null
		: {
				bytes: settings.count(/^(?:node|MainThread|node-MainThread)$/) * (Math.ceil(1.25 * size) + 128 * mebi),
				evidence: [old.evidence],
			};
}

/** `DOTNET_GCHeapHardLimit`, hexadecimal. @source learn.microsoft.com, runtime configuration options for garbage collection */
export function dotnetSize({started: {env}}: Settings): Declared | null {
	for (const name of ['DOTNET_GCHeapHardLimit', 'COMPlus_GCHeapHardLimit']) {
		const value = env.get(name);
		if (value === undefined || !/^(?:0x)?[\da-f]{1,12}$/i.test(value)) continue;
		const bytes = Number.parseInt(value.replace(/^0x/i, ''), 16);
		return {bytes: Math.ceil(1.5 * bytes) + 128 * mebi, evidence: [found('inspect', 'Config.Env', name, value).evidence]};
	}
	return null;
}
