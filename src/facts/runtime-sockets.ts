import type {SafeText} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import type {FactsContext} from './context.js';
import type {EngineKind} from './engine-facts.js';
import {canonical, isWithin} from './host-paths.js';
import {string} from './read.js';

/**
 * The socket of a container runtime that the source is, or that lies below it: whoever connects to it starts a container with the
 * whole host in it. A read-only mount does not help, connecting is no write.
 *
 * A parent directory counts for the sockets that this engine really has (its own, its containerd's) and for the usual places.
 * `/var` does not: `/var/run` in it is a link to `/run`, which leads into the container's own `/run`.
 */
export function runtimeSocket(source: string, {engine, engineSocket}: FactsContext): SafeText | null {
	const path = canonical(source);
	if (SOCKET_NAME.test(path)) return sanitise(path);
	const own = engineSocket == null || engineSocket === '' ? null : canonical(engineSocket);
	const containerd = string(engine.raw.info?.Containerd?.Address);
	const sockets = [own, ...USUAL_SOCKETS[engine.kind], containerd === '' ? null : canonical(containerd), ...OTHER_SOCKETS];
	for (const socket of sockets) if (socket !== null && isWithin(socket, path)) return sanitise(socket);
	return ROOTLESS_SOCKET.test(path) ? sanitise(path) : null;
}

/** Wherever it lies: Docker Desktop, Colima and Rancher Desktop keep theirs in a home. */
const SOCKET_NAME =
	/\/(docker|containerd|podman|crio|buildkitd|cri-dockerd|balena-engine|dockershim|nerdctl|finch|frakti)\.(raw\.)?sock(\.raw)?$|\/docker\.proxy\.sock$/;

const USUAL_SOCKETS: Readonly<Record<EngineKind, readonly string[]>> = {
	docker: ['/run/docker.sock', '/run/containerd/containerd.sock'],
	podman: ['/run/podman/podman.sock'],
};

/** Of engines and of what stands beside them, canonical. */
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
