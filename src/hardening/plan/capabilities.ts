import {dropsAll, withoutCapabilities} from '../../changes/capabilities.js';
import {change} from '../../changes/change.js';
import {each, option} from '../../changes/run-option.js';
import {plainCapability} from '../../facts/capability-names.js';
import type {Capability, ContainerFacts} from '../../facts/index.js';
import type {Evidence} from '../../rules/verdict.js';
import {trusted} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import {knownNeeds} from './capability-knowledge.js';
import {type Confidence, type PlannedChange, planned, type Step} from './change.js';

export type Need = {readonly capability: Capability; readonly evidence: Evidence};
export type Prediction = {readonly needs: readonly Need[]; readonly confidence: Confidence; readonly why: string};

/**
 * Traces show these for what root does to files anyway (FSETID: chmod after chown) or requests needlessly (SETPCAP); no measured service
 * needed them. The rehearsal adds them again if they turn out to be missing.
 */
const asksWithoutNeed: ReadonlySet<Capability> = new Set(['FSETID', 'SETPCAP']);

/** What a typical start as root needs: chown the data, open it, switch to the worker's user. Used without a trace. */
const usualStart: readonly Capability[] = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'];

/** `--cap-drop ALL`, always with the needed capabilities. */
export const dropCapabilities: Step = ({assessed: {facts}, evidence}) => {
	const prediction = predictCapabilities(facts, evidence);
	const needed = prediction.needs
		.map(need => need.capability)
		.filter(one => facts.privileged || facts.capabilities.granted.has(one));
	const same = needed.length === facts.capabilities.granted.size && needed.every(one => facts.capabilities.granted.has(one));
	if (same && dropsAll(facts.capabilities) && !facts.privileged) return [];
	return [capabilityChange(facts, needed, prediction)];
};

/** `--cap-drop ALL` with these capabilities added back, as a change to the original options. */
export function capabilityChange(facts: ContainerFacts, needed: readonly Capability[], prediction: Prediction): PlannedChange {
	const {added, dropped} = facts.capabilities;
	const isNeeded = (typed: string) => needed.some(one => one === plainCapability(typed));
	return planned(
		change({
			text: 'Drop all capabilities, and add back those that it needs.',
			remove: [
				...each(
					'--cap-drop',
					dropped.filter(typed => plainCapability(typed) !== 'ALL'),
				),
				...each(
					'--cap-add',
					added.filter(typed => !isNeeded(typed)),
				),
			],
			add: [
				...(dropsAll(facts.capabilities) ? [] : [option('--cap-drop', 'ALL')]),
				...each(
					'--cap-add',
					needed.filter(name => !added.some(typed => plainCapability(typed) === name)),
				),
			],
			mayBreak: 'whatever it does only for clients, reloads or log rotation, if that needs another capability',
		}),
		{
			slug: 'capabilities',
			why: sanitise(prediction.why),
			confidence: prediction.confidence,
			evidence: prediction.needs.map(need => need.evidence),
			howToSee: trusted('“Operation not permitted” in its log; processes that stay root but used to drop it'),
			enabled: prediction.confidence !== 'unknown',
		},
	);
}

/** Capabilities added beyond the default are kept, since there probably was a reason; each can be dropped separately. */
export const requestedExtras: Step = ({assessed: {facts}}) =>
	facts.privileged
		? []
		: explicit(facts)
				.filter(capability => facts.capabilities.beyondDefault.includes(capability))
				.map(capability =>
					planned(withoutCapabilities(facts, [capability]), {
						slug: `capability:${capability}`,
						why: trusted('added when the container was created; nothing visible shows whether it is used'),
						confidence: 'test first',
						evidence: [requestedNeed(capability).evidence],
						howToSee: trusted('“Operation not permitted” in its log'),
						enabled: false,
					}),
				);

/** Named individually; `ALL` names none. */
function explicit({capabilities}: ContainerFacts): Capability[] {
	const added = capabilities.added.map(plainCapability);
	return [...capabilities.granted].filter(capability => added.includes(capability));
}

const requestedNeed = (capability: Capability): Need => ({
	capability,
	evidence: {source: 'inspect', path: 'HostConfig.CapAdd', value: `${capability} was added at creation`},
});

