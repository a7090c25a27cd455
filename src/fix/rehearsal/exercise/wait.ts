import {setTimeout as sleep} from 'node:timers/promises';
import {openTree, sanitise} from '../../../base/index.js';
import {processesOnHost} from '../../evidence/host-processes.js';
import {logLines} from '../probe-twin.js';
import {type RehearsalSession, throwIfCancelled} from '../rehearsal-session.js';
import type {ExerciseStep} from './step.js';

/** Programs that start others at certain times. */
const schedulers = /^(cron|crond|anacron|atd|dcron|fcron|supercronic|ofelia|yacron|supervisord|systemd|runsvdir|celery|sidekiq)$/;

/** Milliseconds without a scheduler; and after the boundary of a minute, at which jobs begin. */
const shortWait = 5000;
const afterBoundary = 6000;
const minute = 60_000;

/**
 * Waits with an idle twin: a few seconds; with a scheduler until a minute began and its jobs had time to run. Kinds of process that
 * appear then are jobs. If the control has any, it waits for a second minute: those that it has each minute must appear in the others.
 *
 * @param id      of the twin
 * @param wanted  the same step of the control, which decides how long
 */
export async function wait(
	session: RehearsalSession,
	twin: {id: string; pid: number},
	wanted: ExerciseStep | undefined,
): Promise<ExerciseStep> {
	return wanted === undefined ? waitFirst(session, twin) : waitLike(session, twin, wanted);
}

async function waitFirst(session: RehearsalSession, {id, pid}: {id: string; pid: number}): Promise<ExerciseStep> {
	const began = Date.now();
	const found = scheduler(pid);
	const known = new Set(classesAt(pid));
	const logs = found === null && (await logsWhileIdle(session, {id, pid}));
	if (found === null && !logs)
		return {name: 'wait', outcome: outcomeOf([]), says: sanitise(`${secondsSince(began)} s idle`), isLong: true};
	const first = await jobsOfMinute(session, pid, known);
	const second = first.length === 0 ? [] : await jobsOfMinute(session, pid, known);
	const each = first.filter(one => second.includes(one));
	const passed = first.length === 0 ? 'one minute boundary' : 'two minute boundaries';
	const why = found === null ? 'it logs while idle' : `it runs ${found}`;
	const all = [...new Set([...first, ...second])].sort();
	return {
		name: 'wait',
		outcome: outcomeOf(each, true),
		says: sanitise(
			`${secondsSince(began)} s idle, ${passed} passed, since ${why}${all.length === 0 ? '' : `; jobs: ${all.join(', ')}`}`,
		),
		isLong: true,
	};
}

async function waitLike(session: RehearsalSession, {pid}: {pid: number}, wanted: ExerciseStep): Promise<ExerciseStep> {
	const began = Date.now();
	const {acrossMinute, jobs} = waited(wanted);
	const known = new Set(classesAt(pid));
	let lacks = jobs;
	if (!acrossMinute) await watch(session, pid, new Jobs(known), shortWait);
	// A machine under load may be late: once more before it counts.
	for (let minutes = 0; acrossMinute && minutes < 2 && (minutes === 0 || lacks.length > 0); minutes++) {
		const seen = await jobsOfMinute(session, pid, known);
		lacks = lacks.filter(one => !seen.includes(one));
	}
	const idle = `${secondsSince(began)} s idle`;
	return {
		name: 'wait',
		outcome: lacks.length === 0 ? wanted.outcome : 'other jobs',
		says: sanitise(lacks.length === 0 ? idle : `no job ${lacks.join(', ')} in ${idle}`),
		isLong: true,
	};
}

/** It logs in both halves of a few idle seconds: an application with its own timer, rather than the end of what it did before. */
async function logsWhileIdle(session: RehearsalSession, {id, pid}: {id: string; pid: number}): Promise<boolean> {
	const texts = [await session.writer.logs(id, logLines)];
	for (let half = 0; half < 2; half++) {
		await watch(session, pid, new Jobs(new Set()), shortWait / 2);
		texts.push(await session.writer.logs(id, logLines));
	}
	return new Set(texts).size === 3;
}

async function jobsOfMinute(session: RehearsalSession, pid: number, known: ReadonlySet<string>): Promise<string[]> {
	const jobs = new Jobs(known);
	await watch(session, pid, jobs, untilMinute());
	return jobs.seen();
}

const secondsSince = (began: number): number => Math.round((Date.now() - began) / 1000);
const outcomeOf = (jobs: readonly string[], acrossMinute = false): string => JSON.stringify({acrossMinute, jobs});

const untilMinute = (): number => {
	const rest = minute - (Date.now() % minute);
	return rest + afterBoundary;
};

type Waited = {readonly acrossMinute: boolean; readonly jobs: readonly string[]};
const waited = ({outcome}: ExerciseStep): Waited => JSON.parse(outcome);

/** Kinds of process that appeared and stayed for a moment: one that is about to change its user is none. */
class Jobs {
	readonly #known: ReadonlySet<string>;
	readonly #times = new Map<string, number>();
	constructor(known: ReadonlySet<string>) {
		this.#known = known;
	}
	look(classes: readonly string[]): void {
		for (const one of new Set(classes)) if (!this.#known.has(one)) this.#times.set(one, (this.#times.get(one) ?? 0) + 1);
	}
	seen(): string[] {
		return [...this.#times].flatMap(([one, times]) => (times >= 3 ? [one] : [])).sort();
	}
}

async function watch(session: RehearsalSession, pid: number, jobs: Jobs, milliseconds: number): Promise<void> {
	const end = Date.now() + milliseconds;
	while (Date.now() < end) {
		throwIfCancelled(session);
		jobs.look(classesAt(pid));
		await sleep(150);
	}
}

/** `sh as 1000:1000`, also of those that pass quickly; without what was started from outside: `docker exec`, a health check. */
function classesAt(pid: number): string[] {
	const list = processesOnHost(openTree('/'), pid);
	if (!list.known) return [];
	const parents = new Map(list.value.map(one => [one.pid, one.parent]));
	const isInside = (one: number | null): boolean => {
		for (let up = one, steps = 0; up !== null && steps < 100; up = parents.get(up) ?? null, steps++) if (up === pid) return true;
		return false;
	};
	return list.value
		.filter(one => isInside(one.pid))
		.map(({command, uid, user, gid}) => `${command} as ${uid ?? user}:${gid ?? ''}`);
}

/** The name of a program that starts others at certain times. */
function scheduler(pid: number): string | null {
	const list = processesOnHost(openTree('/'), pid);
	const found = list.known ? list.value.find(({command}) => schedulers.test(command)) : undefined;
	return found === undefined ? null : String(found.command);
}
