import {type Known, known, unknown} from '../answers/index.js';
import {type OperatingSystem, parseOsRelease} from '../facts/index.js';
import {readContainerFile} from './container-file.js';
import {isInContainer, notInContainer} from './control-group.js';
import {realPathOf} from './file-facts.js';
import {type HostTree, openTree} from './host-tree.js';

const PLACES = ['/etc/os-release', '/usr/lib/os-release'];

/**
 * The base system of a running container, from its os-release file, seen through the root directory of its first process: without
 * an archive request or an event. Needs root.
 *
 * @source os-release(5)
 */
export function readOperatingSystem(tree: HostTree, pid: number, containerId: string): Known<OperatingSystem> {
	if (!isInContainer(tree, pid, containerId)) return notInContainer(pid);
	const top = tree.stat(`/proc/${pid}/root`);
	if (!top.known) return top;
	const inside = openTree(`${tree.root}/proc/${pid}/root`);
	for (const place of PLACES) {
		// Links are resolved below the container's root: the kernel would follow an absolute one into the host.
		const text = readContainerFile(`${inside.root}${realPathOf(inside, place)}`);
		const system = text === null ? null : parseOsRelease(text);
		if (system !== null) return known(system);
	}
	return unknown(`host:/proc/${pid}/root`, 'the container has no readable os-release file');
}
