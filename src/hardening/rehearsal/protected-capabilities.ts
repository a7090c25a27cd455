import type {Capability, ContainerFacts} from '../../facts/index.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import {knownNeeds} from '../plan/capability-knowledge.js';
import {loginsBehind} from './logins.js';
import {silentPorts} from './probes/protocols.js';
import type {Session} from './session.js';
import type {Reference} from './verdict.js';

/**
 * What a twin that nobody logs in to cannot exercise: used by the live original, asked for beyond the default, or known of its
 * programs and of the protocols it speaks, or usual where nobody knows what it speaks. File checks may be the overlay's own: they
 * count where the original keeps data in mounts: what a client asks of it, over owners and modes that may be nowhere else, no trial does.
 */
export function protectedCapabilities(
	{facts}: Pick<Session, 'facts'>,
	evidence: HardeningEvidence,
	live: ReadonlySet<Capability>,
	reference: Reference,
): Set<Capability> {
	const ofFiles = new Set<Capability>(['DAC_OVERRIDE', 'FOWNER', 'FSETID', 'CHOWN', 'MKNOD', 'SETFCAP']);
	const keepsData = facts.mounts.some(({kind}) => kind === 'volume' || kind === 'bind');
	const commands = evidence.processes.known ? evidence.processes.value.map(process => String(process.command)) : [];
	const forClients = [
		...droppedWhileServing(evidence),
		...knownNeeds(commands)
			.filter(need => need.forClients)
			.map(need => need.capability),
		...[...loginsBehind(reference).values()].flatMap(login => login.needs),
		...(isUnheard(facts, reference) ? forUnknownClients : []),
	];
	return new Set([
		...[...live].filter(one => !ofFiles.has(one) || (keepsData && ofData.has(one))),
		...facts.capabilities.beyondDefault,
		...forClients.filter(one => facts.capabilities.granted.has(one)),
	]);
}

/** What root needs for files of others. FSETID is asked for and not needed. */
const ofData: ReadonlySet<Capability> = new Set(['CHOWN', 'DAC_OVERRIDE', 'FOWNER']);

/**
 * Used for a client that was played. A child that cannot give up root may answer all the same and end before anybody looks at it: then
 * every trial passes, and the service is less safe than it was.
 */
function droppedWhileServing({trace}: HardeningEvidence): Capability[] {
	if (!trace.known) return [];
	return trace.value
		.filter(({capability, when}) => when === 'serving' && givesUp.has(capability))
		.map(({capability}) => capability);
}

const givesUp: ReadonlySet<Capability> = new Set(['SETGID', 'SETUID', 'SYS_CHROOT']);

/** What a server that stays root does for its clients, where none could be played. */
const forUnknownClients: readonly Capability[] = [...givesUp];

/** It is still root while it serves, and nobody knows what its clients say. */
function isUnheard({user, ports}: ContainerFacts, reference: Reference): boolean {
	const {replies} = reference;
	if (replies === null) return user.isRoot !== false && ports.length > 0;
	const unknown = [...reference.ports].some(port => !silentPorts.has(port) && !reference.loopback.has(port));
	return reference.privileged && unknown && ![...replies.values()].some(({is}) => is === 'answered');
}
