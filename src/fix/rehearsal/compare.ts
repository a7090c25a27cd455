import {setTimeout as sleep} from 'node:timers/promises';
import {runCheck} from './check.js';
import {newComplaints} from './complaints.js';
import {differingStep, exercise} from './exercise/exercise.js';
import type {Exercised} from './exercise/step.js';
import {lastingPorts, missingFrom, observeTwin, type TwinSnapshot} from './observe-twin.js';
import {ask, complains, differingReply, logLines} from './probe-twin.js';
import type {Replies} from './probes/reply.js';
import type {RehearsalSession} from './rehearsal-session.js';
import {type Expectations, failed, lastComplaint, missingSignals, type Reference, summary, type TrialVerdict} from './verdict.js';
import {type WrittenFiles, writtenFiles} from './written-files.js';

/** Seconds before a twin that was asked to stop is killed. */
export const graceSeconds = 5;

/** Probes a ready twin like its control, stops it, and compares. `asked`: replies already requested. */
export async function compare(
	session: RehearsalSession,
	id: string,
	now: TwinSnapshot,
	expectations: Expectations,
	readyAfter: number,
	asked: Promise<Replies | null> | null,
): Promise<TrialVerdict> {
	const {reference, whileReady} = expectations;
	const twin = {id, pid: now.pid};
	await whileReady?.(twin, 'ready');
	const replies = session.local ? await (asked ?? ask(session, id, now, expectations)) : null;
	const exercised = await exerciseTwin(session, id, now, expectations, replies);
	const check = session.check === null ? null : await runCheck(session.check, twin, session.signal);
	const {after, called} = await afterProbes(session, id, now, expectations);
	const log = await session.writer.logs(id, logLines);
	await whileReady?.(twin, 'probed');

	if (!after.running)
		return failed(`it ended with status ${after.exitCode} once it was probed${lastComplaint(log)}`, log, after.outOfMemory, true);
	if (check !== null && !check.ok) return failed(`your check fails: ${check.output}`, log, false, true);
	// Before it may end: its files are visible through its first process.
	const written = session.local ? writtenFiles(now.pid) : null;
	const differs = reference === null ? null : difference(expectations, reference, after, {replies, exercised}, log, written);
	if (differs !== null) return differs;

	const standing = {
		written,
		writtenAgain: null,
		classes: now.classes,
		called,
		privileged: after.privileged,
		kept: after.kept,
		ports: lastingPorts(after.ports, expectations.expectedSignals.ports),
		loopback: after.loopback,
		replies,
		exercised,
		exercisedAgain: null,
		readyAfter,
		healthy: after.health === 'healthy',
	};
	const reached = {ok: true, note: summary(after, replies)} as const;
	// What the control could not do is not the candidate's fault, and would take the whole grace period.
	if (!expectations.stop || (reference !== null && reference.stopsAfter === null))
		return {...reached, log, reference: {...standing, log, stopsAfter: null, startsAgain: false}};
	const stopsAfter = await stopDuration(session, id, reference);
	await whileReady?.(twin, 'stopped');
	const wholeLog = await session.writer.logs(id, logLines);
	const unwilling = reference === null ? null : stopDifference(expectations, reference, stopsAfter, wholeLog, written);
	return unwilling ?? {...reached, log, reference: {...standing, log: wholeLog, stopsAfter, startsAgain: false}};
}

/**
 * The state of a twin after probing. Processes started by the probes count if they stay for a moment; a candidate gets time to
 * start those of its control.
 */
async function afterProbes(
	session: RehearsalSession,
	id: string,
	before: TwinSnapshot,
	expectations: Expectations,
): Promise<{after: TwinSnapshot; called: ReadonlySet<string>}> {
	const {reference} = expectations;
	for (let attempt = 1; ; attempt++) {
		const after = await observeTwin(session, id);
		const fresh = missingFrom(after.classes, before.classes);
		if (reference === null) {
			if (fresh.length === 0) return {after, called: new Set()};
			await sleep(1000);
			const later = await observeTwin(session, id);
			return {after: later, called: new Set(fresh.filter(one => later.classes.has(one)))};
		}
		const whole = missingFrom(reference.called, after.classes).length === 0;
		if (whole || !after.running || attempt === 10 || (await complains(session, id, reference, expectations)))
			return {after, called: reference.called};
		await sleep(300);
	}
}

