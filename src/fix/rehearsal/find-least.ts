import type {Capability} from '../../base/index.js';
import {directoryEvidence} from '../evidence/directories.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import {enabledBy, type Plan} from '../plan/index.js';
import {type Candidate, candidateInspect, rehearsed} from './candidate.js';
import {confirmStable} from './confirm-stable.js';
import {coverage, summaryOf} from './coverage.js';
import {withFindings} from './findings.js';
import {firstCandidate} from './first-candidate.js';
import {judgeTwin} from './judge.js';
import {type Judge, type MinimalSet, minimiseCapabilities, noSignals, search, tryUser} from './minimise-capabilities.js';
import {isDirectory} from './path-kinds.js';
import {protectedCapabilities} from './protected-capabilities.js';
import type {RehearsalSession} from './rehearsal-session.js';
import type {RehearsalResult} from './result.js';
import type {Reference, TrialVerdict} from './verdict.js';

/** What is to be tried, and the reference for the trials. */
export type Search = {
	readonly plan: Plan;
	/** Slugs of the changes selected by the user. */
	readonly chosen: ReadonlySet<string>;
	readonly evidence: HardeningEvidence;
	readonly reference: Reference;
	/** Capabilities that the live original was seen to use. */
	readonly live: ReadonlySet<Capability>;
};

/**
 * Finds a hardened twin that does what the control did, drops what it does not need, and confirms the result. What is tried is the least
 * set, whatever was selected: what works with it works with more.
 */
export async function findLeast(
	session: RehearsalSession,
	{plan, chosen, evidence, reference, live}: Search,
	cpus: number,
): Promise<Omit<RehearsalResult, 'trials' | 'seconds'>> {
	const {facts} = session;
	const enabled = new Set([...chosen, ...[...enabledBy(plan, 'least')].filter(slug => rehearsed.has(slug))]);
	const judge: Judge = (candidate, how = {}) =>
		judgeTwin(session, candidateInspect(plan, enabled, facts, candidate), {
			reference,
			expectedSignals: noSignals,
			stop: how.stop ?? true,
			effort: how.effort ?? 'whole',
			patient: how.patient ?? true,
			harmless: how.harmless ?? new Set(),
		});

	const keep = protectedCapabilities(session, evidence, live, reference);
	const first = firstCandidate(plan, enabled, session, evidence, new Set([...keep, ...reference.kept]));
	const working = await search(session, first, judge, async path =>
		(await isDirectory(session.reader, facts.id, path)) ? directoryEvidence(session.reader, facts.id, path, []) : null,
	);
	const covered = coverage(session, reference, evidence);
	const result = {exercised: covered.did, notExercised: covered.not};
	if (working === null) return {...result, state: 'failed', summary: summaryOf(covered, false), plan, enabled: chosen};

	const least = await minimiseCapabilities(session, working, {keep, likely: first.capabilities ?? []}, cpus, judge);
	const asUser = (candidate: Candidate): Promise<TrialVerdict | null> => tryUser(session, plan, enabled, candidate, reference);
	const verified = await verify(session, working.candidate, least, {judge, asUser}, cpus);
	const {needed} = least;
	const found = {final: verified.candidate, needed, evidence, asUser: verified.asUser};
	return {
		...result,
		state: verified.works ? 'worked' : 'failed',
		summary: summaryOf(covered, verified.works),
		...withFindings(facts, {plan, tried: enabled, chosen, exercised: verified.works ? covered : null, ...found}),
	};
}

type Trials = {readonly judge: Judge; readonly asUser: (candidate: Candidate) => Promise<TrialVerdict | null>};

/** Whether the minimal set works again, or else the larger one that was found first; and whether the same works without root. */
async function verify(
	session: RehearsalSession,
	larger: Candidate,
	{needed, harmless}: MinimalSet,
	{judge, asUser}: Trials,
	cpus: number,
): Promise<{readonly candidate: Candidate; readonly works: boolean; readonly asUser: TrialVerdict | null}> {
	const capabilities = larger.capabilities === null ? null : needed.map(({capability}) => capability);
	const least: Candidate = {...larger, capabilities};
	const same = capabilities?.length === larger.capabilities?.length;
	const leastWorks = (): Promise<boolean> =>
		confirmStable(session, 'the result', same ? 1 : 0, cpus, patient => judge(least, {patient, harmless}));
	// In parallel if there is a core for each, and only one twin is left to verify.
	if (same && cpus > 1) {
		const [works, verdict] = await Promise.all([leastWorks(), asUser(least)]);
		return {candidate: works ? least : larger, works, asUser: verdict};
	}
	if (await leastWorks()) return {candidate: least, works: true, asUser: await asUser(least)};
	const works = !same && (await confirmStable(session, 'the larger set', 1, cpus, patient => judge(larger, {patient})));
	return {candidate: larger, works, asUser: await asUser(larger)};
}
