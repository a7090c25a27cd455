import {type Known, known, unknown} from '../answers/index.js';
import {type OperatingSystem, parseOsRelease} from '../facts/index.js';
import {isInContainer, notInContainer} from './control-group.js';
import {realPathOf} from './file-facts.js';
import {openForeignTree, rootOf} from './foreign-tree.js';
import type {HostTree} from './host-tree.js';

const PLACES = ['/etc/os-release', '/usr/lib/os-release'];

/**
 * The base system of a running container, from its os-release file, seen through the root directory of its first process: without
 * an archive request or an event. Needs root.
 *
 * @source os-release(5)
 */
export function readOperatingSystem(tree: HostTree, pid: number, containerId: string): Known<OperatingSystem> {
	if (!isInContainer(tree, pid, containerId)) return notInContainer(pid);
	const source = `host:/proc/${pid}/root`;
	const inside = openForeignTree(rootOf(tree, pid));
	let unseen: Known<never> = unknown(source, 'the container has no readable os-release file');
	for (const place of PLACES) {
		// Links are resolved below the container's root: the kernel would follow an absolute one into the host.
		const text = inside.read(realPathOf(inside, place));
		const system = text.known && text.value !== null ? parseOsRelease(text.value) : null;
		if (system !== null) return known(system);
		if (!text.known) unseen = text;
	}
	return unseen;
}
