import {type Known, known, unknown} from '../answers/index.js';
import type {FileFacts, HostFacts} from '../facts/index.js';
import {SERVICE_SOCKETS} from '../facts/service-sockets.js';
import {yieldToEventLoop} from '../lib/spread-work.js';
import {type SafeText, sanitise, trusted} from '../text/safe-text.js';
import {membersOfGroup} from './accounts.js';
import {findBinaries} from './binaries.js';
import {configurationOf, type DaemonProcess} from './daemon-process.js';
import {dataRootIsMount} from './data-root.js';
import type {EngineOnHost} from './engine-on-host.js';
import {lookAtFile} from './file-facts.js';
import {readHostServices} from './host-services.js';
import {type HostTree, openTree} from './host-tree.js';
import {findRuntimeSockets, type RuntimeSockets} from './runtime-sockets.js';

type Question = {readonly engine: EngineOnHost; readonly root?: string};

/**
 * Reads what this host shows of the engine: files, audit rules, units, the daemon process, listening sockets, the packet filter.
 *
 * Only for an engine that is verified to run on this machine. Changes nothing, takes some 30 ms, and every part that cannot
 * be seen (no root, no such file system) has a reason.
 *
 * @param root  `/`; with another directory (a made-up tree) no programs are run
 */
export async function readHost({engine, root = '/'}: Question): Promise<{
	readonly facts: HostFacts;
	readonly runtimeSockets: RuntimeSockets;
}> {
	const tree = openTree(root);
	const {daemon, runtimes, facts} = await readHostServices(tree, engine.socketPath);
	await yieldToEventLoop();

	const configuration = daemon.known ? readConfiguration(tree, daemon.value) : daemon;
	const binaries = findBinaries(tree, engine, daemon);
	const containerdSocket = findContainerdSocket(tree, engine, configuration);
	const paths = judgedPaths({engine, configuration, units: facts.units, binaries, containerdSocket});
	const files = Object.fromEntries(paths.map(path => [path, lookAtFile(tree, path)]));
	await yieldToEventLoop();
	const runtimeSockets = findRuntimeSockets(tree, runtimes, [engine.socketPath, ...hostsOf(configuration), containerdSocket]);
	await yieldToEventLoop();

	return {
		facts: {
			unseen: null,
			...facts,
			...ueventHelper(tree),
			...serviceSockets(tree),
			files,
			daemon: configuration,
			binaries,
			socketGroup: socketGroup(tree, engine.socketPath, files),
			socketPath: sanitised(engine.socketPath),
			containerdSocket: sanitised(containerdSocket),
			dataRoot: sanitised(engine.rootDirectory),
			dataRootIsMount: dataRootIsMount(tree, engine.rootDirectory),
		},
		runtimeSockets,
	};
}

/** Paths of the unix sockets in the options of the engine. */
function hostsOf(configuration: HostFacts['daemon']): string[] {
	const hosts: unknown = configuration.known ? configuration.value.options['hosts'] : [];
	return Array.isArray(hosts)
		? hosts.flatMap(host => (typeof host === 'string' && /^unix:\/\/(\/.+)/.exec(host)?.[1]) || [])
		: [];
}

/** Where the kernel starts a program of the host's for each event of a device. @source linux lib/kobject_uevent.c */
function ueventHelper(tree: HostTree): Pick<HostFacts, 'ueventHelper'> {
	const seen = tree.lstat('/sys/kernel/uevent_helper');
	return seen.known ? {ueventHelper: seen.value !== null} : {};
}

/** Absent where one of them may be there and cannot be seen. */
function serviceSockets(tree: HostTree): Pick<HostFacts, 'serviceSockets'> {
	const seen = SERVICE_SOCKETS.map(({path}) => ({path, stats: tree.lstat(path)}));
	if (seen.some(({stats}) => !stats.known)) return {};
	return {
		serviceSockets: seen.flatMap(({path, stats}) => (stats.known && stats.value?.isSocket() === true ? trusted(path) : [])),
	};
}

const sanitised = (text: string | null): SafeText | null => (text === null ? null : sanitise(text));

function readConfiguration(tree: HostTree, daemon: DaemonProcess): HostFacts['daemon'] {
	const read = configurationOf(tree, daemon);
	if (!read.known) return read;
	const {pid, uid, binary} = daemon;
	return known({...read.value, path: sanitise(read.value.path), binary: sanitised(binary), pid, uid});
}

/** dockerd starts its own containerd below its exec root when the system's one is not running. */
function findContainerdSocket(tree: HostTree, engine: EngineOnHost, configuration: HostFacts['daemon']): string | null {
	if (engine.containerdAddress) return engine.containerdAddress;
	const options = configuration.known ? configuration.value.options : {};
	const execRoot = typeof options['exec-root'] === 'string' ? options['exec-root'] : '/var/run/docker';
	const candidates = [options['containerd'], `${execRoot}/containerd/containerd.sock`, '/run/containerd/containerd.sock'];
	const found = candidates.find(path => {
		const seen = typeof path === 'string' ? tree.stat(path) : null;
		return seen?.known === true && seen.value !== null;
	});
	return typeof found === 'string' ? found : null;
}

function socketGroup(tree: HostTree, path: string | null, files: HostFacts['files']): HostFacts['socketGroup'] {
	const socket: Known<FileFacts> | undefined = path === null ? undefined : files[path];
	if (socket === undefined) return unknown('host:socket', 'the engine was not reached through a unix socket of this host');
	if (!socket.known) return socket;
	return socket.value.exists ? membersOfGroup(tree, socket.value.gid) : unknown(`host:${path}`, 'there is no such file');
}

type Places = {
	readonly engine: EngineOnHost;
	readonly configuration: HostFacts['daemon'];
	readonly units: HostFacts['units'];
	readonly binaries: HostFacts['binaries'];
	readonly containerdSocket: string | null;
};

/** Paths that do not depend on the engine's settings. */
const FIXED = [
	'/etc/docker',
	'/etc/docker/daemon.json',
	'/etc/default/docker',
	'/etc/sysconfig/docker',
	'/etc/containerd/config.toml',
	'/run/containerd',
];

function judgedPaths({engine, configuration, units, binaries, containerdSocket}: Places): string[] {
	const configured = configuration.known
		? [configuration.value.path, ...['tlscacert', 'tlscert', 'tlskey'].map(name => configuration.value.options[name])]
		: [];
	const places = [...FIXED, engine.socketPath, engine.rootDirectory, containerdSocket, ...configured];
	const paths = [...places, ...Object.values(units), ...Object.values(binaries)];
	return [...new Set(paths.filter(path => typeof path === 'string'))];
}
