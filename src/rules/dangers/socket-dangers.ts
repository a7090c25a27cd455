import type {Change} from '../../changes/change.js';
import {withoutMount} from '../../changes/mounts.js';
import type {ContainerFacts, EngineFacts, MountFacts} from '../../facts/index.js';
import {usualSocket} from '../../facts/usual-owner.js';
import {own, piece} from '../../terminal/safe-text.js';
import {type DangerDraft, hop, hostRoot, inspect} from './danger.js';
import {connects} from './needs.js';

/** The API of a container runtime is root on its host. A read-only mount does not help: connecting is no write to the file system. */
export function socketDangers(container: ContainerFacts, engine: EngineFacts, mount: MountFacts, index: number): DangerDraft[] {
	const {runtimeSocket, socket, destination} = mount;
	if (runtimeSocket === null) return [];
	const name = piece(runtimeSocket, runtimeSocket.lastIndexOf('/') + 1);
	return [
		{
			id: `socket:${destination}`,
			kind: 'socket',
			about: destination,
			severity: 'critical',
			needs: [connects(socket === null ? usualSocket(runtimeSocket, engine) : {...socket, name: runtimeSocket})],
			mitigatedBy: ['rootless'],
			exposes: own('the engine itself'),
			hops: [hop(name, inspect(`Mounts[${index}].Source`, mount.realSource)), hostRoot],
			change: withoutSocket(container, mount),
		},
	];
}

const withoutSocket = (container: ContainerFacts, mount: MountFacts): Change =>
	withoutMount(
		container,
		mount,
		'Do not mount it. If something must read the API, use a socket proxy that allows only selected GET requests, on a dedicated network, or a rootless engine.',
		'Anything that manages containers from inside: watchers, dashboards, CI runners.',
	);
