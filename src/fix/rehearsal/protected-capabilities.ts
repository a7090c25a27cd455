import type {Capability, ContainerFacts} from '../../base/index.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import {executedFiles} from '../plan/least-capabilities.js';
import {sawLogins, sawUnknownWork, unseenNeeds} from '../plan/observed-work.js';
import {loginsBehind} from './logins.js';
import {silentPorts} from './probes/protocols.js';
import type {RehearsalSession} from './rehearsal-session.js';
import type {Reference} from './verdict.js';

/**
 * Capabilities that a twin without real clients cannot exercise: used by the live original, added beyond the default, known for its
 * programs and the protocols it speaks, or usual when its protocol is unknown. File checks may come from the overlay:
 * they count if the original keeps data in mounts, since no trial does what its clients do to files with owners and modes that may exist only there.
 * An observation distinguishes them, so each of its capabilities counts. What is only known, not seen, gives way to an observation of that work.
 */
export function protectedCapabilities(
	{facts}: Pick<RehearsalSession, 'facts'>,
	evidence: HardeningEvidence,
	live: ReadonlySet<Capability>,
	reference: Reference,
): Set<Capability> {
	const ofFiles = new Set<Capability>(['DAC_OVERRIDE', 'FOWNER', 'FSETID', 'CHOWN', 'MKNOD', 'SETFCAP']);
	const keepsData = facts.mounts.some(({kind}) => kind === 'volume' || kind === 'bind');
	const forClients = [
		...droppedWhileServing(evidence),
		...usedByJobs(evidence),
		...usedForRecords(evidence),
		...unseenNeeds(evidence)
			.filter(need => need.forClients)
			.map(need => need.capability),
		...(sawLogins(evidence) ? [] : [...loginsBehind(reference).values()].flatMap(login => login.needs)),
		...(isUnheard(facts, reference) && !sawUnknownWork(evidence) ? forUnknownClients : []),
	];
	return new Set([
		...[...live].filter(one => !ofFiles.has(one) || (keepsData && ofData.has(one))),
		...(evidence.observation?.capabilities ?? []).map(use => use.capability),
		...executedFiles(evidence).map(need => need.capability),
		...facts.capabilities.beyondDefault,
		...forClients.filter(one => facts.capabilities.granted.has(one)),
	]);
}

/** What root needs for other users' files. FSETID is checked but not needed. */
const ofData: ReadonlySet<Capability> = new Set(['CHOWN', 'DAC_OVERRIDE', 'FOWNER']);

/**
 * Used while probing. A child that cannot drop root may answer all the same and exit before it is seen: then
 * every trial passes, but the service is less secure than before.
 */
function droppedWhileServing({trace}: HardeningEvidence): Capability[] {
	if (!trace.known) return [];
	return trace.value
		.filter(({capability, when}) => when === 'serving' && givesUp.has(capability))
		.map(({capability}) => capability);
}

/** First used while the control was idle. Most trials do not wait for a job, and one that fails may say nothing. */
function usedByJobs({trace}: HardeningEvidence): Capability[] {
	return trace.known ? trace.value.flatMap(({capability, when}) => (when === 'idle' ? [capability] : [])) : [];
}

/**
 * AUDIT_WRITE, used for a login in the audit log of the host, which no trial reads: libaudit hides the refusal from PAM.
 * @source audit-userspace lib/deprecated.c `audit_send_user_message`, HIDE_IT
 */
function usedForRecords({trace}: HardeningEvidence): Capability[] {
	return trace.known && trace.value.some(({capability}) => capability === 'AUDIT_WRITE') ? ['AUDIT_WRITE'] : [];
}

const givesUp: ReadonlySet<Capability> = new Set(['SETGID', 'SETUID', 'SYS_CHROOT']);

/** What a server that stays root does for its clients, if none could be simulated. */
const forUnknownClients: readonly Capability[] = [...givesUp];

/** It is still root while serving, and the protocol of its clients is unknown. */
function isUnheard({user, ports}: ContainerFacts, reference: Reference): boolean {
	const {replies} = reference;
	if (replies === null) return user.isRoot !== false && ports.length > 0;
	const unknown = [...reference.ports].some(port => !silentPorts.has(port) && !reference.loopback.has(port));
	return reference.privileged && unknown && ![...replies.values()].some(({protocol}) => protocol !== null);
}
