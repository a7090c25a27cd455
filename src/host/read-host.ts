import {type Known, known, unknown} from '../answers/index.js';
import type {FileFacts, HostFacts} from '../facts/index.js';
import type {SafeText} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import {membersOfGroup} from './accounts.js';
import {readAuditRules} from './audit-rules.js';
import {findBinaries} from './binaries.js';
import {readCertificates} from './certificates.js';
import {configurationOf, type DaemonProcess, findDaemon} from './daemon-process.js';
import {dataRootIsMount} from './data-root.js';
import type {EngineOnHost} from './engine-on-host.js';
import {lookAtFile} from './file-facts.js';
import {readFirewall} from './firewall.js';
import {type HostTree, openTree} from './host-tree.js';
import {inTurns, turn} from './in-turns.js';
import {judgedPaths} from './judged-paths.js';
import {readSecurityModules, readSysctls} from './kernel.js';
import {nameOwners, readSockets, searchOwners, withOwners} from './listening-sockets.js';
import {processIds, readStatus, runsProgram, searchNames} from './process-table.js';
import {findUnits} from './unit-files.js';

const NAMES = new Set(['dockerd', 'docker-proxy', 'firewalld']);

/**
 * Reads what this host shows of the engine: files, audit rules, units, the daemon's own process, who listens, the packet filter.
 *
 * Call it only when the engine is proven to run on this machine. It changes nothing, costs some 30 ms, and every part that cannot
 * be seen (no root, no such file system) says why.
 *
 * @param root  `/`; another directory holds an authored tree, of which programs are not asked
 */
export async function readHost({engine, root = '/'}: {engine: EngineOnHost; root?: string}): Promise<HostFacts> {
	const tree = openTree(root);
	const audit = readAuditRules(tree);
	const named = searchNames(tree, NAMES);
	const pids = processIds(tree);
	await inTurns(pids, named.lookAt);
	const processes = named.found;
	const daemon = findDaemon(tree, processes.get('dockerd') ?? [], engine.socketPath);
	const firewall = readFirewall(tree, {
		firewalld: (processes.get('firewalld') ?? []).filter(pid => readStatus(tree, pid)?.nestedPidNamespaces === 0),
		sameNetwork: daemon.known && sharesNetwork(tree, daemon.value.pid),
	});
	await turn();

	const configuration = daemon.known ? readConfiguration(tree, daemon.value) : daemon;
	const units = findUnits(tree);
	const binaries = findBinaries(tree, engine, daemon);
	const containerdSocket = findContainerdSocket(tree, engine, configuration);
	const paths = judgedPaths({engine, configuration, units, binaries, containerdSocket});
	const files = Object.fromEntries(paths.map(path => [path, lookAtFile(tree, path)]));
	await turn();

	return {
		unseen: null,
		files,
		auditRules: await audit,
		daemon: configuration,
		binaries,
		units,
		socketGroup: socketGroup(tree, engine.socketPath, files),
		socketPath: safely(engine.socketPath),
		containerdSocket: safely(containerdSocket),
		dataRoot: safely(engine.rootDirectory),
		dataRootIsMount: dataRootIsMount(tree, engine.rootDirectory),
		certificates: readCertificates(tree),
		...(await listeners(tree, daemon, pids)),
		dockerProxies: countProxies(tree, daemon, processes.get('docker-proxy') ?? []),
		firewall: await firewall,
		sysctls: readSysctls(tree),
		securityModules: readSecurityModules(tree),
	};
}

const safely = (text: string | null): SafeText | null => (text === null ? null : sanitise(text));

function readConfiguration(tree: HostTree, daemon: DaemonProcess): HostFacts['daemon'] {
	const read = configurationOf(tree, daemon);
	if (!read.known) return read;
	const {path, fileExists, options} = read.value;
	const {pid, uid, binary} = daemon;
	return known({path: sanitise(path), fileExists, options, binary: safely(binary), pid, uid});
}

/** dockerd starts a containerd of its own below its exec root where the system's one does not run. */
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

/** The engine's network namespace is where its ports are: a rootless engine, say, has one of its own. */
async function listeners(
	tree: HostTree,
	daemon: Known<DaemonProcess>,
	pids: readonly number[],
): Promise<Pick<HostFacts, 'daemonListens' | 'hostListens'>> {
	const sockets = readSockets(tree, daemon.known ? `/proc/${daemon.value.pid}/net` : '/proc/net');
	if (!sockets.known) return {daemonListens: daemon.known ? sockets : daemon, hostListens: sockets};
	const search = searchOwners(tree, sockets.value);
	await inTurns(pids, search.lookAt);
	const hostListens = known(withOwners(sockets.value, search.owners));
	if (!daemon.known) return {daemonListens: daemon, hostListens};
	const mayLook = tree.list(`/proc/${daemon.value.pid}/fd`);
	if (!mayLook.known) return {daemonListens: mayLook, hostListens};
	const held = nameOwners(tree, sockets.value, [daemon.value.pid]);
	const own = sockets.value.filter(({inode, protocol}) => protocol === 'tcp' && held.has(inode));
	return {daemonListens: known(withOwners(own, held)), hostListens};
}

/** A docker-proxy is a child of the daemon: a process of a container that took its name is not. */
function countProxies(tree: HostTree, daemon: Known<DaemonProcess>, pids: readonly number[]): Known<number> {
	if (!daemon.known) return daemon;
	const own = pids.filter(
		pid => readStatus(tree, pid)?.parent === daemon.value.pid && runsProgram(tree, pid, 'docker-proxy') !== false,
	);
	return known(own.length);
}

function sharesNetwork(tree: HostTree, pid: number): boolean {
	const ours = tree.link('/proc/self/ns/net');
	const theirs = tree.link(`/proc/${pid}/ns/net`);
	return ours.known && theirs.known && ours.value !== null && ours.value === theirs.value;
}
