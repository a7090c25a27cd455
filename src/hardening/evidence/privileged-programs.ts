import {type ContainerInspect, type Known, known} from '../../answers/index.js';
import type {FileCapability} from '../../facts/index.js';
import {mountPoints} from '../../facts/mounts.js';
import {findPrivilegedFiles, privilegedFilesOfMount} from '../../host/privileged-files.js';
import type {SafeText} from '../../terminal/safe-text.js';

/** Programs with which a process of the container gains privileges by executing them. */
export type PrivilegedPrograms = {readonly setuid: readonly SafeText[]; readonly capable: readonly FileCapability[]};

/**
 * Every setuid, setgid and file-capability program that a running container can execute: in its root file system, which includes what it
 * added itself, and in its mounts. Where one part cannot be searched, the result is unknown.
 */
export async function privilegedPrograms(inspect: ContainerInspect, pid: number): Promise<Known<PrivilegedPrograms>> {
	const mounted = new Set(mountPoints(inspect));
	const found: {setuid: SafeText[]; capable: FileCapability[]} = {setuid: [], capable: []};
	const parts = [
		() => findPrivilegedFiles({layers: null, running: {pid, containerId: inspect.Id, mounted: [...mounted, ...kernels]}}),
		...[...mounted].map(path => () => privilegedFilesOfMount(pid, path, mounted)),
	];
	for (const search of parts) {
		const {setuid, capable} = await search();
		if (!setuid.known) return setuid;
		if (!capable.known) return capable;
		found.setuid.push(...setuid.value);
		found.capable.push(...capable.value);
	}
	return known(found);
}

/** File systems of the kernel, which the runtime mounts. */
const kernels = ['/proc', '/sys', '/dev'];
