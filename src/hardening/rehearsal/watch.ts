import {setTimeout as sleep} from 'node:timers/promises';
import {ask, compare} from './compare.js';
import {explainsFailure, newComplaints} from './log-lines.js';
import {lastingPorts, missingFrom, observeTwin, type TwinSnapshot} from './observe-twin.js';
import type {Replies} from './probes/ask.js';
import {type Session, throwIfCancelled} from './session.js';
import {type Expectations, failed, lastComplaint, missingSignals, type Verdict} from './verdict.js';

/** Milliseconds. */
const poll = 200;

/** Looks at a twin until it is what it should be and stays so, then compares it; gives it up by the time that its control took. */
export async function watch(session: Session, id: string, expectations: Expectations): Promise<Verdict> {
	const {reference} = expectations;
	const began = Date.now();
	const limit = patience(expectations);
	const soak = soakTime(expectations);
	/** Asked while it is watched: a candidate is known to need no more than its control. */
	let asking: Promise<Replies | null> | null = null;
	let since = 0;
	let last: TwinSnapshot | null = null;
	let settled = 0;
	for (;;) {
		throwIfCancelled(session);
		const now = await observeTwin(session, id);
		const log = (): Promise<string> => session.writer.logs(id, 300);
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
			// Where it ends meanwhile nobody waits for the replies, and that they could not be had is no news.
			asking?.catch(() => undefined);
		}
		if (since > 0 && Date.now() - since >= soak) return compare(session, id, now, expectations, since - began, asking);
		// One that is ready by then is looked at to the end.
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

/** Milliseconds for which a twin must stay as it should be. A second look at the same control needs no longer than one at a candidate. */
const soakTime = ({reference, again = false}: Expectations): number => (reference === null && !again ? 2500 : 1500);

/** It listens and rests, but as somebody else: waiting for its time to be over would show the same. */
function isSettledOtherwise(now: TwinSnapshot, {reference, patient = false}: Expectations, settled: number): boolean {
	if (reference === null || reference.ports.size === 0 || now.health === 'starting') return false;
	if (missingFrom(reference.ports, now.ports).length > 0) return false;
	if (missingFrom(reference.classes, now.classes).length === 0) return false;
	return Date.now() - settled >= (patient ? 3000 + reference.readyAfter : 1500 + reference.readyAfter);
}

/** A line of trouble that is new explains a failure; without one the load of the machine may be the reason, and it is tried again. */
const isExplained = (log: string, {reference, harmless}: Expectations): boolean =>
	reference !== null && (newComplaints(log, reference.log, harmless).length > 0 || explainsFailure(log, reference.log));

/** Milliseconds in which a twin must be ready: by what its control took, since the machine may be slow or loaded. */
function patience({reference, patient = false}: Expectations): number {
	if (reference === null) return 90_000;
	return patient ? Math.max(5000, 4 * reference.readyAfter + 4000) : Math.max(3000, 3 * reference.readyAfter + 2000);
}

/** A candidate has all that its control had; a control has all that the original has, or has come to rest without. */
function isReady(now: TwinSnapshot, {reference, expectedSignals}: Expectations, settled: number): boolean {
	if (reference !== null)
		return missingFrom(reference.classes, now.classes).length === 0 && missingFrom(reference.ports, now.ports).length === 0;
	if (now.classes.size === 0) return false;
	const listens = missingFrom(lastingPorts(expectedSignals.ports, new Set()), now.ports).length === 0;
	const complete = listens && missingFrom(expectedSignals.classes, now.classes).length === 0;
	const expectsAny = expectedSignals.classes.size + expectedSignals.ports.size > 0;
	// Processes that only clients call for are missed in vain where it listens; where it does not, it may still prepare its data.
	const patience = complete ? (expectsAny ? 300 : 1500) : listens && expectedSignals.ports.size > 0 ? 3000 : 12_000;
	return Date.now() - settled >= patience;
}

const sameSets = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => a.size === b.size && missingFrom(a, b).length === 0;
