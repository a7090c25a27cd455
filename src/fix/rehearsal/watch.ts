import {setTimeout as sleep} from 'node:timers/promises';
import {compare} from './compare.js';
import {explainsFailure, newComplaints} from './complaints.js';
import {lastingPorts, missingFrom, observeTwin, type TwinSnapshot} from './observe-twin.js';
import {ask, logLines} from './probe-twin.js';
import type {Replies} from './probes/reply.js';
import {type RehearsalSession, throwIfCancelled} from './rehearsal-session.js';
import {type Expectations, failed, lastComplaint, missingSignals, type TrialVerdict} from './verdict.js';

const poll = 200;

/** Observes a twin until it is as expected and stable, then compares it; the time limit depends on its control's. */
export async function watch(session: RehearsalSession, id: string, expectations: Expectations): Promise<TrialVerdict> {
	const {reference} = expectations;
	const began = Date.now();
	const limit = patience(expectations);
	const soak = soakTime(expectations);
	/** Started while it is watched: a candidate is known to need no more than its control. */
	let asking: Promise<Replies | null> | null = null;
	let since = 0;
	let last: TwinSnapshot | null = null;
	let settled = 0;
	for (;;) {
		throwIfCancelled(session);
		const now = await observeTwin(session, id);
		const log = (): Promise<string> => session.writer.logs(id, logLines);
		if (!now.running) {
			const text = await log();
			return failed(
				`it ended with status ${now.exitCode}${lastComplaint(text)}`,
				text,
				now.outOfMemory,
				isExplained(text, expectations),
			);
		}
		settled = last !== null && sameSets(last.classes, now.classes) && sameSets(last.ports, now.ports) ? settled : Date.now();
		last = now;
		const ready = now.health !== 'starting' && now.health !== 'unhealthy' && isReady(now, expectations, settled);
		if (!ready) since = 0;
		else if (since === 0) {
			since = Date.now();
			asking = reference === null || !session.local ? null : ask(session, id, now, expectations);
			// If it ends meanwhile the replies are not needed, and their failure is expected.
			asking?.catch(() => undefined);
		}
		if (since > 0 && Date.now() - since >= soak) return compare(session, id, now, expectations, since - began, asking);
		// A twin that is ready by then is observed to the end.
		if (!ready && (Date.now() - began > limit || isSettledOtherwise(now, expectations, settled))) {
			const text = await log();
			return failed(
				`${missingSignals(now, expectations)}${lastComplaint(text)}`,
				text,
				now.outOfMemory,
				isExplained(text, expectations),
			);
		}
		await sleep(poll);
	}
}

/** Milliseconds for which a twin must stay as expected. The second start of a control takes no longer than a candidate. */
const soakTime = ({reference, again = false}: Expectations): number => (reference === null && !again ? 2500 : 1500);

/** It listens and is idle, but as another user: waiting until the timeout would show the same. */
function isSettledOtherwise(now: TwinSnapshot, {reference, patient = false}: Expectations, settled: number): boolean {
	if (reference === null || reference.ports.size === 0 || now.health === 'starting') return false;
	if (missingFrom(reference.ports, now.ports).length > 0) return false;
	if (missingFrom(reference.classes, now.classes).length === 0) return false;
	return Date.now() - settled >= (patient ? 3000 + reference.readyAfter : 1500 + reference.readyAfter);
}

/** A new error line explains a failure; without one the load of the machine may be the reason, and it is tried again. */
const isExplained = (log: string, {reference, harmless}: Expectations): boolean =>
	reference !== null && (newComplaints(log, reference.log, harmless).length > 0 || explainsFailure(log, reference.log));

/** Milliseconds in which a twin must be ready: relative to its control, since the machine may be slow or loaded. */
function patience({reference, patient = false}: Expectations): number {
	if (reference === null) return 90_000;
	return patient ? Math.max(5000, 4 * reference.readyAfter + 4000) : Math.max(3000, 3 * reference.readyAfter + 2000);
}

/** A candidate has everything that its control had; a control has everything that the original has, or is stable without. */
function isReady(now: TwinSnapshot, {reference, expectedSignals}: Expectations, settled: number): boolean {
	if (reference !== null)
		return missingFrom(reference.classes, now.classes).length === 0 && missingFrom(reference.ports, now.ports).length === 0;
	if (now.classes.size === 0) return false;
	const listens = missingFrom(lastingPorts(expectedSignals.ports, new Set()), now.ports).length === 0;
	const complete = listens && missingFrom(expectedSignals.classes, now.classes).length === 0;
	const expectsAny = expectedSignals.classes.size + expectedSignals.ports.size > 0;
	// If it listens, processes that only clients cause will not appear; if it does not, it may still be preparing its data.
	const patience = complete ? (expectsAny ? 300 : 1500) : listens && expectedSignals.ports.size > 0 ? 3000 : 12_000;
	return Date.now() - settled >= patience;
}

const sameSets = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => a.size === b.size && missingFrom(a, b).length === 0;
