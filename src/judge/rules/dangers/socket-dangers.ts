import {
	type ContainerFacts,
	type EngineFacts,
	type HostFacts,
	type HostObject,
	type MountFacts,
	piece,
	type SafeText,
	safe,
	trusted,
	usualSocket,
} from '../../../base/index.js';
import type {Change} from '../../changes/change.js';
import {withoutMount} from '../../changes/mount-changes.js';
import {type DangerDraft, hop, hostRoot, inspectEvidence} from './danger.js';
import {condition, connects, enters} from './needs.js';

/** The API of a container runtime is root on its host. A read-only mount does not help: connecting is no write to the file system. */
export function socketDangers(
	container: ContainerFacts,
	engine: EngineFacts,
	host: HostFacts | null,
	mount: MountFacts,
	index: number,
): DangerDraft[] {
	const {runtimeSocket, socket, socketDoubt, destination, writable, owner, way, isFile, realSource} = mount;
	if (runtimeSocket === null) return [];
	const name = piece(runtimeSocket, runtimeSocket.lastIndexOf('/') + 1);
	return [
		{
			id: `socket:${destination}`,
			kind: 'socket',
			about: destination,
			severity: 'critical',
			needs: [
				connects({
					...(socket === null
						? notLookedAt(runtimeSocket, engine, host)
						: {...socket, name: runtimeSocket, ofEngine: engine.rootless === true}),
					fixed: !writable,
				}),
				...(owner === null || isFile
					? []
					: [enters({...owner, name: realSource, fixed: !writable, ofEngine: engine.rootless === true})]),
				...way.map(directory => enters({...directory, name: safe`a directory below ${realSource}`, fixed: !writable})),
				...(socketDoubt === null ? [] : [condition('unknown', socketDoubt)]),
			],
			mitigatedBy: ['rootless'],
			exposes: trusted('the engine itself'),
			hops: [hop(name, inspectEvidence(`Mounts[${index}].Source`, realSource)), hostRoot],
			change: () => withoutSocket(container, mount),
		},
	];
}

/** As packages install it; with the number that its group has on this host, where that was read. */
function notLookedAt(path: SafeText, engine: EngineFacts, host: HostFacts | null): HostObject {
	const usual = usualSocket(path, engine);
	const group = host?.socketGroup.known === true ? host.socketGroup.value : null;
	return group !== null && usual.group === group.group ? {...usual, gid: group.gid} : usual;
}

const withoutSocket = (container: ContainerFacts, mount: MountFacts): Change =>
	withoutMount(
		container,
		mount,
		'Do not mount it. If something must read the API, use a socket proxy that allows only selected GET requests, on a dedicated network, or a rootless engine.',
		'Anything that manages containers from inside: watchers, dashboards, CI runners.',
	);
