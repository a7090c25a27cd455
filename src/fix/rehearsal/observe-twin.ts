import {setTimeout as sleep} from 'node:timers/promises';
import {
	type Capability,
	type ContainerInspect,
	containerSockets,
	decodeCapabilities,
	EngineError,
	type ListeningSocket,
	openTree,
	type ProcessFacts,
	processesOfGroup,
	readStatus,
} from '../../base/index.js';
import {processesOnHost} from '../evidence/host-processes.js';
import {topProcesses} from '../evidence/top.js';
import type {RehearsalSession} from './rehearsal-session.js';

/** The state of a twin at one moment. */
export type TwinSnapshot = {
	readonly running: boolean;
	readonly exitCode: number;
	readonly outOfMemory: boolean;
	readonly pid: number;
	/** `healthy`, `starting`, `unhealthy`, or `none` without a health check. */
	readonly health: string;
	/** `nginx:33:33`: short name, uid and gid. The gid reveals a worker that could not leave root's group. */
	readonly classes: ReadonlySet<string>;
	/** A process has capabilities that it may use, whatever its current user. */
	readonly privileged: boolean;
	/** Capabilities that processes kept when they dropped the rest: their own view of what they need. */
	readonly kept: ReadonlySet<Capability>;
	/** `tcp/80`; empty when not visible. */
	readonly ports: ReadonlySet<string>;
	/** Those that listen only on loopback addresses. */
	readonly loopback: ReadonlySet<string>;
};

/** Where a twin is observed. */
type TwinSource = Pick<RehearsalSession, 'reader' | 'local' | 'facts'>;

/** Milliseconds within which an engine notices that a container's processes have ended. */
const noticed = 2000;

/**
 * Observes a twin without entering it: its state through the engine, its processes and sockets through /proc if the engine is local.
 *
 * @throws EngineError if the engine refuses to report on a running twin
 */
export async function observeTwin(place: TwinSource, id: string): Promise<TwinSnapshot> {
	let refusedAt = Number.POSITIVE_INFINITY;
	for (;;) {
		const {State: state = {}} = await place.reader.inspect(id);
		try {
			return await look(place, id, state);
		} catch (error) {
			// It may have ended between the two requests: the engine then lists no processes, and its next state has the exit status.
			refusedAt = Math.min(refusedAt, Date.now());
			if (!(error instanceof EngineError) || Date.now() - refusedAt > noticed) throw error;
			await sleep(50);
		}
	}
}

async function look(place: TwinSource, id: string, state: NonNullable<ContainerInspect['State']>): Promise<TwinSnapshot> {
	const pid = state.Pid ?? 0;
	const running = state.Running === true && state.Restarting !== true;
	const sockets = running && place.local ? listening(pid) : [];
	const held = running && place.local ? heldCapabilities(pid) : [];
	const outside = portsOf(sockets.filter(({address}) => !isLoopback(address)));
	return {
		running,
		exitCode: state.ExitCode ?? 0,
		outOfMemory: state.OOMKilled === true,
		pid,
		health: state.Health?.Status || 'none',
		classes: running ? new Set(classesOf(await processes(place, id, pid))) : new Set(),
		privileged: held.some(({permitted}) => permitted.size > 0),
		kept: new Set(held.flatMap(({permitted, bounding}) => (permitted.size < bounding ? [...permitted] : []))),
		ports: portsOf(sockets),
		loopback: new Set([...portsOf(sockets)].filter(port => !outside.has(port))),
	};
}

/** Short-lived helpers say nothing about a service, unless there is nothing else. */
export function classesOf(list: readonly ProcessFacts[]): string[] {
	const own = list.filter(one => !isRuntime(one.command));
	const lasting = own.filter(one => !isPassing(one.command));
	return (lasting.length > 0 ? lasting : own).map(one => `${one.command}:${one.uid ?? one.user}:${one.gid ?? ''}`);
}

const isPassing = (command: string): boolean => /^(sleep|date|cat|grep|sed|awk|ps)$/.test(command);
/** Before the first exec the process has the runtime's name. */
const isRuntime = (command: string): boolean => /^(runc.*|crun|exe|docker-init)$/.test(command);

async function processes({reader, local, facts}: TwinSource, id: string, pid: number): Promise<readonly ProcessFacts[]> {
	const list = local ? processesOnHost(openTree('/'), pid) : null;
	if (list?.known) return list.value;
	return topProcesses(await reader.top(id), facts.namespaces.user.kind !== 'host');
}

/** Per process. One that only changed its effective user still has the full permitted set. @source capabilities(7) */
function heldCapabilities(pid: number): {permitted: ReadonlySet<Capability>; bounding: number}[] {
	const tree = openTree('/');
	return processesOfGroup(tree, pid).map(one => {
		const status = readStatus(tree, one);
		const set = (name: string): ReadonlySet<Capability> => decodeCapabilities(status?.field(name) ?? '') ?? new Set();
		return {permitted: set('CapPrm'), bounding: set('CapBnd').size};
	});
}

/** In the kernel's default `net.ipv4.ip_local_port_range`. */
const firstEphemeral = 32_768;

/** UDP ports in the ephemeral range are skipped: resolvers open them briefly. */
function listening(pid: number): ListeningSocket[] {
	const {own} = containerSockets(openTree('/'), pid);
	return (own.known ? own.value : []).filter(({protocol, port}) => protocol === 'tcp' || port < firstEphemeral);
}

const portsOf = (sockets: readonly ListeningSocket[]): Set<string> =>
	new Set(sockets.map(({protocol, port}) => `${protocol}/${port}`));
const isLoopback = (address: string): boolean => /^(127\.|::1$|::ffff:127\.)/.test(address);

/** Meaningful ports: one in the ephemeral range is random, unless the original has the very same. */
export const lastingPorts = (ports: ReadonlySet<string>, original: ReadonlySet<string>): Set<string> =>
	new Set([...ports].filter(port => Number(port.split('/')[1]) < firstEphemeral || original.has(port)));

/** What is wanted but missing, in order. */
export const missingFrom = (wanted: ReadonlySet<string>, there: ReadonlySet<string>): string[] =>
	[...wanted].filter(one => !there.has(one)).sort();