/** `null` where its network cannot be entered. */
async function exerciseTwin(
	session: RehearsalSession,
	id: string,
	now: TwinSnapshot,
	expectations: Expectations,
	replies: Replies | null,
): Promise<Exercised | null> {
	if (replies === null) return null;
	const {reference, effort, whileReady, again = false} = expectations;
	const wanted = again ? (reference?.exercisedAgain ?? null) : (reference?.exercised ?? null);
	const probe = (): Promise<Replies | null> => ask(session, id, now, expectations, replies);
	const twin = {id, pid: now.pid};
	const onWait = async (when: 'waiting' | 'waited'): Promise<void> => whileReady?.(twin, when);
	return exercise(session, twin, {replies, wanted, effort, probe, onWait});
}

/** What a candidate does differently from its control while it runs. */
function difference(
	{harmless, effort, again = false}: Expectations,
	reference: Reference,
	now: TwinSnapshot,
	{replies, exercised}: {readonly replies: Replies | null; readonly exercised: Exercised | null},
	log: string,
	written: WrittenFiles | null,
): TrialVerdict | null {
	const wanted = {classes: new Set([...reference.classes, ...reference.called]), ports: reference.ports};
	const fresh = newComplaints(log, reference.log, harmless);
	const gone = [...missingFrom(wanted.classes, now.classes), ...missingFrom(wanted.ports, now.ports)];
	if (gone.length > 0)
		return failed(
			`${missingSignals(now, {reference: null, expectedSignals: wanted})}${lastComplaint(log)}`,
			log,
			now.outOfMemory,
			fresh.length > 0,
		);
	const differs = differingReply(reference.replies, replies);
	if (differs !== null) return failed(`${differs}${lastComplaint(log)}`, log, false, fresh.length > 0);
	const didBefore = again ? reference.exercisedAgain : reference.exercised;
	const lacks = didBefore === null || exercised === null ? null : differingStep(didBefore, exercised, effort);
	if (lacks !== null)
		return failed(`${lacks.note}${lastComplaint(log)}`, log, now.outOfMemory, lacks.certain || fresh.length > 0);
	return fresh.length > 0 ? complaint('log', fresh, log, written) : null;
}

function complaint(where: string, lines: readonly string[], log: string, written: WrittenFiles | null): TrialVerdict {
	return {
		ok: false,
		note: `${where}: ${lines[0]?.trim()}`,
		log,
		outOfMemory: false,
		certain: true,
		complains: {lines, written, again: false},
	};
}

function stopDifference(
	{harmless}: Expectations,
	reference: Reference,
	stopsAfter: number | null,
	log: string,
	written: WrittenFiles | null,
): TrialVerdict | null {
	const fresh = newComplaints(log, reference.log, harmless);
	// A first process that may not signal the others logs nothing, so the hint is supplied here.
	if (stopsAfter === null)
		return failed(
			`it no longer stops on the stop signal${lastComplaint(log)}`,
			fresh.length > 0 ? log : 'kill: Operation not permitted',
			false,
			true,
		);
	return fresh.length > 0 ? complaint('log at its end', fresh, log, written) : null;
}

/** Milliseconds until it stopped, `null` when it was killed. A candidate may take longer than its control, as on a loaded machine. */
async function stopDuration(session: RehearsalSession, id: string, reference: Reference | null): Promise<number | null> {
	const grace = Math.max(graceSeconds, Math.ceil((3 * (reference?.stopsAfter ?? 0)) / 1000));
	const began = Date.now();
	await session.writer.stop(id, grace);
	const took = Date.now() - began;
	return took < grace * 1000 - 300 ? took : null;
}
