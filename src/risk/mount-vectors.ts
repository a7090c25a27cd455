import type {ContainerFacts, MountFacts} from '../facts/index.js';
import {record, strings} from '../facts/read.js';
import {isDeniedMount} from '../rules/shared/apparmor-profile.js';
import {flag} from '../rules/shared/flags.js';
import {inheritedMountFlag, type MountFlag, ownMountFlag} from '../rules/shared/mount-flags.js';
import {own, piece, type SafeText, safely} from '../terminal/safe-text.js';
import type {AttackPath} from './assessment.js';
import {change, hop, hostRoot, inspect, type VectorDraft} from './escape-vector.js';

/** The API of a container runtime is root on its host. */
export function socketVectors(container: ContainerFacts, mount: MountFacts, index: number): VectorDraft[] {
	if (mount.runtimeSocket === null) return [];
	const name = lastSegment(mount.runtimeSocket);
	return [
		{
			id: `socket:${mount.destination}`,
			severity: 'critical',
			hops: [hop(name, inspect(`Mounts[${index}].Source`, mount.realSource)), hostRoot],
			cutBy: change('a socket proxy that allows only the requests that are needed, instead of the socket', [
				mountFlag(container, mount).given,
			]),
			// The socket's group may use it without being root; the engine does not report which group that is.
			needsRoot: container.user.groupAdd.length === 0,
			mitigatedBy: ['rootless'],
		},
	];
}

/** A directory of the host that gives root when written, or secrets when read. */
export function mountVectors(container: ContainerFacts, mount: MountFacts, index: number): VectorDraft[] {
	const {sensitivity} = mount;
	if (sensitivity === null || isSocketItself(mount)) return [];
	const evidence = inspect(`Mounts[${index}].Source`, mount.realSource);
	// The socket in it is the shorter route to the same end, and remains when the mount is made read-only.
	if (mount.runtimeSocket !== null && mount.writable) return [];
	if (mount.writable && sensitivity.whenWritten === 'host-root') {
		return [
			{
				id: `mount:${mount.destination}`,
				severity: 'critical',
				hops: [hop(safely`writes ${mount.realSource}`, evidence), hostRoot],
				cutBy: mountCut(container, mount),
				needsRoot: true,
				mitigatedBy: ['rootless', 'userns', ...(isDeniedMount(mount) ? (['apparmor'] as const) : []), 'selinux'],
			},
		];
	}
	if (sensitivity.whenRead !== 'secrets') return [];
	return [
		{
			id: `mount:${mount.destination}`,
			severity: 'high',
			hops: [hop(safely`reads ${mount.realSource}`, evidence), hop(own("the host's secrets"))],
			cutBy: change('mount only the file that is needed', [mountFlag(container, mount).given]),
			needsRoot: true,
			mitigatedBy: ['rootless', 'userns'],
		},
	];
}

/** Not a directory that holds it among other things. */
export const isSocketItself = ({runtimeSocket, realSource, source}: MountFacts): boolean =>
	runtimeSocket !== null && (runtimeSocket === realSource || runtimeSocket === source);

/** Read-only cuts the vector unless reading the same path exposes secrets. */
function mountCut(container: ContainerFacts, mount: MountFacts): AttackPath['cutBy'] {
	const {given, readOnly} = mountFlag(container, mount);
	return mount.sensitivity?.whenRead === 'secrets'
		? change('mount only the path that is needed, read-only', [given])
		: change('mount it read-only', [given], [readOnly]);
}

/** As it was requested; where that is not reported (a volume of the image, an answer without its configuration), as `-v` would be. */
function mountFlag(container: ContainerFacts, mount: MountFacts): MountFlag {
	const asked = ownMountFlag(container, mount);
	if (asked !== null) return asked;
	const [donor, ...others] = strings(record(container.raw.HostConfig)['VolumesFrom']);
	if (donor !== undefined && others.length === 0) return inheritedMountFlag(donor);
	const {source, volume, destination, writable} = mount;
	const bind = `${volume ?? source}:${destination}`;
	return {given: flag('-v', writable ? bind : `${bind}:ro`), readOnly: flag('-v', `${bind}:ro`)};
}

function lastSegment(path: SafeText): SafeText {
	return piece(path, path.lastIndexOf('/') + 1);
}
