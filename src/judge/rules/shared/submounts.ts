import {type ContainerFacts, type EngineFacts, isPodman, type MountFacts, record, records, string} from '../../../base/index.js';

/** Whether a mount is the host's root with what is mounted on it, /proc and /sys among that. */
const isRootWithSubmounts = ({realSource, submounts}: MountFacts): boolean => realSource === '/' && submounts;

/**
 * Whether what is mounted on the host's root may be written through this mount of it. `ro` concerns the mount itself; Docker makes it
 * recursive since 25.0, on kernels from 5.12 on and unless `bind-recursive=writable` was asked for; Podman does not.
 * @source docs.docker.com/engine/storage/bind-mounts (recursive mounts); mount_setattr(2); podman-run(1), --volume
 */
export function writesSubmounts(container: ContainerFacts, engine: EngineFacts, mount: MountFacts): boolean {
	if (!isRootWithSubmounts(mount)) return false;
	if (mount.writable || isPodman(container, engine)) return true;
	return (
		bindOptions(container, mount.destination)['ReadOnlyNonRecursive'] === true ||
		isBefore(engine.version, 25, 0) ||
		isBefore(engine.kernel, 5, 12)
	);
}

/** Whether it sees the processes of the host: in its own process tree, or in a /proc of the host, or a process in that, that is mounted. */
export const seesHostProcesses = (container: ContainerFacts): boolean =>
	container.namespaces.pid.kind === 'host' || processMount(container) !== undefined;

/** Whether it sees all of them, and not only one that was mounted. */
export const seesEveryProcess = (container: ContainerFacts): boolean =>
	container.namespaces.pid.kind === 'host' || wholeProcessMount(container) !== undefined;

export const wholeProcessMount = (container: ContainerFacts): MountFacts | undefined =>
	container.mounts.find(mount => mount.realSource === '/proc' || isRootWithSubmounts(mount));

/** What shows the host's processes in it: a /proc of the host, or a process in that, or the host's root with it. */
export const processMount = (container: ContainerFacts): MountFacts | undefined =>
	container.mounts.find(mount => /^\/proc(\/\d+)?$/.test(mount.realSource) || isRootWithSubmounts(mount));

const bindOptions = ({raw}: Pick<ContainerFacts, 'raw'>, destination: string) =>
	record(records(record(raw.HostConfig)['Mounts']).find(({Target: target}) => string(target) === destination)?.['BindOptions']);

function isBefore(version: string, major: number, minor: number): boolean {
	const [, first, second] = /^(\d+)\.(\d+)/.exec(version) ?? [];
	return first !== undefined && (Number(first) < major || (Number(first) === major && Number(second) < minor));
}
