import {setTimeout as sleep} from 'node:timers/promises';
import {openTree} from '../../../host/host-tree.js';
import {sanitise} from '../../../terminal/sanitise.js';
import {hostProcesses} from '../../evidence/host-processes.js';
import type {Session} from '../session.js';
import {throwIfCancelled} from '../session.js';
import type {Step} from './step.js';

/** Programs that start others at certain times. */
const schedulers = /^(cron|crond|anacron|atd|dcron|fcron|supercronic|ofelia|yacron|supervisord|systemd|runsvdir|celery|sidekiq)$/;

/** Milliseconds without a scheduler; and after the boundary of a minute, at which jobs begin. */
const shortWait = 5000;
const afterBoundary = 6000;
const minute = 60_000;

/**
 * Waits with an idle twin: a few seconds, or until a minute began and its jobs had time to run. Processes that appear meanwhile are
 * jobs, whose users and groups are compared.
 *
 * @param id      of the twin
 * @param wanted  the same step of the control, which decides how long
 */
export async function wait(session: Session, {id, pid}: {id: string; pid: number}, wanted: Step | undefined): Promise<Step> {
	const logBefore = await session.writer.logs(id, 3000);
	const began = Date.now();
	const found = scheduler(pid);
	const known = classesAt(pid);
	const jobs = new Jobs(new Set(known));
	const crosses = wanted === undefined ? found !== null : isLong(wanted);
	if (!crosses) await watch(session, pid, jobs, shortWait);
	// An application with its own timer shows it in its log.
	const logsNow = !crosses && wanted === undefined && (await session.writer.logs(id, 3000)) !== logBefore;
	const acrossMinute = crosses || logsNow;
	if (acrossMinute) {
		await watch(session, pid, jobs, untilMinute());
		// A machine under load may be late: once more before it counts.
		if (wanted !== undefined && missing(wanted, jobs).length > 0) await watch(session, pid, jobs, untilMinute());
	}
	const seconds = Math.round((Date.now() - began) / 1000);
	const why = found === null ? (logsNow ? ', since it logs while idle' : '') : `, since it runs ${found}`;
	const seen = jobs.seen();
	const saw = seen.length === 0 ? '' : `; jobs: ${seen.join(', ')}`;
	const lacks = wanted === undefined ? [] : missing(wanted, jobs);
	return {
		name: 'wait',
		outcome:
			wanted === undefined ? JSON.stringify({acrossMinute, jobs: seen}) : lacks.length === 0 ? wanted.outcome : 'other jobs',
		says: sanitise(
			lacks.length > 0
				? `no job ${lacks.join(', ')} within ${seconds} s`
				: acrossMinute
					? `${seconds} s idle, one minute boundary passed${why}${saw}`
					: `${seconds} s idle${saw}`,
		),
		isLong: true,
	};
}

const untilMinute = (): number => {
	const rest = minute - (Date.now() % minute);
	return rest + afterBoundary;
};

type Waited = {readonly acrossMinute: boolean; readonly jobs: readonly string[]};
const waited = ({outcome}: Step): Waited => JSON.parse(outcome);
const isLong = (wanted: Step): boolean => waited(wanted).acrossMinute;
const missing = (wanted: Step, jobs: Jobs): string[] => waited(wanted).jobs.filter(one => !jobs.seen().includes(one));

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

async function watch(session: Session, pid: number, jobs: Jobs, milliseconds: number): Promise<void> {
	const end = Date.now() + milliseconds;
	while (Date.now() < end) {
		throwIfCancelled(session);
		jobs.look(classesAt(pid));
		await sleep(150);
	}
}

/** `sh as 1000:1000`, also of those that pass quickly. */
function classesAt(pid: number): string[] {
	const list = hostProcesses(openTree('/'), pid);
	return list.known ? list.value.map(({command, uid, user, gid}) => `${command} as ${uid ?? user}:${gid ?? ''}`) : [];
}

/** The name of a program that starts others at certain times. */
export function scheduler(pid: number): string | null {
	const list = hostProcesses(openTree('/'), pid);
	const found = list.known ? list.value.find(({command}) => schedulers.test(command)) : undefined;
	return found === undefined ? null : String(found.command);
}
