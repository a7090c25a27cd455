import {type Capability, type ContainerFacts, counted, plainCapability, sanitise} from '../../base/index.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import type {CapabilityNeed} from './need.js';
import {unseenNeeds} from './observed-work.js';
import {portNeeds} from './port-needs.js';
import {setuidHelper, shortName} from './setuid-helper.js';

/**
 * Traces show these for what root does to files anyway (FSETID: chmod after chown) or requests needlessly (SETPCAP); no measured service
 * needed them. The rehearsal adds them again if they turn out to be missing.
 */
const asksWithoutNeed: ReadonlySet<Capability> = new Set(['FSETID', 'SETPCAP']);

/** What a typical start as root needs: chown the data, open it, switch to the worker's user. Used where no start was watched. */
export const usualStart: readonly Capability[] = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'];

/** Capabilities that the container needs, with the reason for each; one may be there for several. */
export function leastCapabilities(facts: ContainerFacts, evidence: HardeningEvidence): CapabilityNeed[] {
	const kept = explicit(facts)
		.filter(one => !sawStart(evidence) || facts.capabilities.beyondDefault.includes(one))
		.map(requestedNeed);
	const needs = [
		...tracedNeeds(evidence),
		...kept,
		...processNeeds(facts, evidence),
		...portNeeds(facts, evidence, 'least'),
		...executedFiles(evidence),
	];
	// An unprivileged service becomes root again with a setuid program.
	const asRoot = facts.user.isRoot !== false || setuidHelper(evidence) !== null;
	const guessed = asRoot && !sawStart(evidence) ? guessedNeeds(facts, evidence) : [];
	return [...needs, ...guessed];
}

/** Those that the kernel checked and granted while it started as a twin, and while the original served. */
function tracedNeeds({trace, observation}: HardeningEvidence): CapabilityNeed[] {
	const isRecorded = observation !== null && observation.recording !== null;
	const recorded = isRecorded ? observation.capabilities : [];
	const uses = [...(trace.known ? trace.value : []), ...(isRecorded ? [] : (observation?.capabilities ?? []))];
	return [
		...uses
			.filter(({capability}) => !asksWithoutNeed.has(capability))
			.map(({capability, when, by}) => ({
				capability,
				evidence: {source: 'trace', path: `${capability} at ${when}`, value: sanitise(by.join(', '))},
			})),
		...recorded.map(({capability, by, count}) => ({
			capability,
			evidence: {source: 'recorder', path: capability, value: sanitise(`${by.join(', ')}, ${counted(count, 'time')}`)},
		})),
	];
}

/** Whether a start was watched from its first program on: as a twin, or by the recorder. */
const sawStart = ({trace, observation}: HardeningEvidence): boolean =>
	trace.known || observation?.recording?.coversStart === true;

/** Needs shown by the live processes, and those known of their programs. */
function processNeeds(facts: ContainerFacts, evidence: HardeningEvidence): CapabilityNeed[] {
	if (facts.user.isRoot === false) return [];
	return [
		...unseenNeeds(evidence)
			.filter(({forClients}) => forClients || !sawStart(evidence))
			.map(({capability, why, command}) => ({
				capability,
				evidence: {source: 'knowledge', path: command, value: sanitise(why)},
			})),
		...keptNeeds(evidence),
		...droppedUids(evidence).flatMap(({uid, command}): CapabilityNeed[] =>
			(['SETGID', 'SETUID'] as const).map(capability => ({
				capability,
				evidence: {source: 'top', path: `uid ${uid}`, value: sanitise(`${command} was started by root`)},
			})),
		),
		...(evidence.chrooted.known && evidence.chrooted.value
			? [
					{
						capability: 'SYS_CHROOT' as const,
						evidence: {source: 'proc', path: 'root', value: 'a process has its own root directory'},
					},
				]
			: []),
		...(evidence.rawSockets.known && evidence.rawSockets.value
			? [{capability: 'NET_RAW' as const, evidence: {source: 'proc', path: 'net/raw', value: 'a raw socket is open'}}]
			: []),
	];
}

/** A program that gives up the others fails where it may not keep these, whether it uses them or not. Twins have shown which it needs. */
function keptNeeds({programs, trace}: HardeningEvidence): CapabilityNeed[] {
	const kept = programs.known && !trace.known ? programs.value.kept : [];
	return kept.map(capability => ({
		capability,
		evidence: {source: 'proc', path: 'CapPrm', value: 'a process kept it when it gave up others'},
	}));
}

/** Non-root processes of a container that starts as root: one per uid. */
export function droppedUids(evidence: HardeningEvidence): {uid: number; gid: number | null; command: string}[] {
	if (!evidence.processes.known) return [];
	const seen = new Map<number, {uid: number; gid: number | null; command: string}>();
	for (const {uid, gid, command} of evidence.processes.value)
		if (uid !== null && uid !== 0 && !seen.has(uid)) seen.set(uid, {uid, gid, command});
	return [...seen.values()];
}

function guessedNeeds(facts: ContainerFacts, evidence: HardeningEvidence): CapabilityNeed[] {
	const reason = evidence.trace.known ? '' : evidence.trace.reason.reason;
	return usualStart
		.filter(capability => facts.privileged || facts.capabilities.granted.has(capability))
		.map(capability => ({
			capability,
			evidence: {source: 'assumption', path: 'root at start', value: sanitise(reason)},
		}));
}

/** Named individually; `ALL` names none. */
export function explicit({capabilities}: ContainerFacts): Capability[] {
	const added = capabilities.added.map(plainCapability);
	return [...capabilities.granted].filter(capability => added.includes(capability));
}

export const requestedNeed = (capability: Capability): CapabilityNeed => ({
	capability,
	evidence: {source: 'inspect', path: 'HostConfig.CapAdd', value: `${capability} was added at creation`},
});

/** Of files that run, or were seen to be executed: without these capabilities in the bounding set they are not executed at all. */
export function executedFiles({privilegedPrograms, processes, observation}: HardeningEvidence): CapabilityNeed[] {
	if (!privilegedPrograms.known) return [];
	const running = new Set(processes.known ? processes.value.map(({command}) => String(command)) : []);
	// One file has several paths where /bin is a link.
	const executed = new Set(observation?.programs.map(({path}) => shortName(path)));
	return privilegedPrograms.value.capable
		.filter(({path}) => executed.has(shortName(path)) || running.has(shortName(path)))
		.flatMap(({path, permitted}) =>
			[...permitted].map(capability => ({
				capability,
				evidence: {source: 'host', path, value: 'its file has this capability'},
			})),
		);
}
