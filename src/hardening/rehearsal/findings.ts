import {optionText} from '../../changes/run-option.js';
import type {ContainerFacts} from '../../facts/index.js';
import type {Evidence} from '../../rules/verdict.js';
import {trusted} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import {capabilityChange, predictCapabilities} from '../plan/capabilities.js';
import type {Plan, PlannedChange} from '../plan/change.js';
import {memoryChange} from '../plan/limits.js';
import {readOnlyChange} from '../plan/read-only.js';
import {type Candidate, rehearsed} from './candidate.js';
import type {Needed} from './leave-one-out.js';
import type {Verdict} from './verdict.js';

export type Findings = {
	readonly plan: Plan;
	readonly enabled: ReadonlySet<string>;
	readonly final: Candidate;
	readonly needed: readonly Needed[];
	readonly evidence: HardeningEvidence;
	/** Whether the tests were enough for a proof. */
	readonly proven: boolean;
	/** The trial as an unprivileged user; `null` when the plan has no such change. */
	readonly asUser: Verdict | null;
};

/** An idle twin proves nothing about the original's load. */
const limits: ReadonlySet<string> = new Set(['memory', 'pids']);

/** The plan with the sets that worked; each rehearsed change is marked as proven if it is. */
export function withFindings(facts: ContainerFacts, findings: Findings): {plan: Plan; enabled: ReadonlySet<string>} {
	const {plan, final, proven, asUser} = findings;
	const enabled = new Set(findings.enabled);
	const kept: Readonly<Record<string, boolean>> = {
		'read-only': final.writable !== null,
		'no-new-privileges': final.noNewPrivileges,
		memory: final.memory !== null,
		pids: final.pids !== null,
		user: asUser?.ok !== false,
	};
	for (const [slug, keeps] of Object.entries(kept)) if (!keeps) enabled.delete(slug);
	const confidence = proven ? 'proven' : 'likely';
	const changes = plan.changes.map((change): PlannedChange => {
		if (change.slug === 'user' && asUser !== null) return withUserTrial(change, asUser);
		if (!rehearsed.has(change.slug) || !findings.enabled.has(change.slug)) return change;
		if (!enabled.has(change.slug))
			return {...change, enabled: false, confidence: 'test first', why: trusted('a twin failed with it')};
		return {...found(change, facts, findings), confidence: limits.has(change.slug) ? 'likely' : confidence};
	});
	return {plan: {...plan, changes}, enabled};
}

function found(change: PlannedChange, facts: ContainerFacts, {final, needed, evidence}: Findings): PlannedChange {
	const {capabilities, writable, memory} = final;
	if (change.slug === 'capabilities' && capabilities !== null) return foundCapabilities(facts, final, needed, evidence);
	if (change.slug === 'read-only' && writable !== null)
		return readOnlyChange(facts, writable, evidence.changes.known ? evidence.changes.value.length : 0);
	if (change.slug === 'memory' && memory !== null) return memoryChange(memory, change.why, change.evidence);
	return change;
}

function foundCapabilities(
	facts: ContainerFacts,
	{capabilities}: Candidate,
	needed: readonly Needed[],
	evidence: HardeningEvidence,
): PlannedChange {
	const names = capabilities ?? [];
	const prediction = predictCapabilities(facts, evidence);
	const reasons = names.map((capability): Evidence => {
		const without = needed.find(one => one.capability === capability)?.without ?? null;
		if (without !== null) return {source: 'rehearsal', path: `without ${capability}`, value: sanitise(without)};
		const known = prediction.needs.find(need => need.capability === capability)?.evidence;
		return known ?? {source: 'rehearsal', path: capability, value: 'kept: not tried without it'};
	});
	const untried = names.filter(one => needed.some(({capability, without}) => capability === one && without === null));
	const why =
		names.length === 0
			? trusted('a twin works without any capability')
			: untried.length === 0
				? trusted('a twin works with these, and fails without any one of them')
				: sanitise(`a twin works with these; ${untried.join(', ')} may be needed for clients, so it was not tried without`);
	return {...capabilityChange(facts, names, prediction), evidence: reasons, why};
}

function withUserTrial(change: PlannedChange, trial: Verdict): PlannedChange {
	const evidence = [
		...change.evidence,
		{source: 'rehearsal', path: change.add.map(optionText).join(' '), value: sanitise(trial.note)},
	];
	return trial.ok
		? {...change, evidence, why: trusted('a twin works as that user, without any capability')}
		: {...change, evidence, enabled: false, why: trusted('a twin failed as that user')};
}
