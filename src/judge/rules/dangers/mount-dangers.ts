import {
	type ContainerFacts,
	type EngineFacts,
	type FileAccess,
	type HostFacts,
	type HostObject,
	isBelow,
	isWithin,
	type MountFacts,
	safe,
	trusted,
	usualDirectory,
	usualHome,
	usualSecrets,
} from '../../../base/index.js';
import type {Change} from '../../changes/change.js';
import {readOnlyMount, withoutMount} from '../../changes/mount-changes.js';
import {isDeniedMount} from '../shared/apparmor-profile.js';
import {type DangerDraft, type DangerKind, hop, hostRoot, inspectEvidence} from './danger.js';
import {canWriteHost, isOneProcess, kernelMountDangers} from './kernel-mounts.js';
import {either, engineCapability, enters, hostUid0, reads, writes} from './needs.js';
import {serviceSocketDangers} from './service-socket-dangers.js';
import {socketDangers} from './socket-dangers.js';
import type {Need} from './use.js';

/** What a mount may be in the table. */
export const mountKinds = [
	'socket',
	'service-socket',
	'host-write',
	'host-read',
	'tamper',
	'reveal',
	'proc-write',
	'sys-write',
] as const satisfies readonly DangerKind[];

/** What a mount brings of the host: the socket of an engine, files that the host trusts, secrets, settings of the kernel. */
export function mountDangers(container: ContainerFacts, engine: EngineFacts, host: HostFacts | null): DangerDraft[] {
	return container.mounts.flatMap((mount, index) => [
		...socketDangers(container, engine, host, mount, index),
		...serviceSocketDangers(container, host, mount, index),
		...(isSocketItself(mount) ? [] : pathDangers(container, engine, host, mount, index)),
		...kernelMountDangers(container, engine, host, mount, index),
	]);
}

/** Not a directory that holds it among other things. */
export const isSocketItself = ({runtimeSocket, realSource, source}: MountFacts): boolean =>
	runtimeSocket !== null && (runtimeSocket === realSource || runtimeSocket === source);

function pathDangers(
	container: ContainerFacts,
	engine: EngineFacts,
	host: HostFacts | null,
	mount: MountFacts,
	index: number,
): DangerDraft[] {
	const {sensitivity, realSource, writable, destination} = mount;
	if (sensitivity === null) return [];
	const {whenWritten, whenRead, listed} = sensitivity;
	const evidence = inspectEvidence(`Mounts[${index}].Source`, realSource);
	const about = {about: destination, mitigatedBy: ['rootless', 'selinux'] as const};
	const ownsHost = writable && whenWritten === 'host-root' && !isDeviceFolder(mount);
	const worse: DangerDraft[] = [
		...(ownsHost
			? [
					{
						...about,
						id: `mount:${destination}`,
						kind: 'host-write' as const,
						severity: 'critical' as const,
						needs: isKernels(mount)
							? canWriteHost(container, engine, host, mount)
							: withHomes(mount, writes, writtenObject(mount)),
						mitigatedBy: ['rootless' as const, ...(isDeniedMount(mount) ? (['apparmor'] as const) : []), 'selinux' as const],
						exposes: trusted('root on the host'),
						hops: [hop(safe`writes ${realSource}`, evidence), hostRoot],
						change: () => writeChange(container, mount),
					},
				]
			: []),
		...(writable && !ownsHost && whenWritten !== null
			? [
					{
						...about,
						id: `tamper:${destination}`,
						kind: 'tamper' as const,
						severity: 'high' as const,
						needs: [writes(writtenObject(mount))],
						exposes: safe`tamper with ${listed}`,
						hops: [],
						change: () => writeChange(container, mount),
					},
				]
			: []),
		...(whenRead === 'secrets' && !isDeviceFolder(mount)
			? [
					{
						...about,
						id: `mount:${destination}${ownsHost ? ':read' : ''}`,
						kind: 'host-read' as const,
						severity: 'high' as const,
						needs: isOneProcess(realSource)
							? [engineCapability('SYS_PTRACE')]
							: isWithin(realSource, '/proc')
								? [hostUid0]
								: (readsSecrets(mount) ?? withHomes(mount, reads, readObject(mount))),
						mitigatedBy: ['rootless' as const],
						exposes: safe`secrets of ${listed}`,
						hops: !ownsHost ? [hop(safe`reads ${realSource}`, evidence), hop(trusted("the host's secrets"))] : [],
						change: () => readChange(container, mount),
					},
				]
			: []),
	];
	return worse.length > 0 ? worse : [revealDanger(container, mount)];
}

