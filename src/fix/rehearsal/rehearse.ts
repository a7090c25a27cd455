import {
	type ContainerFacts,
	counted,
	type EngineReader,
	type EngineWriter,
	JournalError,
	limitedSignal,
	type SafeText,
	safe,
	sanitise,
	trusted,
} from '../../base/index.js';
import type {AssessedContainer} from '../../judge/index.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import {type Plan, planHardening} from '../plan/index.js';
import type {Copies} from './copies.js';
import {findLeast} from './find-least.js';
import {refusal} from './guards.js';
import {judgeTwin} from './judge.js';
import {findLeftovers} from './leftovers.js';
import {missingHostObject} from './missing-host-object.js';
import {type ControlObservation, observeControl} from './observe-control.js';
import {classesOf} from './observe-twin.js';
import {type RehearsalSession, recordTrial, type TrialReport, TwinLost} from './rehearsal-session.js';
import type {RecordedTraffic} from './replay/har.js';
import type {RehearsalResult} from './result.js';
import {sweep} from './sweep.js';
import {twinMemory} from './twin.js';
import type {TrialVerdict} from './verdict.js';

export type RehearsalOptions = {
	readonly reader: EngineReader;
	/** Its existence is the consent. */
	readonly writer: EngineWriter;
	readonly assessed: AssessedContainer;
	readonly evidence: HardeningEvidence;
	/** Slugs of the changes to rehearse. */
	readonly enabled: ReadonlySet<string>;
	readonly check: string | null;
	/** Recorded requests for the twins. */
	readonly replay?: RecordedTraffic | null;
	/** The replacements for the twins' mounts, read before the question. */
	readonly copies: Copies;
	readonly cpus: number;
	readonly signal: AbortSignal;
	readonly now: () => number;
	readonly onProgress: (trial: TrialReport) => void;
	/** What was swept from earlier rehearsals, and what was not. */
	readonly onNote?: (note: SafeText) => void;
};

/**
 * Starts throw-away twins of a container until a hardened one does what an unhardened one does, then drops what it does not
 * need. The original is not touched. No twin is ever left behind.
 *
 * @throws RehearsalCancelled when the signal is aborted
 */
export async function rehearse(given: RehearsalOptions): Promise<RehearsalResult> {
	// The user has agreed to what is asked from here on.
	const options = {...given, reader: given.reader.consented ?? given.reader};
	const {assessed, evidence, signal, now} = options;
	const {facts} = assessed;
	const began = now();
	const plan = planHardening(assessed, evidence);
	const trials: TrialReport[] = [];
	const refused = (reason: SafeText): RehearsalResult => ({
		state: 'refused',
		summary: safe`refused: ${reason}`,
		trials,
		exercised: [],
		notExercised: [],
		seconds: seconds(began, now()),
		plan,
		enabled: options.enabled,
	});
	const reason = refusal(facts);
	if (reason !== null) return refused(reason);

	const local = await options.reader.isLocal();
	if (options.replay != null && !local)
		return refused(
			trusted(
				'recorded requests can be sent to twins only on the host of their engine: nowhere else can their network be entered',
			),
		);
	if (options.check !== null && !local)
		return refused(
			trusted(
				'your check would reach the original instead of a twin: the network of a twin can be entered only on the host of its engine',
			),
		);

	const over = limitedSignal(0, signal);
	const session: RehearsalSession = {
		...options,
		replay: options.replay ?? null,
		facts,
		local,
		memory: twinMemory(facts, evidence),
		keepsData: keepsData(plan, facts),
		signal: over.signal,
		twins: new Set(),
		judging: new Set(),
		trials,
		report: options.onProgress,
	};
	try {
		options.writer.journal.open();
		await sweepFirst(options);
		const {control, observation} = await judgeControl(session, evidence);
		if (!control.ok) return refused(await whyControlFails(session, control));
		const observed = planHardening(assessed, observation.evidence);
		const {setuidPrograms} = observation.evidence;
		// Exim serves as an unprivileged user, and becomes root again through its setuid file for delivery.
		const privileged = control.reference.privileged || (setuidPrograms.known && setuidPrograms.value.length > 0);
		const wanted = {
			plan: observed,
			chosen: options.enabled,
			evidence: observation.evidence,
			reference: {...control.reference, privileged},
			live: new Set(observation.live),
		};
		const found = await findLeast(session, wanted, options.cpus);
		return {...found, trials, seconds: seconds(began, now())};
	} catch (error) {
		if (error instanceof TwinLost || error instanceof JournalError) return refused(sanitise(error.message));
		throw error;
	} finally {
		// A parallel trial may still be creating its twin, which it removes itself.
		over.abort();
		for (const id of [...session.twins].reverse()) await options.writer.remove(id);
		await Promise.allSettled(session.judging);
	}
}

/** Leftovers of a killed rehearsal are removed first, as the consent says. */
async function sweepFirst({reader, writer, now, onNote = () => undefined}: RehearsalOptions): Promise<void> {
	const leftovers = await findLeftovers({reader, writer, now: now()});
	const {removed, failed} = await sweep(leftovers, writer);
	if (removed.length > 0) onNote(sanitise(`removed first, left over from an earlier rehearsal: ${removed.join(', ')}`));
	for (const why of [...failed, ...leftovers.unusable]) onNote(sanitise(`not removed: ${why}`));
	if (leftovers.unproven.length > 0)
		onNote(
			sanitise(
				`not touched: ${counted(leftovers.unproven.length, 'container')} that only ${leftovers.unproven.length === 1 ? 'looks' : 'look'} like dockscope's (dockscope sweep lists what and why)`,
			),
		);
}

/** The unhardened twin, which shows what a hardened one must do, and what was observed meanwhile. */
async function judgeControl(
	session: RehearsalSession,
	evidence: HardeningEvidence,
): Promise<{control: TrialVerdict; observation: ControlObservation}> {
	const {facts} = session;
	const observer = await observeControl(session, evidence, facts.capabilities.granted);
	let observation: ControlObservation;
	let control: TrialVerdict;
	try {
		control = await recordTrial(session, 'control twin', () =>
			judgeTwin(session, facts.raw, {
				reference: null,
				expectedSignals: expectedSignals(evidence),
				stop: true,
				effort: 'whole',
				whileReady: observer.whileReady,
			}),
		);
	} finally {
		observation = observer.finish();
	}
	return {control, observation};
}

/** Why a control does not work; if possible, what it lacks. */
async function whyControlFails(session: RehearsalSession, {note, log}: Extract<TrialVerdict, {ok: false}>): Promise<SafeText> {
	const missing = await missingHostObject(session, log);
	if (missing !== null) return missing;
	return session.copies.withData
		? sanitise(
				`an unchanged twin does not work with a copy of the data, taken while the container ran: ${note}; it may work without a copy`,
			)
		: sanitise(`an unchanged twin does not work on its own: ${note}`);
}

/** What it writes is still there at the next start: in volumes, its own or those of the plan, or in a root file system that stays writable. */
function keepsData(plan: Plan, facts: ContainerFacts): boolean {
	const readOnly = plan.changes.find(change => change.slug === 'read-only');
	return (
		(!facts.readOnlyRoot && readOnly?.rung !== 'least') ||
		facts.mounts.some(mount => mount.writable && mount.kind !== 'tmpfs') ||
		(readOnly?.add ?? []).some(({name, value}) => name === '--volume' && value?.includes(':') === true)
	);
}

function expectedSignals(evidence: HardeningEvidence): {classes: ReadonlySet<string>; ports: ReadonlySet<string>} {
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
