import {posix} from 'node:path';
import {type ContainerFacts, familyBytes, isWithin, type SafeText} from '../../../base/index.js';

/** The address of a socket as a task of a container gave it. `path`: `null` where only its length was seen. */
export type Address = {readonly path: string | null; readonly length: number};

/** A connection that a task of a container has made. */
export type Connect = Address & {
	readonly pid: number;
	/** File name of the program; `null` where that is not known. Untrusted. */
	readonly program: string | null;
	/** Short name of the task, `<...>` where the kernel has forgotten it. Untrusted. */
	readonly command: string;
	/** Started from outside: `docker exec`, a health check. */
	readonly byExec: boolean;
};
/** One that waits until it is known where it led. @param at  milliseconds by a steady clock */
export type HeldConnect = {readonly id: string; readonly connect: Connect; readonly at: number};
/** Takes a use of a runtime's socket, by its name on the host. */
export type ReportUse = (id: string, socket: SafeText, connect: Omit<Connect, keyof Address>) => void;

/** Bytes of an address of IPv4 and of IPv6. @source ip(7), ipv6(7) */
const internet: readonly number[] = [16, 28];
/** Bytes of a whole address, which some programs pass whatever the path is. @source unix(7), sizeof(struct sockaddr_un) */
const wholeAddress = 110;

/** Whether connections of a container are worth a closer look: a runtime's socket is mounted into it, or it reaches the files of the host. */
export const mayReachRuntime = ({mounts, privileged, namespaces}: Pick<ContainerFacts, 'mounts' | 'privileged' | 'namespaces'>) =>
	privileged ||
	namespaces.pid.kind === 'host' ||
	mounts.some(({runtimeSocket, socketDoubt}) => runtimeSocket !== null || socketDoubt !== null);

/**
 * The runtime's socket that an address must be of, in a container that one is mounted into, where the file that it led to cannot be seen any
 * more. `unclear`: it may be any socket, through a link too. `null`: another one.
 *
 * @param own  paths on which the container listens itself
 */
export function socketOfAddress(
	{mounts}: Pick<ContainerFacts, 'mounts'>,
	{path, length}: Address,
	own: Iterable<string>,
): SafeText | 'unclear' | null {
	const isIt = (name: string): boolean =>
		path === null
			? // With or without the zero byte at its end.
				[0, 1].includes(length - familyBytes - Buffer.byteLength(name))
			: name === posix.normalize(path) || name.endsWith(`/${posix.normalize(path)}`);
	const found = mounts.find(mount => namesInside(mount).some(isIt));
	if (found !== undefined) return found.runtimeSocket;
	if (path !== null || length === wholeAddress) return 'unclear';
	return internet.includes(length) || [...own].some(isIt) ? null : 'unclear';
}

/** Paths of a mounted runtime socket in the container, where `/var/run` may be a link. */
function namesInside({runtimeSocket, realSource, destination}: ContainerFacts['mounts'][number]): string[] {
	if (runtimeSocket === null) return [];
	const name = isWithin(runtimeSocket, realSource) ? `${destination}${runtimeSocket.slice(realSource.length)}` : destination;
	return [name, name.replace(/^\/run\//, '/var/run/'), name.replace(/^\/var\/run\//, '/run/')];
}
