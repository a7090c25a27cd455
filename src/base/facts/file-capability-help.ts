import {type SafeText, safe, sanitise, trusted} from '../text/safe-text.js';
import type {Actor} from './actor.js';
import type {ContainerFacts} from './container-facts.js';
import {refusesElevation} from './elevation.js';
import type {FileCapability} from './file-capabilities.js';
import type {Identity} from './identities.js';

/** A process with what a program with file capabilities gave it. */
type Helped = {readonly program: SafeText; readonly identity: Identity};

/** What processes of a container get by programs with file capabilities. */
export type CapabilityHelp = {
	readonly by: readonly Helped[];
	/** Where the image was not searched for them: why, and what one of its processes would be with the best of them. */
	readonly unsearched: {readonly reason: SafeText; readonly identity: Identity} | null;
};

/**
 * Those that a process of the container can become by executing a program with file capabilities. Never with no-new-privileges; not where
 * the bounding set lacks one of a program that has them at once, which the kernel refuses to execute then; in the host's user namespace
 * not with those of another one. With CAP_SETUID it becomes root.
 *
 * @source capabilities(7), "Transformation of capabilities during execve()", "Namespaced file capabilities"
 */
export function helpOf(container: ContainerFacts, actor: Actor): CapabilityHelp {
	if (refusesElevation(container)) return noHelp;
	const {truth, capabilities, fileCapabilities} = container;
	const bounding = truth.known ? truth.value.bounding : capabilities.granted;
	const others = actor.identities.filter(({uid}) => uid !== 0);
	const [first] = others;
	if (first === undefined) return noHelp;
	if (!fileCapabilities.known)
		return {
			by: [],
			unsearched: {
				reason: sanitise(`it was not searched for programs with file capabilities (${fileCapabilities.reason.reason})`),
				identity: {...first, capabilities: bounding},
			},
		};
	const by = fileCapabilities.value
		.filter(({rootid}) => rootid === null || rootid === 0 || actor.namespace !== 'initial')
		.filter(({effective, permitted}) => effective && [...permitted].every(name => bounding.has(name)))
		.flatMap(program =>
			others
				.filter(identity => mayExecute(identity, actor, program))
				.map(identity => ({
					program: safe`${program.path} with ${trusted(wordsOf(program))}`,
					identity: program.permitted.has('SETUID') ? actor.elevated : {...identity, capabilities: program.permitted},
				})),
		);
	return {by, unsearched: null};
}

const noHelp: CapabilityHelp = {by: [], unsearched: null};

const wordsOf = ({permitted}: FileCapability): string =>
	permitted.size > 2 ? 'file capabilities' : [...permitted].join(' and ');

/** Ids of another user namespace are those of the image: who it is there is not known here, and most programs are for all. */
function mayExecute({uid, gids}: Identity, {namespace}: Actor, {uid: owner, gid, mode}: FileCapability): boolean {
	const allows = (shift: number): boolean => ((mode >> shift) & 1) === 1;
	if (namespace !== 'initial' || uid === null) return allows(0);
	return uid === owner ? allows(6) : gids.includes(gid) ? allows(3) : allows(0);
}
