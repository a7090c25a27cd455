import type {Capability} from '../../facts/index.js';
import type {Plan} from '../plan/index.js';
import {type Candidate, candidateInspect, repair} from './candidate.js';
import {judgeTwin} from './judge.js';
import {leaveOneOut, type Needed} from './leave-one-out.js';
import {cameToNothing} from './left-files.js';
import {shape} from './log-lines.js';
import {recorded, type Session} from './session.js';
import type {Reference, Verdict} from './verdict.js';

const maxRepairs = 8;

export const nothing = {classes: new Set<string>(), ports: new Set<string>()};

/** Tries, repairs by what the log says, tries again. */
export async function search(
	session: Session,
	first: Candidate,
	judge: (candidate: Candidate) => Promise<Verdict>,
	isDirectory: (path: string) => Promise<boolean>,
): Promise<{readonly candidate: Candidate; readonly reference: Reference} | null> {
	let candidate = first;
	for (let round = 1; round <= maxRepairs; round++) {
		const verdict = await recorded(session, round === 1 ? 'hardened twin' : `hardened twin ${round}`, async () => {
			const first = await judge(candidate);
			// Unexplained: before anything is given up for it, the load of the machine is ruled out.
			const outcome = first.ok || first.certain ? first : await judge(candidate);
			if (outcome.ok) return outcome;
			const next = await repair(candidate, outcome, session.facts.capabilities.granted, isDirectory);
			return {...outcome, next, note: next === null ? outcome.note : `${outcome.note} → ${next.adds}`};
		});
		if (verdict.ok) return {candidate, reference: verdict.reference};
		if (!('next' in verdict) || verdict.next === null) return null;
		candidate = verdict.next.candidate;
	}
	return null;
}

export type Least = {
	readonly needed: readonly Needed[];
	/** Shapes of the complaints that came to nothing. */
	readonly harmless: ReadonlySet<string>;
};

/** How a candidate is judged while the least set is looked for. */
export type Judge = (
	candidate: Candidate,
	how?: {readonly stop?: boolean; readonly patient?: boolean; readonly harmless?: ReadonlySet<string>},
) => Promise<Verdict>;

/**
 * Takes away each capability alone, `likely` being those that the first candidate had. A twin that does all it should and only
 * complains, of something that left its files as they are with the capability, is judged once more without regard to these complaints.
 */
export async function minimal(
	session: Session,
	found: {readonly candidate: Candidate; readonly reference: Reference},
	{keep, likely}: {readonly keep: ReadonlySet<Capability>; readonly likely: readonly Capability[]},
	cpus: number,
	judge: Judge,
): Promise<Least> {
	const candidate = await withoutUnlikely(session, found.candidate, new Set([...keep, ...likely]), judge);
	const all = candidate.capabilities ?? [];
	const harmless = new Set<string>();
	const without = async (capability: Capability, patient: boolean): Promise<Verdict> => {
		const fewer = {...candidate, capabilities: all.filter(one => one !== capability)};
		const ignored = new Set<string>();
		for (;;) {
			const verdict = await judge(fewer, {stop: capability === 'KILL', patient, harmless: ignored});
			if (verdict.ok) {
				for (const one of ignored) harmless.add(one);
				return ignored.size === 0 ? verdict : {...verdict, note: `${verdict.note}; it complains, and leaves the same files`};
			}
			const lines = verdict.complains?.lines ?? [];
			const wanted = verdict.complains?.again ? found.reference.leftAgain : found.reference.left;
			const excused = cameToNothing(capability, lines, {left: verdict.complains?.left ?? null, wanted});
			if (lines.length === 0 || !excused) return verdict;
			for (const line of lines) ignored.add(shape(line));
		}
	};
	const needed = await leaveOneOut(all, keep, Math.max(1, Math.min(2, cpus)), (capability, patient) =>
		recorded(session, patient ? `without ${capability}, once more` : `without ${capability}`, () => without(capability, patient)),
	);
	return {needed, harmless};
}

/** Where every capability had to be given back, most are spare: a half of those that nothing speaks for goes at once, then the other. */
async function withoutUnlikely(
	session: Session,
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
		const verdict = await recorded(session, `without ${half.join(' ')}`, () => judge(fewer));
		if (verdict.ok) result = fewer;
	}
	return result;
}

/** The second rung: the same, and never root. `null` where the plan has no such change. It is not chosen for anybody. */
export async function tryUser(
	session: Session,
	plan: Plan,
	enabled: ReadonlySet<string>,
	candidate: Candidate,
	reference: Reference,
): Promise<Verdict | null> {
	const user = plan.changes.find(change => change.slug === 'user');
	if (user === undefined) return null;
	const inspect = user.apply(
		candidateInspect(plan, enabled, session.facts, {...candidate, capabilities: candidate.capabilities && []}),
	);
	const [uid = ''] = (inspect.Config?.User ?? '').split(':');
	// As that user nobody is root any more: the processes of the others are what remains to be compared.
	const classes = new Set([...reference.classes].filter(one => one.split(':').at(-2) === uid));
	return recorded(session, user.add.join(' '), () =>
		judgeTwin(session, inspect, {reference: {...reference, classes, called: new Set()}, hoped: nothing, stop: false}),
	);
}
