import type {EngineReader} from '../../engine/engine-reader.js';
import type {EngineWriter} from '../../engine/writer.js';
import type {Capability} from '../../facts/index.js';
import type {AssessedContainer} from '../../risk/assessment.js';
import type {Evidence} from '../../rules/verdict.js';
import {own, type SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import {capabilityChange, predictCapabilities} from '../plan/capabilities.js';
import {knownNeeds} from '../plan/capability-knowledge.js';
import type {Change} from '../plan/change.js';
import {type Plan, planHardening} from '../plan/index.js';
import {pidsFor} from '../plan/limits.js';
import {readOnlyChange} from '../plan/read-only.js';
import {classify, writableDirectories} from '../plan/writable-paths.js';
import {type Candidate, candidateInspect, rehearsed, repair} from './candidate.js';
import {type Coverage, coverage} from './coverage.js';
import {refusal} from './guards.js';
import {judgeTwin, type Reference, type Verdict} from './judge.js';
import {startLearning} from './learn.js';
import {leaveOneOut, type Needed} from './leave-one-out.js';
import {classesOf} from './observe-twin.js';
import {sweepLeftovers} from './ownership.js';
import {recorded, type Session, type TrialReport} from './session.js';

export type RehearsalOptions = {
	readonly reader: EngineReader;
	/** Its existence is the consent. */
	readonly writer: EngineWriter;
	readonly assessed: AssessedContainer;
	readonly evidence: HardeningEvidence;
	/** Slugs of the changes to rehearse. */
	readonly enabled: ReadonlySet<string>;
	readonly check: string | null;
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

const maxRepairs = 8;
/** Of Go's FileMode. */
const directoryBit = 0x80000000;

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
		files: await fileMounts(options.reader, assessed),
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
		if (!control.ok) return refused(sanitise(`a twin without any change does not work by itself: ${control.note}`));
		const learnt = planHardening(assessed, lesson.evidence);
		return await prove(options, session, learnt, lesson.evidence, control.reference, new Set(lesson.live), began);
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
	const judge = (candidate: Candidate, how: {stop?: boolean; patient?: boolean} = {}): Promise<Verdict> =>
		judgeTwin(session, candidateInspect(plan, enabled, facts, candidate), {
			reference,
			hoped: nothing,
			stop: how.stop ?? true,
			patient: how.patient ?? true,
		});

	const found = await search(session, firstCandidate(plan, enabled, session, evidence), judge, path =>
		isDirectory(session, path),
	);
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
	if (found === null) return done('suggested', own('no hardened twin worked: see the trials'), plan, enabled);

	const keep = protectedCapabilities(session, evidence, live);
	const needed = await minimal(session, found, keep, options.cpus, judge);
	const final: Candidate = {
		...found,
		capabilities: found.capabilities === null ? null : needed.map(({capability}) => capability),
	};
	const verified = await recorded(session, 'hardened twin, once more', () => judge(final));
	const kept = verified.ok ? final : found;
	const state =
		verified.ok || (await recorded(session, 'the larger set, once more', () => judge(found))).ok ? covered.state : 'suggested';
	const asUser = await tryUser(session, plan, enabled, kept, reference);
	const result = withFindings(session, plan, enabled, kept, needed, evidence, state, asUser);
	const reason =
		state === 'suggested' ? (covered.reason ?? own('a hardened twin worked once and not again: see the trials')) : covered.reason;
	return done(state, reason, result.plan, result.enabled);
}

const nothing = {classes: new Set<string>(), ports: new Set<string>()};

function firstCandidate(plan: Plan, enabled: ReadonlySet<string>, {facts}: Session, evidence: HardeningEvidence): Candidate {
	const has = (slug: string): boolean => enabled.has(slug) && plan.changes.some(change => change.slug === slug);
	const granted = facts.capabilities.granted;
	const changes = evidence.changes.known ? evidence.changes.value : [];
	const limit = (
		slug: string,
		read: (host: {Memory?: number; PidsLimit?: number | null}) => number | null | undefined,
	): number | null =>
		has(slug) ? (read(plan.changes.find(change => change.slug === slug)?.apply(facts.raw).HostConfig ?? {}) ?? null) : null;
	return {
		capabilities: has('capabilities')
			? predictCapabilities(facts, evidence)
					.needs.map(({capability}) => capability)
					.filter(one => granted.has(one))
			: null,
		writable: has('read-only')
			? writableDirectories(changes, facts.raw)
					.map(path => classify(path, evidence.directories.get(path) ?? null, changes))
					.filter(({how}) => how !== 'blocked')
			: null,
		noNewPrivileges: has('no-new-privileges'),
		memory: limit('memory', host => host.Memory),
		pids: limit('pids', host => host.PidsLimit) ?? (has('pids') ? pidsFor(8) : null),
		tried: new Set(),
	};
}

/** Tries, repairs by what the log says, tries again. */
async function search(
	session: Session,
	first: Candidate,
	judge: (candidate: Candidate) => Promise<Verdict>,
	isDirectory: (path: string) => Promise<boolean>,
): Promise<Candidate | null> {
	let candidate = first;
	for (let round = 1; round <= maxRepairs; round++) {
		const verdict = await recorded(session, round === 1 ? 'hardened twin' : `hardened twin ${round}`, async () => {
			const outcome = await judge(candidate);
			if (outcome.ok) return outcome;
			const next = await repair(candidate, outcome, session.facts.capabilities.granted, isDirectory);
			return {...outcome, next, note: next === null ? outcome.note : `${outcome.note} → ${next.adds}`};
		});
		if (verdict.ok) return candidate;
		if (!('next' in verdict) || verdict.next === null) return null;
		candidate = verdict.next.candidate;
	}
	return null;
}

async function minimal(
	session: Session,
	found: Candidate,
	keep: ReadonlySet<Capability>,
	cpus: number,
	judge: (candidate: Candidate, how: {stop?: boolean; patient?: boolean}) => Promise<Verdict>,
): Promise<Needed[]> {
	const all = found.capabilities ?? [];
	return leaveOneOut(all, keep, Math.max(1, Math.min(2, cpus)), (without, patient) =>
		recorded(session, patient ? `without ${without}, once more` : `without ${without}`, () =>
			judge({...found, capabilities: all.filter(one => one !== without)}, {stop: without === 'KILL', patient}),
		),
	);
}

/** What an idle twin cannot exercise: used by the live original, or known of its programs. File checks may be the overlay's own. */
function protectedCapabilities(session: Session, evidence: HardeningEvidence, live: ReadonlySet<Capability>): Set<Capability> {
	const ofFiles = new Set<Capability>(['DAC_OVERRIDE', 'FOWNER', 'FSETID', 'CHOWN', 'MKNOD', 'SETFCAP']);
	const commands = evidence.processes.known ? evidence.processes.value.map(process => String(process.command)) : [];
	const granted = session.facts.capabilities.granted;
	return new Set([
		...[...live].filter(one => !ofFiles.has(one)),
		...knownNeeds(commands)
			.map(need => need.capability)
			.filter(one => granted.has(one)),
	]);
}

/** The second rung: the same, and never root. `null` where the plan has no such change. It is not chosen for anybody. */
async function tryUser(
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
	const classes = new Set([...reference.classes].filter(one => one.endsWith(`:${uid}`)));
	return recorded(session, user.add.join(' '), () =>
		judgeTwin(session, inspect, {reference: {...reference, classes}, hoped: nothing, stop: false}),
	);
}

/** The plan with the sets that worked, and each rehearsed change marked as proven where that is true. */
function withFindings(
	session: Session,
	plan: Plan,
	enabled: ReadonlySet<string>,
	final: Candidate,
	needed: readonly Needed[],
	evidence: HardeningEvidence,
	state: RehearsalResult['state'],
	asUser: Verdict | null,
): {plan: Plan; enabled: ReadonlySet<string>} {
	const {facts} = session;
	const confidence = state === 'suggested' ? 'likely' : 'proven';
	const slugs = new Set(enabled);
	const give = (slug: string, keeps: boolean): void => {
		if (!keeps) slugs.delete(slug);
	};
	give('read-only', final.writable !== null);
	give('no-new-privileges', final.noNewPrivileges);
	give('memory', final.memory !== null);
	give('pids', final.pids !== null);
	if (asUser?.ok === false) slugs.delete('user');
	const changes = plan.changes.map(change => {
		if (change.slug === 'user' && asUser !== null) return withUserTrial(change, asUser);
		if (!rehearsed.has(change.slug)) return change;
		if (!slugs.has(change.slug))
			return {...change, enabled: false, confidence: 'test first' as const, why: own('a twin did not work with it')};
		if (change.slug === 'capabilities' && final.capabilities !== null) {
			const prediction = predictCapabilities(facts, evidence);
			const reasons: Evidence[] = needed.map(({capability, without}) =>
				without === null
					? (prediction.needs.find(need => need.capability === capability)?.evidence ?? {
							source: 'rehearsal',
							path: capability,
							value: 'kept',
						})
					: {source: 'rehearsal', path: `without ${capability}`, value: sanitise(without)},
			);
			return {
				...capabilityChange(facts, final.capabilities, prediction),
				confidence,
				evidence: reasons,
				why: own('a twin works with these, and not with one less'),
			} as const;
		}
		if (change.slug === 'read-only' && final.writable !== null)
			return {
				...readOnlyChange(facts, final.writable, evidence.changes.known ? evidence.changes.value.length : 0),
				confidence,
			} as const;
		return {...change, confidence} as const;
	});
	return {plan: {...plan, changes}, enabled: slugs};
}

function withUserTrial(change: Change, trial: Verdict): Change {
	const evidence = {source: 'rehearsal', path: change.add.join(' '), value: sanitise(trial.note)};
	return trial.ok
		? {...change, evidence: [...change.evidence, evidence], why: own('a twin works as that user, with no capability at all')}
		: {...change, evidence: [...change.evidence, evidence], enabled: false, why: own('a twin did not work as that user')};
}

/** Writable binds of single files: configuration, sockets. Shared read-only, since an empty volume cannot stand for a file. */
async function fileMounts(reader: EngineReader, {facts}: AssessedContainer): Promise<Set<string>> {
	const files = new Set<string>();
	for (const mount of facts.raw.Mounts ?? []) {
		if (mount.Type !== 'bind' || mount.RW === false || mount.Destination === undefined) continue;
		const stat = await reader.pathStat(facts.id, mount.Destination);
		if (stat !== null && (stat.mode & directoryBit) === 0) files.add(mount.Destination);
	}
	return files;
}

/** Of the original: directories of the image are there too. What is not there is taken for a file. */
async function isDirectory({reader, facts}: Session, path: string): Promise<boolean> {
	const stat = await reader.pathStat(facts.id, path);
	return stat !== null && (stat.mode & directoryBit) !== 0;
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

export type {Coverage};
