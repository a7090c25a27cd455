import {parseMountTable} from './mount-table.js';

/** Files that an engine mounts into a container from the container's own folder, whose name is its id. */
const ownFiles = ['/etc/hostname', '/etc/hosts', '/etc/resolv.conf'];

/**
 * The id of the container whose mounts these are, `null` outside a container or where it is not to be seen.
 *
 * @param mountinfo  of /proc/self
 * @source Docker mounts `<data root>/containers/<id>/hostname`; Podman `overlay-containers/<id>/userdata/hostname`
 */
export function ownContainer(mountinfo: string): string | null {
	const roots = parseMountTable(mountinfo).flatMap(({point, root}) => (ownFiles.includes(point) ? [root] : []));
	return roots.map(root => /\/[a-z0-9-]*containers\/([0-9a-f]{64})\//.exec(root)?.[1] ?? null).find(id => id !== null) ?? null;
}
