import {type Capability, type ContainerFacts, plainCapability, type SafeText, safe, sanitise, trusted} from '../../base/index.js';
import {change, dropsAll, type Evidence, each, option, withHost, withoutCapabilities} from '../../judge/index.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import {duringWords, usedWords, watchedWords} from '../observation/watched-words.js';
import {type Exercise, type PlannedChange, type PlanStep, planned} from './change.js';
import {explicit, leastCapabilities, requestedNeed} from './least-capabilities.js';
import {longObservation} from './long-observation.js';
import type {CapabilityNeed} from './need.js';
import {noneCanUse, safeCapabilities} from './safe-capabilities.js';

/** What each rung keeps. */
export type CapabilityRungs = {
	/** Kept by the safe command; those that also the least one needs are among them. */
	readonly safe: readonly CapabilityNeed[];
	/** Needed by what was seen; the least command keeps only these. */
	readonly least: readonly CapabilityNeed[];
};

/** `--cap-drop ALL` with what is needed added back: what may be needed on the safe rung, only what was seen on the least one. */
export const dropCapabilities: PlanStep = ({assessed: {facts}, evidence}) =>
	capabilityChanges(facts, capabilityRungs(facts, evidence), evidence, null);

/** After a long observation under traffic, what it did not show is dropped on the safe rung too. */
export function capabilityRungs(facts: ContainerFacts, evidence: HardeningEvidence): CapabilityRungs {
	const granted = ({capability}: CapabilityNeed): boolean => facts.privileged || facts.capabilities.granted.has(capability);
	const least = firstOfEach(leastCapabilities(facts, evidence).filter(granted));
	const safe = safeCapabilities(facts, evidence).filter(granted);
	return {least, safe: firstOfEach([...least, ...safe])};
}

/** @param tried  what twins did with the least set; `null` without a rehearsal */
export function capabilityChanges(
	facts: ContainerFacts,
	{safe, least}: CapabilityRungs,
	evidence: HardeningEvidence,
	tried: Exercise | null,
): PlannedChange[] {
	const names = (needs: readonly CapabilityNeed[]): Capability[] => needs.map(({capability}) => capability);
	// Where it keeps all that it has, only the least rung drops any.
	const keepsAll = [...facts.capabilities.granted].every(one => names(safe).includes(one));
	// A privileged container keeps all of them until --privileged goes.
	const onlyLeast = facts.privileged || (keepsAll && !dropsAll(facts.capabilities));
	const kept = names(onlyLeast ? least : safe);
	const needed = new Set(names(least));
	const spare = kept.filter(one => !needed.has(one) && !facts.capabilities.beyondDefault.includes(one));
	const same = kept.length === facts.capabilities.granted.size && kept.every(one => facts.capabilities.granted.has(one));
	const isDone = same && dropsAll(facts.capabilities) && !facts.privileged;
	return [
		...(isDone
			? []
			: [{...dropToThese(facts, onlyLeast ? least : safe, evidence, onlyLeast ? 'least' : 'safe'), exercised: tried}]),
		...spare.map(capability => ({...withoutOne(facts, capability, safe, evidence), exercised: tried})),
	];
}

/** `--cap-drop ALL` with these capabilities added back, as a change to the original options. */
function dropToThese(
	facts: ContainerFacts,
	needs: readonly CapabilityNeed[],
	evidence: HardeningEvidence,
	rung: 'safe' | 'least',
): PlannedChange {
	const {added, dropped, granted} = facts.capabilities;
	const needed = needs.map(({capability}) => capability);
	const isNeeded = (typed: string) => needed.some(one => one === plainCapability(typed));
	const gone = [...granted].filter(one => !needed.includes(one));
	return planned(
		change({
			text: 'Drop all capabilities, and add back those that it may need.',
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
			mayBreak: `a docker exec as root that needs ${gone.length === 0 ? 'another capability' : some(gone)}`,
		}),
		{
			slug: 'capabilities',
			why: rung === 'safe' ? whyDrop(facts, gone, evidence) : whyLeast(evidence),
			rung,
			evidence: needs.map(need => need.evidence),
			howToSee: trusted('"Operation not permitted" in its log; processes that stay root but used to drop it'),
		},
	);
}