/** Capabilities that the container needs, with the reason for each; in kernel order, without duplicates. */
export function predictCapabilities(facts: ContainerFacts, evidence: HardeningEvidence): Prediction {
	const kept = explicit(facts)
		.filter(one => !evidence.trace.known || facts.capabilities.beyondDefault.includes(one))
		.map(requestedNeed);
	const needs = [...tracedNeeds(evidence), ...kept, ...processNeeds(facts, evidence), ...portNeeds(facts, evidence)];
	const asRoot = facts.user.isRoot !== false;
	const traced = evidence.trace.known;
	const guessed = asRoot && !traced ? guessedNeeds(facts, evidence) : [];
	return {needs: once([...needs, ...guessed]), ...confidence(asRoot, traced)};
}

function confidence(asRoot: boolean, traced: boolean): {confidence: Confidence; why: string} {
	if (!asRoot) return {confidence: 'likely', why: 'it does not run as root: only setuid helpers could use a capability'};
	if (traced) return {confidence: 'likely', why: 'the capability checks traced while it started and served'};
	return {confidence: 'likely', why: 'what a typical start as root needs; not traced'};
}

function tracedNeeds({trace}: HardeningEvidence): Need[] {
	if (!trace.known) return [];
	return trace.value
		.filter(use => !asksWithoutNeed.has(use.capability))
		.map(use => ({
			capability: use.capability,
			evidence: {source: 'trace', path: `${use.capability} at ${use.when}`, value: sanitise(use.by.join(', '))},
		}));
}

/** Needs shown by the live processes, and those known of their programs. */
function processNeeds(facts: ContainerFacts, evidence: HardeningEvidence): Need[] {
	if (facts.user.isRoot === false) return [];
	const commands = evidence.processes.known ? evidence.processes.value.map(process => String(process.command)) : [];
	return [
		...knownNeeds(commands)
			.filter(({forClients}) => forClients || !evidence.trace.known)
			.map(({capability, why, command}) => ({
				capability,
				evidence: {source: 'knowledge', path: command, value: sanitise(why)},
			})),
		...droppedUids(evidence).flatMap(({uid, command}): Need[] =>
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

/** Non-root processes of a container that starts as root: one per uid. */
export function droppedUids(evidence: HardeningEvidence): {uid: number; gid: number | null; command: string}[] {
	if (!evidence.processes.known) return [];
	const seen = new Map<number, {uid: number; gid: number | null; command: string}>();
	for (const {uid, gid, command} of evidence.processes.value)
		if (uid !== null && uid !== 0 && !seen.has(uid)) seen.set(uid, {uid, gid, command});
	return [...seen.values()];
}

/** Docker lets any user bind low ports in a private network namespace; not in the host's, or if a sysctl says otherwise. */
function portNeeds(facts: ContainerFacts, evidence: HardeningEvidence): Need[] {
	const hostNetwork = facts.namespaces.network.kind === 'host';
	const start = evidence.portStart.known ? evidence.portStart.value : hostNetwork || isPodman(facts) ? 1024 : 0;
	const low = evidence.listening.known ? evidence.listening.value.find(socket => socket.port < start) : undefined;
	const unseen = !evidence.listening.known && hostNetwork && facts.ports.some(({port}) => port < start);
	if (low === undefined && !unseen) return [];
	return [
		{
			capability: 'NET_BIND_SERVICE',
			evidence: {source: 'proc', path: 'ip_unprivileged_port_start', value: low === undefined ? start : `${low.port} < ${start}`},
		},
	];
}

/** Podman keeps the kernel's first unprivileged port. It is recognised by its default capabilities. */
const isPodman = ({capabilities}: ContainerFacts): boolean => !capabilities.default.has('NET_RAW');

function guessedNeeds(facts: ContainerFacts, evidence: HardeningEvidence): Need[] {
	const reason = evidence.trace.known ? '' : evidence.trace.reason.reason;
	return usualStart
		.filter(capability => facts.privileged || facts.capabilities.granted.has(capability))
		.map(capability => ({
			capability,
			evidence: {source: 'assumption', path: 'root at start', value: sanitise(`not traced: ${reason}`)},
		}));
}

function once(needs: readonly Need[]): Need[] {
	const first = new Map<Capability, Need>();
	for (const need of needs) if (!first.has(need.capability)) first.set(need.capability, need);
	return [...first.values()].sort((a, b) => (a.capability < b.capability ? -1 : 1));
}
