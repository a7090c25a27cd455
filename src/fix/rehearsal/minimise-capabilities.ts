import {type Capability, parseUser} from '../../base/index.js';
import {optionText} from '../../judge/index.js';
import type {Plan} from '../plan/index.js';
import {type Candidate, candidateInspect, type DirectoryAt, repair} from './candidate.js';
import {shape} from './complaints.js';
import type {Effort} from './exercise/step.js';
import {judgeTwin} from './judge.js';
import {leaveOneOut, type NeededCapability} from './leave-one-out.js';
import {type RehearsalSession, recordTrial} from './rehearsal-session.js';
import type {Reference, TrialVerdict} from './verdict.js';
import {isHarmlessFailure} from './written-files.js';

const maxRepairs = 8;

export const noSignals = {classes: new Set<string>(), ports: new Set<string>()};

/** Tries, repairs according to the log, tries again. */
export async function search(
	session: RehearsalSession,
	first: Candidate,
	judge: (candidate: Candidate) => Promise<TrialVerdict>,
	directoryAt: DirectoryAt,
): Promise<{readonly candidate: Candidate; readonly reference: Reference} | null> {
	let candidate = first;
	for (let round = 1; round <= maxRepairs; round++) {
		const verdict = await recordTrial(session, round === 1 ? 'hardened twin' : `hardened twin ${round}`, async () => {
			const first = await judge(candidate);
			// Unexplained: rules out load before giving anything up.
			const outcome = first.ok || first.certain ? first : await judge(candidate);
			if (outcome.ok) return outcome;
			const next = await repair(candidate, outcome, session.facts.capabilities.granted, directoryAt);
			return {...outcome, next, note: next === null ? outcome.note : `${outcome.note} → ${next.adds}`};
		});
		if (verdict.ok) return {candidate, reference: verdict.reference};
		if (!('next' in verdict) || verdict.next === null) return null;
		candidate = verdict.next.candidate;
	}
	return null;
}

export type MinimalSet = {
	readonly needed: readonly NeededCapability[];
	/** Shapes of complaints that were harmless. */
	readonly harmless: ReadonlySet<string>;
};

/** How a candidate is judged during minimisation. */
export type Judge = (
	candidate: Candidate,
	how?: {readonly stop?: boolean; readonly effort?: Effort; readonly patient?: boolean; readonly harmless?: ReadonlySet<string>},
) => Promise<TrialVerdict>;

/**
 * Drops each capability separately; `likely` are those of the first candidate. A twin that does everything it should and only
 * logs complaints, but writes the same files as with the capability, is judged again with these complaints ignored.
 */
export async function minimiseCapabilities(
	session: RehearsalSession,
	found: {readonly candidate: Candidate; readonly reference: Reference},
	{keep, likely}: {readonly keep: ReadonlySet<Capability>; readonly likely: readonly Capability[]},
	cpus: number,
	judge: Judge,
): Promise<MinimalSet> {
	const candidate = await withoutUnlikely(session, found.candidate, new Set([...keep, ...likely]), judge);
	const all = candidate.capabilities ?? [];
	const harmless = new Set<string>();
	const without = async (capability: Capability, patient: boolean): Promise<TrialVerdict> => {
		const fewer = {...candidate, capabilities: all.filter(one => one !== capability)};
		const ignored = new Set<string>();
		for (;;) {
			const verdict = await judge(fewer, {stop: capability === 'KILL', effort: 'short', patient, harmless: ignored});
			if (verdict.ok) {
				for (const one of ignored) harmless.add(one);
				return ignored.size === 0
					? verdict
					: {...verdict, note: `${verdict.note}; it logs complaints, but writes the same files`};
			}
			const lines = verdict.complains?.lines ?? [];
			const wanted = verdict.complains?.again ? found.reference.writtenAgain : found.reference.written;
			const excused = isHarmlessFailure(capability, lines, {written: verdict.complains?.written ?? null, wanted});
			if (lines.length === 0 || !excused) return verdict;
			for (const line of lines) ignored.add(shape(line));
		}
	};
	const needed = await leaveOneOut(all, keep, Math.max(1, Math.min(2, cpus)), (capability, patient) =>
		recordTrial(session, patient ? `without ${capability}, once more` : `without ${capability}`, () =>
			without(capability, patient),
		),
	);
	return {needed, harmless};
}

/** When all capabilities had to be restored, most are not needed: half of those without evidence are dropped at once, then the other half. */
async function withoutUnlikely(
	session: RehearsalSession,
	candidate: Candidate,
	likely: ReadonlySet<Capability>,
	judge: Judge,
): Promise<Candidate> {
	let result = candidate;
	const unlikely = (candidate.capabilities ?? []).filter(one => !likely.has(one));
	if (unlikely.length < 4) return result;
	const middle = Math.ceil(unlikely.length / 2);
	for (const half of [unlikely.slice(0, middle), unlikely.slice(middle)]) {
		const fewer = {...result, capabilities: (result.capabilities ?? []).filter(one => !half.includes(one))};
		const verdict = await recordTrial(session, `without ${half.join(' ')}`, () => judge(fewer, {effort: 'short'}));
		if (verdict.ok) result = fewer;
	}
	return result;
}

/** The second step: the same without root at all. `null` when the plan has no such change. It is never enabled automatically. */
export async function tryUser(
	session: RehearsalSession,
	plan: Plan,
	enabled: ReadonlySet<string>,
	candidate: Candidate,
	reference: Reference,
): Promise<TrialVerdict | null> {
	const user = plan.changes.find(change => change.slug === 'user');
	if (user === undefined) return null;
	const inspect = user.apply(
		candidateInspect(plan, enabled, session.facts, {...candidate, capabilities: candidate.capabilities && []}),
	);
	const {user: uid} = parseUser(inspect.Config?.User ?? '');
	// Under that user there are no root processes: only the other processes can still be compared.
	const classes = new Set([...reference.classes].filter(one => one.split(':').at(-2) === uid));
	return recordTrial(session, user.add.map(optionText).join(' '), () =>
		judgeTwin(session, inspect, {
			reference: {...reference, classes, called: new Set()},
			expectedSignals: noSignals,
			stop: false,
			effort: 'short',
		}),
	);
}
