import {type SafeText, sanitise, trusted} from '../text/safe-text.js';
import type {ContainerFacts} from './container-facts.js';

/** How a process that is not root becomes it: through setuid programs of its image. */
export type Elevation =
	| {readonly kind: 'none'; readonly reason: SafeText}
	| {readonly kind: 'programs'; readonly programs: readonly SafeText[]}
	| {readonly kind: 'unknown'; readonly reason: SafeText};

/** Whether no program gives its processes more than they have: no-new-privileges, as the process itself shows it where that was seen. */
export const refusesElevation = ({noNewPrivileges, truth}: ContainerFacts): boolean =>
	truth.known ? truth.value.noNewPrivileges : noNewPrivileges.on === true;

/**
 * Whether no program gives privileges to who executes it: none was found in the container, or none in its image, which says nothing of what
 * is mounted.
 */
export function gainsNothing({privilegedPrograms, setuidPrograms, fileCapabilities, mounts}: ContainerFacts): boolean {
	if (!setuidPrograms.known || !fileCapabilities.known || setuidPrograms.value.length + fileCapabilities.value.length > 0)
		return false;
	return privilegedPrograms.known ? privilegedPrograms.value.setgid.length === 0 : mounts.length === 0;
}

export function elevationOf(container: ContainerFacts): Elevation {
	const {setuidPrograms} = container;
	if (refusesElevation(container)) return {kind: 'none', reason: trusted('no-new-privileges keeps it from becoming root')};
	if (!setuidPrograms.known)
		return {
			kind: 'unknown',
			reason: sanitise(`it was not searched for setuid programs (${setuidPrograms.reason.reason})`),
		};
	return setuidPrograms.value.length === 0
		? {kind: 'none', reason: trusted('it has no setuid program')}
		: {kind: 'programs', programs: setuidPrograms.value};
}
