import {
	type ContainerFacts,
	canonical,
	type HostFacts,
	isWithin,
	type MountFacts,
	SERVICE_SOCKETS,
	type ServiceSocket,
	safe,
	trusted,
} from '../../../base/index.js';
import {withoutMount} from '../../changes/mount-changes.js';
import {type DangerDraft, hop, hostRoot, inspectEvidence} from './danger.js';
import {condition, hostUid0} from './needs.js';

/** The first control socket of a host service that a mount brings. A read-only mount does not help, as with a runtime's socket. */
export function serviceSocketDangers(
	container: ContainerFacts,
	host: HostFacts | null,
	mount: MountFacts,
	index: number,
): DangerDraft[] {
	const brought = broughtBy(mount, host);
	if (brought === undefined) return [];
	const {path, service, isBus} = brought;
	const {realSource, destination} = mount;
	return [
		{
			id: `service-socket:${destination}`,
			kind: 'service-socket',
			about: destination,
			severity: 'critical',
			needs: [
				hostUid0,
				...(isThere(host, path) === null && canonical(realSource) !== path
					? [condition('unknown', safe`whether its host has ${trusted(path)} is not known`)]
					: []),
			],
			mitigatedBy: ['rootless', ...(isBus === true ? (['apparmor'] as const) : []), 'selinux'],
			exposes: safe`commands to ${service}`,
			hops: [hop(safe`${service}, at ${trusted(path)}`, inspectEvidence(`Mounts[${index}].Source`, realSource)), hostRoot],
			change: () => withoutMount(container, mount, 'Do not mount it.', `Anything that talks to ${service} from inside.`),
		},
	];
}

/** Where the host was not seen, only what is that socket or its own directory. */
function broughtBy({realSource, submounts, kind}: MountFacts, host: HostFacts | null): ServiceSocket | undefined {
	const source = canonical(realSource);
	if (kind === 'tmpfs' || (source === '/' && !submounts)) return undefined;
	return SERVICE_SOCKETS.find(({path}) => {
		if (!isWithin(path, source)) return false;
		const there = isThere(host, path);
		return there ?? (source === path || source === path.slice(0, path.lastIndexOf('/')));
	});
}

const isThere = (host: HostFacts | null, path: string): boolean | null => host?.serviceSockets?.includes(trusted(path)) ?? null;
