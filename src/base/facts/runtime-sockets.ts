import {type SafeText, sanitise, trusted} from '../text/safe-text.js';
import type {FactsContext} from './context.js';
import type {EngineFacts, EngineKind} from './engine-facts.js';
import {canonical, isBelow, isWithin} from './host-paths.js';
import type {MountFacts} from './mount-facts.js';
import {string} from './read.js';

type SocketFacts = Pick<MountFacts, 'runtimeSocket' | 'socket' | 'socketDoubt'>;

/** A mount as it matters here. */
type Mounted = {
	/** The path as it is written, by which `FactsContext.sources` knows it. */
	readonly written: string;
	/** The same with links followed. */
	readonly real: string;
	readonly destination: string;
	/** It shows files of the host, not those of a volume in the engine's own place. */
	readonly ofHost: boolean;
	/** What is mounted below it comes along. */
	readonly submounts: boolean;
};

/**
 * The socket of a container runtime that the source is, or that lies below it: a client that connects to it starts a container with the
 * whole host in it. A read-only mount does not help, connecting is not writing.
 *
 * Where the host was looked at, what it has there decides: a file called docker.sock is no socket, and one of another name may be. Where
 * it was not (an engine reached over TCP or ssh, a snapshot without its host), source and destination are taken by their names, and
 * what looks like a socket without the name of a runtime's is in doubt.
 *
 * What has the name of a runtime's socket in another place than those stays in doubt where no process is seen that listens on it.
 *
 * A parent directory counts for the sockets that this engine really has (its own, its containerd's) and for the usual places.
 * `/var` does not: `/var/run` in it is a link to `/run`, which leads into the container's own `/run`.
 */
export function socketFacts({written, real, destination, ofHost, submounts}: Mounted, context: FactsContext): SocketFacts {
	const seen = context.sources?.get(written);
	if (!submounts && seen?.apart === true) return noSocket;
	if (seen !== undefined && seen.runtimeSocket !== null)
		return {runtimeSocket: seen.runtimeSocket, socket: seen.socket, socketDoubt: null};
	const doubt = {...noSocket, socketDoubt: seen?.doubt ?? null};
	if (!ofHost) return doubt;
	if (seen?.kind === 'file' || seen?.kind === 'other') return noSocket;
	const path = canonical(real);
	const places = seen?.lacksUsualSockets === true ? ownPlaces(context) : [...ownPlaces(context), ...usualPlaces(context)];
	// `/run` is a separate file system: a bind of `/` without what is mounted below does not bring it.
	const sockets = path === '/' && !submounts ? places.filter(place => !isWithin(place, '/run')) : places;
	const named = seen?.kind === 'directory' ? socketBelow(path, sockets) : socketAt(path, sockets);
	if (named !== null) {
		const socketDoubt = seen?.kind === 'socket' && !sockets.includes(path) ? seen.doubt : null;
		return {runtimeSocket: named, socket: seen?.socket ?? null, socketDoubt};
	}
	return seen === undefined ? byDestination(path, canonical(destination)) : doubt;
}

const noSocket: SocketFacts = {runtimeSocket: null, socket: null, socketDoubt: null};

/** Whether a canonical path has the name that a runtime gives its socket. */
export const isSocketName = (path: string): boolean => SOCKET_NAME.test(path) || OTHER_SOCKETS.includes(path);

/**
 * The program inside expects the socket where it usually is, so that is what was mounted there. It may be a directory, which an engine
 * makes of a source that is missing: no answer of the engine shows that, so it takes a look at the source to clear it.
 */
function byDestination(path: string, destination: string): SocketFacts {
	if (isSocketName(destination)) return {...noSocket, runtimeSocket: sanitise(path)};
	const looksLikeOne = [path, destination].some(one => /\.(sock|socket)$/.test(one));
	if (looksLikeOne)
		return {...noSocket, socketDoubt: trusted('the host is not visible: a container runtime may listen on this socket')};
	return HOMES_OF_ROOTLESS.test(path)
		? {...noSocket, socketDoubt: trusted('the host is not visible: a rootless engine may have its socket there')}
		: noSocket;
}

const socketAt = (path: string, sockets: readonly string[]): SafeText | null =>
	SOCKET_NAME.test(path) || sockets.includes(path) ? sanitise(path) : socketBelow(path, sockets);

function socketBelow(path: string, sockets: readonly string[]): SafeText | null {
	const below = sockets.find(socket => isBelow(socket, path));
	if (below !== undefined) return sanitise(below);
	return ROOTLESS_SOCKET.test(path) || isWithin(path, SHIM_SOCKETS) ? sanitise(path) : null;
}

/** Of this engine, canonical. */
const ownPlaces = ({engine, engineSocket}: FactsContext): string[] =>
	[engineSocket, containerdOf(engine)].flatMap(path => (path == null || path === '' ? [] : canonical(path)));

const usualPlaces = ({engine}: FactsContext): readonly string[] => [...USUAL_SOCKETS[engine.kind], ...OTHER_SOCKETS];

const containerdOf = ({raw}: EngineFacts): string => string(raw.info?.Containerd?.Address);

/** Wherever it lies: Docker Desktop, Colima and Rancher Desktop keep theirs in a home. The last is Windows' named pipe. */
const SOCKET_NAME =
	/\/(docker|containerd|podman|crio|buildkitd|cri-dockerd|balena-engine|dockershim|nerdctl|finch|frakti)\.(raw\.)?sock(\.raw)?$|\/docker\.proxy\.sock$|[/\\]pipe[/\\](docker_engine|containerd-containerd)\w*$/;

const USUAL_SOCKETS: Readonly<Record<EngineKind, readonly string[]>> = {
	docker: ['/run/docker.sock', '/run/containerd/containerd.sock'],
	podman: ['/run/podman/podman.sock'],
};

/** Of engines and their helpers, canonical. */
export const OTHER_SOCKETS: readonly string[] = [
	'/run/docker.sock',
	'/run/podman/podman.sock',
	'/run/containerd/containerd.sock',
	'/run/docker/containerd/containerd.sock',
	'/run/k3s/containerd/containerd.sock',
	'/run/crio/crio.sock',
	'/run/buildkit/buildkitd.sock',
	'/run/cri-dockerd.sock',
];

const ROOTLESS_SOCKET = /^\/run\/user\/\d+\/(docker|podman|containerd|buildkit)$/;
const HOMES_OF_ROOTLESS = /^\/run\/user(\/\d+)?$/;

/** Where a shim listens for each container: through it, as root of the host, another process starts in it. @source containerd pkg/shim */
const SHIM_SOCKETS = '/run/containerd/s';
