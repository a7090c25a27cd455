import type {ContainerScope} from '../scope.js';
import {uidsAreShifted} from './root-processes.js';

/**
 * The supplementary groups of the first process, as numbers where they are known so: what `--group-add` asked for, and those that the
 * image's /etc/group gives its user, which only the process itself shows.
 */
export function supplementaryGroups({container, engine}: ContainerScope): ReadonlySet<string> {
	const {truth, processes, user} = container;
	const asked = user.groupAdd.map(group => (isRootGroup(group) ? '0' : group));
	// Then both show groups of the host.
	if (uidsAreShifted(container, engine)) return new Set(asked);
	const seen = truth.known ? truth.value.groups : processes.known ? processes.value[0]?.groups : null;
	return new Set([...asked, ...(seen ?? []).map(String)]);
}

/** `0`, `00`, `root`. */
export const isRootGroup = (group: string): boolean => /^(?:0+|root)$/.test(group);