/** The first of many. */
const some = (names: readonly string[]): string =>
	names.length > 8 ? `${names.slice(0, 6).join(', ')} and ${names.length - 6} more` : names.join(', ');

function whyLeast({observation, trace}: HardeningEvidence): SafeText {
	if (observation?.traced === true)
		return observation.recording === null
			? sanitise(`the rest was not used ${duringWords(observation)}`)
			: usedWords(observation);
	if (trace.known) return trusted('what its start and its work used as a twin');
	return trusted('what a typical start as root needs, and its programs are known to need; what it uses was not watched');
}

function whyDrop(facts: ContainerFacts, gone: readonly Capability[], evidence: HardeningEvidence): SafeText {
	if (noneCanUse(facts, evidence))
		return trusted('no process holds one of these capabilities, and no setuid program gives it one');
	const long = longObservation(evidence);
	if (long !== null) return long.recording === null ? sanitise(`not used ${duringWords(long)}`) : usedWords(long);
	const who = facts.user.isRoot === false ? 'a program that gives privileges' : 'root';
	return sanitise(`nothing in it uses ${some(gone) || 'more'}; kept is what ${who} may need for clients, jobs or reloads`);
}

/** On the least rung: a capability that the safe one keeps although nothing that was seen needs it. */
function withoutOne(
	facts: ContainerFacts,
	capability: Capability,
	safe: readonly CapabilityNeed[],
	evidence: HardeningEvidence,
): PlannedChange {
	const observation = evidence.observation?.traced === true ? evidence.observation : null;
	const kept = safe.find(need => need.capability === capability)?.evidence;
	const seen: Evidence[] =
		observation === null
			? []
			: [{source: observation.recording === null ? 'trace' : 'recorder', path: capability, value: watchedWords(observation)}];
	return planned(
		change({
			text: `Drop ${capability}.`,
			remove: [option('--cap-add', facts.capabilities.added.find(typed => plainCapability(typed) === capability) ?? capability)],
		}),
		{
			slug: `capability:${capability}`,
			why: sanitise(
				observation === null
					? `nothing that was seen needs ${capability}; clients, jobs or reloads may`
					: `${capability} was not used ${duringWords(observation)}`,
			),
			rung: 'least',
			evidence: [...seen, ...(kept === undefined ? [] : [kept])],
			howToSee: trusted('"Operation not permitted" in its log'),
			apply: before => {
				const {CapAdd, CapDrop} = before.HostConfig ?? {};
				const others = (CapAdd ?? []).filter(typed => plainCapability(typed) !== capability);
				const all = (CapDrop ?? []).some(typed => plainCapability(typed) === 'ALL');
				return withHost(before, {CapAdd: others, CapDrop: all ? (CapDrop ?? null) : [...(CapDrop ?? []), capability]});
			},
		},
	);
}

/** Capabilities added beyond the default are kept, since there probably was a reason; each can be dropped separately. */
export const requestedExtras: PlanStep = ({assessed: {facts}, evidence: {observation}}) =>
	facts.privileged
		? []
		: explicit(facts)
				.filter(capability => facts.capabilities.beyondDefault.includes(capability))
				.map(capability =>
					planned(withoutCapabilities(facts, [capability]), {
						slug: `capability:${capability}`,
						decides: {cause: capability, name: 'drop', about: safe`the capability ${trusted(capability)}`},
						why:
							observation?.traced !== true || observation.capabilities.some(use => use.capability === capability)
								? trusted('added when the container was created; nothing visible shows whether it is used')
								: sanitise(`added when the container was created; not used ${duringWords(observation)}`),
						rung: 'choice',
						evidence: [requestedNeed(capability).evidence],
						howToSee: trusted('"Operation not permitted" in its log'),
					}),
				);

/** Each capability once, with its first reason; by name. */
export function firstOfEach(needs: readonly CapabilityNeed[]): CapabilityNeed[] {
	const first = new Map<Capability, CapabilityNeed>();
	for (const need of needs) if (!first.has(need.capability)) first.set(need.capability, need);
	return [...first.values()].sort((a, b) => (a.capability < b.capability ? -1 : 1));
}