/** What is only read there, and no secret, gives an attacker little. */
function revealDanger(container: ContainerFacts, mount: MountFacts): DangerDraft {
	const {destination, sensitivity, realSource} = mount;
	return {
		id: `reveal:${destination}`,
		kind: 'reveal',
		about: destination,
		severity: 'low',
		needs: [],
		mitigatedBy: [],
		exposes: safe`reveals ${sensitivity?.listed ?? realSource}`,
		hops: [],
		change: () => readChange(container, mount),
	};
}

/** Its files have owners that the node does not show. */
const isDisk = (path: string): boolean => isBelow(path, '/dev');

/** As it was seen, else as it usually is. */
const writtenObject = ({owner, realSource}: MountFacts): HostObject => {
	const usual = usualDirectory(realSource);
	return owner === null || isDisk(realSource) ? usual : {...usual, ...owner, name: realSource};
};

/** A directory that everyone may list holds secrets that they may not read; a file, and a user's home, has the mode its owner gave it. */
const readObject = ({owner, isFile, realSource, writable}: MountFacts): HostObject => {
	const usual = {...usualSecrets(realSource), fixed: !writable};
	const isOpenToAll = (usual.mode & 0o007) !== 0;
	return owner === null || isDisk(realSource) || !(isFile || usual.uid !== 0 || isOpenToAll)
		? usual
		: {...usual, ...owner, name: realSource};
};

/** Where the credentials themselves were looked at: one of them that may be read, behind directories that may be entered, is enough. */
function readsSecrets({secrets, owner, realSource, writable}: MountFacts): Need[] | null {
	if (secrets === null || secrets.length === 0 || owner === null) return null;
	const as = (one: FileAccess): HostObject => ({...one, name: realSource, fixed: !writable});
	const ways = secrets.map(way => way.map((one, index) => (index === way.length - 1 ? reads(as(one)) : enters(as(one)))));
	return [enters(as(owner)), either(...ways)];
}

/**
 * `/` and `/home` are root's, and the homes in them belong to others: one that may be used is enough. What lies in a home is closed to others,
 * whatever the mode of the home itself.
 */
function withHomes({realSource, writable, homes}: MountFacts, use: (object: HostObject) => Need, object: HostObject): Need[] {
	if (!isWithin('/home', realSource)) return [use(object)];
	const seen = homes?.map((owner): HostObject => ({...usualHome, ...owner, mode: usualHome.mode}));
	return [either([use(object)], ...(seen ?? [usualHome]).map(home => [use({...home, fixed: !writable})]))];
}

/** The control group of devices lets no node in it be opened without a device rule; owners and names of nodes can be changed. */
export const isDeviceFolder = ({realSource}: MountFacts): boolean => realSource === '/dev';

/** Files of it are settings of the kernel, which ask for other things than a file does. */
const isKernels = ({realSource}: MountFacts): boolean => isWithin(realSource, '/proc') || isWithin(realSource, '/sys');

/** Read-only cuts it unless reading the same path exposes secrets. */
const writeChange = (container: ContainerFacts, mount: MountFacts): Change =>
	mount.sensitivity?.whenRead === 'secrets'
		? withoutMount(
				container,
				mount,
				'Mount only the path that is needed, read-only, or use a named volume.',
				'Anything that uses other files in it, or writes there.',
			)
		: readOnlyMount(container, mount, 'Mount it read-only, or use a named volume.', 'Anything that writes there.');

const readChange = (container: ContainerFacts, mount: MountFacts): Change =>
	withoutMount(
		container,
		mount,
		'Mount only the file that is needed, read-only.',
		'Anything that reads or writes other files in it.',
	);
