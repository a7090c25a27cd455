import type {EngineReader} from '../../engine/engine-reader.js';
import type {EngineWriter} from '../../engine/writer.js';
import type {Capability, ContainerFacts} from '../../facts/index.js';
import type {AssessedContainer} from '../../risk/assessment.js';
import {own, type SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import {type Plan, planHardening} from '../plan/index.js';
import {type Candidate, candidateInspect, rehearsed} from './candidate.js';
import {coverage} from './coverage.js';
import type {DataCopy} from './data-copy.js';
import {firstCandidate, type Judge, minimal, nothing, protectedCapabilities, search, tryUser} from './find-least.js';
import {withFindings} from './findings.js';
import {refusal} from './guards.js';
import {judgeTwin} from './judge.js';
import {startLearning} from './learn.js';
import {classesOf} from './observe-twin.js';
import {sweepLeftovers} from './ownership.js';
import {fileMounts, isDirectory} from './path-kinds.js';
import {recorded, type Session, type TrialReport} from './session.js';
import {twinMemory} from './twin.js';
import type {Reference, Verdict} from './verdict.js';
import {worksTwice} from './works-twice.js';

export type RehearsalOptions = {
	readonly reader: EngineReader;
	/** Its existence is the consent. */
	readonly writer: EngineWriter;
	readonly assessed: AssessedContainer;
	readonly evidence: HardeningEvidence;
	/** Slugs of the changes to rehearse. */
	readonly enabled: ReadonlySet<string>;
	readonly check: string | null;
	/** What the twins start over, where somebody chose that; `null`: what the image has. */
	readonly data: DataCopy | null;
	readonly cpus: number;
	readonly signal: AbortSignal;
	readonly now: () => number;
	readonly onProgress: (trial: TrialReport) => void;
};

export type RehearsalResult = {
	readonly state: 'proven-with-traffic' | 'proven-at-start-up' | 'suggested' | 'refused';
	/** Why it was refused, or why it is only suggested. */
	readonly reason: SafeText | null;
	readonly trials: readonly TrialReport[];
	readonly exercised: readonly SafeText[];
	readonly notExercised: readonly SafeText[];
	readonly seconds: number;
	/** With what the rehearsal found and proved; the old one when it was refused. */
	readonly plan: Plan;
	readonly enabled: ReadonlySet<string>;
};

/**
 * Starts throw-away twins of a container until a hardened one does what an unhardened one does, then takes away what it does not
 * need. The original is not touched. Whatever happens, no twin is left.
 *
 * @throws RehearsalCancelled when the signal is aborted
 */
export async function rehearse(options: RehearsalOptions): Promise<RehearsalResult> {
	const {assessed, evidence, signal, now} = options;
	const {facts} = assessed;
	const began = now();
	const plan = planHardening(assessed, evidence);
	const trials: TrialReport[] = [];
	const refused = (reason: SafeText): RehearsalResult => ({
		state: 'refused',
		reason,
		trials,
		exercised: [],
		notExercised: [],
		seconds: seconds(began, now()),
		plan,
		enabled: options.enabled,
	});
	const reason = refusal(facts);
	if (reason !== null) return refused(reason);

	const session: Session = {
		...options,
		facts,
		local: await options.reader.isLocal(),
		files: await fileMounts(options.reader, facts),
		memory: twinMemory(facts, evidence),
		keepsData: keepsData(plan, facts),
		signal,
		twins: new Set(),
		trials,
		report: options.onProgress,
	};
	await sweepLeftovers(options.writer, now());
	try {
		const learner = await startLearning(session, evidence, facts.capabilities.granted);
		let lesson: ReturnType<typeof learner.finish>;
		let control: Verdict;
		try {
			control = await recorded(session, 'control twin', () =>
				judgeTwin(session, facts.raw, {reference: null, hoped: hopes(evidence), stop: true, whileReady: learner.whileReady}),
			);
		} finally {
			lesson = learner.finish();
		}
		if (!control.ok) return refused(notByItself(control.note, session.data));
		const learnt = planHardening(assessed, lesson.evidence);
		const {setuidPrograms} = lesson.evidence;
		// Exim serves as an ordinary user, and is root again by its own file where it delivers.
		const privileged = control.reference.privileged || (setuidPrograms.known && setuidPrograms.value.length > 0);
		const reference = {...control.reference, privileged};
		return await prove(options, session, learnt, lesson.evidence, reference, new Set(lesson.live), began);
	} finally {
		for (const id of session.twins) await options.writer.remove(id);
	}
}

async function prove(
	options: RehearsalOptions,
	session: Session,
	plan: Plan,
	evidence: HardeningEvidence,
	reference: Reference,
	live: ReadonlySet<Capability>,
	began: number,
): Promise<RehearsalResult> {
	const {facts} = session;
	const enabled = new Set([
		...options.enabled,
		...plan.changes.filter(change => change.enabled && rehearsed.has(change.slug)).map(one => one.slug),
	]);
	const judge: Judge = (candidate, how = {}) =>
		judgeTwin(session, candidateInspect(plan, enabled, facts, candidate), {
			reference,
			hoped: nothing,
			stop: how.stop ?? true,
			patient: how.patient ?? true,
			harmless: how.harmless ?? new Set(),
		});

	const keep = protectedCapabilities(session, evidence, live, reference);
	const first = firstCandidate(plan, enabled, session, evidence, new Set([...keep, ...reference.kept]));
	const working = await search(session, first, judge, path => isDirectory(session.reader, facts.id, path));
	const covered = coverage(session, reference, evidence);
	const done = (
		state: RehearsalResult['state'],
		reason: SafeText | null,
		changes: Plan,
		slugs: ReadonlySet<string>,
	): RehearsalResult => ({
		...covered,
		state,
		reason,
		trials: session.trials,
		seconds: seconds(began, options.now()),
		plan: changes,
		enabled: slugs,
	});
	if (working === null) return done('suggested', own('no hardened twin worked: see the trials'), plan, enabled);

	const {needed, harmless} = await minimal(session, working, {keep, likely: first.capabilities ?? []}, options.cpus, judge);
	const found = working.candidate;
	const final: Candidate = {
		...found,
		capabilities: found.capabilities === null ? null : needed.map(({capability}) => capability),
	};
	const same = final.capabilities?.length === found.capabilities?.length;
	const verify = (): Promise<boolean> =>
		worksTwice(session, 'the result', same ? 1 : 0, options.cpus, patient => judge(final, {patient, harmless}));
	const rung = (candidate: Candidate): Promise<Verdict | null> => tryUser(session, plan, enabled, candidate, reference);
	// Neither has to wait for the other where there is a core for each, and one twin is all that is left to verify.
	const beside = same && options.cpus > 1;
	const [verified, asUserBeside] = beside ? await Promise.all([verify(), rung(final)]) : [await verify(), null];
	const kept = verified ? final : found;
	const works =
		verified || (!same && (await worksTwice(session, 'the larger set', 1, options.cpus, patient => judge(found, {patient}))));
	const state = works ? covered.state : 'suggested';
	const asUser = beside ? asUserBeside : await rung(kept);
	const result = withFindings(facts, {plan, enabled, final: kept, needed, evidence, proven: state !== 'suggested', asUser});
	const reason =
		state === 'suggested' ? (covered.reason ?? own('a hardened twin worked once and not again: see the trials')) : covered.reason;
	return done(state, reason, result.plan, result.enabled);
}

function notByItself(note: string, data: DataCopy | null): SafeText {
	return data === null
		? sanitise(`a twin without any change does not work by itself: ${note}`)
		: sanitise(
				`a twin without any change does not work over a copy of the data, which was taken while it ran: ${note}; without a copy it may`,
			);
}

/** Volumes, its own or those of the plan: what it writes there is met again at the next start. */
function keepsData(plan: Plan, facts: ContainerFacts): boolean {
	const planned = plan.changes.find(change => change.slug === 'read-only')?.add ?? [];
	return (
		facts.mounts.some(mount => mount.writable && mount.kind !== 'tmpfs') ||
		planned.some(flag => flag.startsWith('--volume ') && flag.includes(':'))
	);
}

function hopes(evidence: HardeningEvidence): {classes: ReadonlySet<string>; ports: ReadonlySet<string>} {
	const processes = evidence.processes.known ? evidence.processes.value : [];
	const sockets = evidence.listening.known ? evidence.listening.value : [];
	return {
		classes: new Set(classesOf(processes)),
		ports: new Set(
			sockets.filter(({protocol, port}) => protocol === 'tcp' || port < 32_768).map(({protocol, port}) => `${protocol}/${port}`),
		),
	};
}

const seconds = (from: number, to: number): number => Math.round((to - from) / 100) / 10;
