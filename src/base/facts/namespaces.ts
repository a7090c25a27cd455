import type {ContainerInspect, HostConfig} from '../answers/index.js';
import {type SafeText, sanitise} from '../text/safe-text.js';
import type {FactsContext} from './context.js';
import type {EngineFacts} from './engine-facts.js';
import {string} from './read.js';

/**
 * The namespace that the container is in, once `container:<id>` has been followed to the end.
 * `unresolved`: the container it refers to is not visible, or the chain is a cycle.
 */
export type Namespace =
	| {readonly kind: 'private'}
	| {
			readonly kind: 'host';
			/** Names of the containers passed on the way, empty when it is set directly. */
			readonly through: readonly SafeText[];
			/** Not the host's, but that of the engine, where this has its own. */
			readonly ofEngine?: true;
	  }
	| {readonly kind: 'container'; readonly id: string; readonly name: SafeText}
	| {readonly kind: 'shareable'}
	| {readonly kind: 'none'}
	| {readonly kind: 'unresolved'; readonly reason: string};

export type NamespaceFacts = {
	readonly network: Namespace;
	readonly pid: Namespace;
	readonly ipc: Namespace;
	readonly uts: Namespace;
	/** `host` also when the engine does not use userns-remap. */
	readonly user: Namespace;
	readonly cgroup: Namespace;
};

type Mode = 'NetworkMode' | 'PidMode' | 'IpcMode' | 'UTSMode';

const PRIVATE: Namespace = {kind: 'private'};

/** The effective namespaces, after `container:<id>` was followed to its owner. */
export function namespaceFacts(inspect: ContainerInspect, context: FactsContext): NamespaceFacts {
	return {
		network: networkNamespace(inspect, context),
		pid: resolve(inspect, 'PidMode', context.containers),
		ipc: resolve(inspect, 'IpcMode', context.containers),
		uts: resolve(inspect, 'UTSMode', context.containers),
		user: userNamespace(string(inspect.HostConfig?.UsernsMode), context.engine),
		cgroup: cgroupNamespace(inspect.HostConfig ?? {}, context.engine),
	};
}

function networkNamespace(inspect: ContainerInspect, {containers, engine}: FactsContext): Namespace {
	const network = resolve(inspect, 'NetworkMode', containers);
	return network.kind === 'host' && engine.ownNetwork ? {...network, ofEngine: true} : network;
}

/**
 * The container whose network this one uses, after following each `container:<id>`; itself when it has its own network, `null`
 * when a container in the chain is not visible.
 */
export function networkOwner(inspect: ContainerInspect, containers: FactsContext['containers']): ContainerInspect | null {
	const network = resolve(inspect, 'NetworkMode', containers);
	if (network.kind === 'container') return containers?.get(network.id) ?? null;
	return network.kind === 'unresolved' ? null : inspect;
}

/** Follows `container:<id>` to the owner of the namespace: if that one uses the host's, so do all that join it. */
function resolve(inspect: ContainerInspect, field: Mode, containers: FactsContext['containers']): Namespace {
	const through: SafeText[] = [];
	const seen = new Set([inspect]);
	let current = inspect;
	for (;;) {
		const malformed = current.UnreadableFields?.[`HostConfig.${field}`];
		if (malformed !== undefined) return unresolved(`${field} is malformed: ${malformed}`);
		const mode = string(current.HostConfig?.[field]);
		if (mode === 'host') return {kind: 'host', through};
		const target = /^(?:container|service):(.+)$/.exec(mode)?.[1];
		if (target === undefined) return current === inspect ? ownNamespace(mode) : owner(current);
		const next = find(target, containers);
		if (next === null) return unresolved(`container ${target.slice(0, 12)}, whose namespace it joins, is not visible`);
		if (seen.has(next)) return unresolved('containers that join each other in a cycle');
		seen.add(next);
		through.push(nameOf(next));
		current = next;
	}
}

function ownNamespace(mode: string): Namespace {
	if (mode === 'none' || mode === 'shareable') return {kind: mode};
	// Podman joins a namespace by path.
	if (mode.startsWith('ns:')) return unresolved(`joins the namespace at ${mode.slice(3)}`);
	return PRIVATE;
}

const owner = (container: ContainerInspect): Namespace => ({
	kind: 'container',
	id: sanitise(string(container.Id)),
	name: nameOf(container),
});
const unresolved = (reason: string): Namespace => ({kind: 'unresolved', reason: sanitise(reason)});
const nameOf = (container: ContainerInspect): SafeText =>
	sanitise(string(container.Name).replace(/^\//, '') || string(container.Id));

/** Docker stores the full id; Podman and hand-written answers may hold a name or part of the id. */
function find(target: string, containers: FactsContext['containers']): ContainerInspect | null {
	const exact = containers?.get(target);
	if (exact !== undefined) return exact;
	if (/^[\da-f]{64}$/.test(target)) return null;
	for (const [id, container] of containers ?? [])
		if (string(container.Name).replace(/^\//, '') === target || (target.length >= 12 && id.startsWith(target))) return container;
	return null;
}

/** Without userns-remap, uid 0 inside is uid 0 of the host: the namespace is the host's. A rootless engine runs in its user's. */
function userNamespace(mode: string, engine: EngineFacts): Namespace {
	if (engine.rootless === true) return PRIVATE;
	if (mode === 'host') return {kind: 'host', through: []};
	if (mode.startsWith('ns:')) return ownNamespace(mode);
	if (mode !== '') return PRIVATE;
	if (engine.rootless === null || engine.userns === null) return unresolved('the engine did not report whether it remaps users');
	return engine.userns ? PRIVATE : {kind: 'host', through: []};
}

/** The default is `host` on cgroup v1 and `private` on v2. @source Docker Engine API, HostConfig.CgroupnsMode */
function cgroupNamespace(config: HostConfig, engine: EngineFacts): Namespace {
	const mode = string(config.CgroupnsMode);
	if (mode === 'host') return {kind: 'host', through: []};
	if (mode !== '') return ownNamespace(mode);
	if (engine.cgroupVersion === null) return unresolved('the engine did not report its cgroup version');
	return engine.cgroupVersion === 2 ? PRIVATE : {kind: 'host', through: []};
}
