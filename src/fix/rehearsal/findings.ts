import {type ContainerFacts, sanitise, trusted} from '../../base/index.js';
import {type Evidence, optionText} from '../../judge/index.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import type {Exercise, Plan, PlannedChange} from '../plan/change.js';
import type {CapabilityNeed} from '../plan/need.js';
import {capabilityChanges, capabilityRungs, firstOfEach} from '../plan/plan-capabilities.js';
import {memoryChange} from '../plan/plan-limits.js';
import {readOnlyChange} from '../plan/read-only.js';
import {type Candidate, rehearsed} from './candidate.js';
import type {NeededCapability} from './leave-one-out.js';
import type {TrialVerdict} from './verdict.js';

export type Findings = {
	readonly plan: Plan;
	/** Slugs of the changes that were tried. */
	readonly tried: ReadonlySet<string>;
	/** Slugs that the user selected. */
	readonly chosen: ReadonlySet<string>;
	readonly final: Candidate;
	readonly needed: readonly NeededCapability[];
	readonly evidence: HardeningEvidence;
	/** What the twins did with them; `null` when none worked in the end. */
	readonly exercised: Exercise | null;
	/** The trial as an unprivileged user; `null` when the plan has no such change. */
	readonly asUser: TrialVerdict | null;
};

/** The plan with the sets that worked. What a twin failed with becomes a choice, and is no longer selected. */
export function withFindings(facts: ContainerFacts, findings: Findings): {plan: Plan; enabled: ReadonlySet<string>} {
	const {plan, final, tried, chosen, asUser} = findings;
	const kept: Readonly<Record<string, boolean>> = {
		'read-only': final.writable !== null,
		'no-new-privileges': final.noNewPrivileges,
		memory: final.memory !== null,
		pids: final.pids !== null,
		user: asUser?.ok !== false,
	};
	const failed = new Set(Object.keys(kept).filter(slug => kept[slug] === false));
	const changes = plan.changes.flatMap((change): readonly PlannedChange[] => {
		if (change.slug === 'user' && asUser !== null) return [withUserTrial(change, asUser)];
		if (change.slug === 'capabilities') return capabilitiesFound(facts, findings);
		if (isSpare(change, facts)) return [];
		if (!rehearsed.has(change.slug) || !tried.has(change.slug)) return [change];
		if (failed.has(change.slug)) return [{...change, rung: 'choice', why: trusted('a twin failed with it')}];
		// An idle twin says nothing about load: the limits were there, and not exercised.
		const isLimit = change.slug === 'memory' || change.slug === 'pids';
		return [{...found(change, facts, findings), exercised: isLimit ? null : findings.exercised}];
	});
	const left = new Set(changes.map(({slug}) => slug));
	return {plan: {...plan, changes}, enabled: new Set([...chosen].filter(slug => left.has(slug) && !failed.has(slug)))};
}

/** Rows of the least rung that are made again from what was found; those of capabilities beyond the default stay. */
const isSpare = ({slug}: PlannedChange, {capabilities}: ContainerFacts): boolean =>
	slug.startsWith('capability:') && !capabilities.beyondDefault.some(one => slug === `capability:${one}`);

function found(change: PlannedChange, facts: ContainerFacts, {final, evidence}: Findings): PlannedChange {
	const {writable, memory} = final;
	if (change.slug === 'read-only' && writable !== null)
		return readOnlyChange(facts, writable, evidence.changes.known ? evidence.changes.value : []);
	if (change.slug === 'memory' && memory !== null) return memoryChange(memory, change);
	return change;
}

/** The safe command keeps what it kept before, and what turned out to be needed; the least one only that. */
function capabilitiesFound(facts: ContainerFacts, {final, needed, evidence, exercised}: Findings): PlannedChange[] {
	const before = capabilityRungs(facts, evidence);
	const least = (final.capabilities ?? []).map((capability): CapabilityNeed => {
		const without = needed.find(one => one.capability === capability)?.without ?? null;
		const known = before.least.find(need => need.capability === capability)?.evidence;
		const kept: Evidence = {source: 'rehearsal', path: capability, value: 'kept: not tried without it'};
		return {
			capability,
			evidence:
				without === null ? (known ?? kept) : {source: 'rehearsal', path: `without ${capability}`, value: sanitise(without)},
		};
	});
	return capabilityChanges(facts, {least, safe: firstOfEach([...least, ...before.safe])}, evidence, exercised);
}

function withUserTrial(change: PlannedChange, trial: TrialVerdict): PlannedChange {
	const evidence = [
		...change.evidence,
		{source: 'rehearsal', path: change.add.map(optionText).join(' '), value: sanitise(trial.note)},
	];
	return trial.ok
		? {...change, evidence, why: trusted('a twin works as that user, without any capability')}
		: {...change, evidence, why: trusted('a twin failed as that user')};
}
