import type {ContainerInspect} from '../answers/index.js';

/**
 * The answer with its mounts by destination. Docker walks a map: the order is another with each answer, and so would be that of every
 * page, path and report. One that is not as it should be is left alone: its shape is judged elsewhere.
 *
 * @source moby container/container_unix.go: `GetMountPoints`
 */
export function mountsInOrder(inspect: ContainerInspect): ContainerInspect {
	const {Mounts: mounts} = inspect;
	if (!Array.isArray(mounts) || mounts.length < 2) return inspect;
	return {...inspect, Mounts: mounts.toSorted((a, b) => compare(a?.Destination ?? '', b?.Destination ?? ''))};
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
