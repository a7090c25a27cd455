import {type Known, known} from '../answers/index.js';
import type {FileFacts, HostFacts} from '../facts/index.js';
import {forEachInSlices, yieldToEventLoop} from '../lib/spread-work.js';
import {readAuditRules} from './audit-rules.js';
import {type DaemonProcess, findDaemon} from './daemon-process.js';
import {lookAtFile} from './file-facts.js';
import {readFirewall} from './firewall/read-firewall.js';
import {searchHostProcesses} from './host-processes.js';
import type {HostTree} from './host-tree.js';
import {readSecurityModules, readSysctls} from './kernel.js';
import {isInOurNetwork, nameOwners, readSockets, searchOwners, withOwners} from './listening-sockets.js';
import {processIds, readStatus, runsProgram, searchNames} from './process-table.js';
import {runtimePrograms} from './runtime-sockets.js';
import {findUnits} from './unit-files.js';

export type HostServices = {
	readonly daemon: Known<DaemonProcess>;
	/** Processes that have the name of a container runtime. */
	readonly runtimes: readonly number[];
	readonly facts: Listeners &
		Pick<
			HostFacts,
			'auditRules' | 'units' | 'certificates' | 'dockerProxies' | 'firewall' | 'processes' | 'sysctls' | 'securityModules'
		>;
};

type Listeners = Pick<HostFacts, 'daemonListens' | 'hostListens'>;

const NAMES = new Set([...runtimePrograms, 'docker-proxy', 'firewalld']);

/** Finds the process behind the engine's socket and reads listening sockets, packet filter, audit rules and units: most of the time of `readHost`. */
export async function readHostServices(tree: HostTree, socketPath: string | null): Promise<HostServices> {
	const names = searchNames(NAMES);
	const ofHost = searchHostProcesses(tree);
	const pids = processIds(tree);
	await forEachInSlices(pids, pid => {
		const status = readStatus(tree, pid);
		if (status === null) return;
		names.lookAt(pid, status.name);
		ofHost.lookAt(pid, status);
	});
	const named = (name: string) => names.found.get(name) ?? [];
	await yieldToEventLoop();
	const daemon = findDaemon(tree, named('dockerd'), socketPath);
	await yieldToEventLoop();
	const auditRules = readAuditRules(tree);
	const firewall = readFirewall(tree, {
		firewalld: named('firewalld').filter(pid => readStatus(tree, pid)?.nestedPidNamespaces === 0),
		sameNetwork: daemon.known && isInOurNetwork(tree, daemon.value.pid) === true,
	});
	await yieldToEventLoop();
	const listeners = await readListeners(tree, daemon, pids);
	await yieldToEventLoop();
	const processes = ofHost.found();
	const facts = {
		units: findUnits(tree),
		certificates: readCertificates(tree),
		...listeners,
		...(processes === null ? {} : {processes}),
		dockerProxies: countProxies(tree, daemon, named('docker-proxy')),
		sysctls: readSysctls(tree),
		securityModules: readSecurityModules(tree),
		auditRules: await auditRules,
		firewall: await firewall,
	};
	return {daemon, runtimes: runtimePrograms.flatMap(named), facts};
}

/**
 * Ports are in the engine's network namespace: a rootless engine, for example, has its own. Where its process is not known, as through
 * a proxy of its socket, the sockets of our own namespace are not its sockets.
 */
async function readListeners(tree: HostTree, daemon: Known<DaemonProcess>, pids: readonly number[]): Promise<Listeners> {
	if (!daemon.known) return {daemonListens: daemon, hostListens: daemon};
	const sockets = readSockets(tree, `/proc/${daemon.value.pid}/net`);
	if (!sockets.known) return {daemonListens: sockets, hostListens: sockets};
	const search = searchOwners(tree, sockets.value);
	await forEachInSlices(pids, search.lookAt);
	const hostListens = known(withOwners(sockets.value, search.owners));
	const mayLook = tree.list(`/proc/${daemon.value.pid}/fd`);
	if (!mayLook.known) return {daemonListens: mayLook, hostListens};
	const held = nameOwners(tree, sockets.value, [daemon.value.pid]);
	const own = sockets.value.filter(({inode, protocol}) => protocol === 'tcp' && held.has(inode));
	return {daemonListens: known(withOwners(own, held)), hostListens};
}

/** A real docker-proxy is a child of the daemon; a container process with that name is not. */
function countProxies(tree: HostTree, daemon: Known<DaemonProcess>, pids: readonly number[]): Known<number> {
	if (!daemon.known) return daemon;
	const own = pids.filter(
		pid => readStatus(tree, pid)?.parent === daemon.value.pid && runsProgram(tree, pid, 'docker-proxy') !== false,
	);
	return known(own.length);
}

const DIRECTORY = '/etc/docker/certs.d';

/** Certificates and keys that the engine uses with registries: `<registry>/ca.crt`, `client.cert`, `client.key`. */
function readCertificates(tree: HostTree): HostFacts['certificates'] {
	const registries = tree.list(DIRECTORY);
	if (!registries.known) return registries;
	const found: FileFacts[] = [];
	for (const registry of registries.value ?? []) {
		const names = tree.list(`${DIRECTORY}/${registry}`);
		if (!names.known) return names;
		for (const name of names.value ?? []) {
			if (!/\.(?:crt|cert|key)$/.test(name)) continue;
			const file: Known<FileFacts> = lookAtFile(tree, `${DIRECTORY}/${registry}/${name}`);
			if (!file.known) return file;
			found.push(file.value);
		}
	}
	return known(found);
}
