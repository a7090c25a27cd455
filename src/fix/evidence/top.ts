import {type ContainerTop, type ProcessFacts, piece, processFacts} from '../../base/index.js';

/** The kernel keeps that much of the name of a program. */
const MAX_NAME_LENGTH = 15;

/**
 * Rows of `/top` with the ids seen in the container, `null` when the engine returned names or host ids.
 *
 * @param remapped  whether the container has its own user namespace: numeric users are then the host's, and only Podman's names
 * are the container's
 */
export function topProcesses(top: ContainerTop, remapped = false): ProcessFacts[] {
	const namesAreItsOwn = top.Titles?.some(title => title.toUpperCase() === 'HUSER') ?? false;
	return processFacts(top).map(one => ({
		...one,
		...(remapped ? {uid: namesAreItsOwn ? idOf(one.user) : null, gid: null} : {}),
		groups: null,
		command: piece(one.command, 0, MAX_NAME_LENGTH),
	}));
}

const idOf = (user: string): number | null => (user === 'root' ? 0 : /^\d+$/.test(user) ? Number(user) : null);
