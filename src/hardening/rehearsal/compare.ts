import {type LeftFiles, leftFiles} from './left-files.js';
import {newComplaints} from './log-lines.js';
import {type Glimpse, glimpse, lastingPorts, missingFrom} from './observe-twin.js';
import {probePorts, type Replies, runCheck} from './probe.js';
import type {Session} from './session.js';
import {type Demands, failed, lacks, type Reference, summary, tail, type Verdict} from './verdict.js';

/** Seconds until a twin that was asked to stop is killed. */
export const graceSeconds = 5;

/** Asks a twin that stands what its control was asked, lets it end, and compares. */
export async function compare(
	session: Session,
	id: string,
	now: Glimpse,
	demands: Demands,
	readyAfter: number,
): Promise<Verdict> {
	const {reference, whileReady} = demands;
	const twin = {id, pid: now.pid};
	await whileReady?.(twin, 'ready');
	const replies = session.local ? await probePorts(now.pid, portsToAsk(demands, now)) : null;
	const check =
		session.check === null ? null : await runCheck(session.check, {id, pid: session.local ? now.pid : null}, session.signal);
	const after = await glimpse(session, id);
	const log = await session.writer.logs(id, 300);
	await whileReady?.(twin, 'probed');

	if (!after.running)
		return failed(`it ended with status ${after.exitCode} once it was asked${tail(log)}`, log, after.outOfMemory, true);
	if (check !== null && !check.ok) return failed(`your check fails: ${check.output}`, log, false, true);
	// Before it may end: its files are seen through its first process.
	const left = session.local ? leftFiles(now.pid) : null;
	const differs = reference === null ? null : difference(demands, reference, after, replies, log, left);
	if (differs !== null) return differs;

	const standing = {
		left,
		leftAgain: null,
		classes: after.classes,
		ports: lastingPorts(after.ports, demands.hoped.ports),
		replies,
		readyAfter,
		healthy: after.health === 'healthy',
	};
	const reached = {ok: true, note: summary(after, replies)} as const;
	// What the control could not do either is no fault of the candidate's, and costs the whole grace period.
	if (!demands.stop || (reference !== null && reference.stopsAfter === null))
		return {...reached, log, reference: {...standing, log, stopsAfter: null, startsAgain: false}};
	const stopsAfter = await ending(session, id, reference);
	await whileReady?.(twin, 'stopped');
	const wholeLog = await session.writer.logs(id, 300);
	const unwilling = reference === null ? null : differentEnd(demands, reference, stopsAfter, wholeLog, left);
	return unwilling ?? {...reached, log, reference: {...standing, log: wholeLog, stopsAfter, startsAgain: false}};
}

/** What a candidate does otherwise than its control while it stands. */
function difference(
	{harmless}: Demands,
	reference: Reference,
	now: Glimpse,
	replies: Replies | null,
	log: string,
	left: LeftFiles | null,
): Verdict | null {
	const gone = [...missingFrom(reference.classes, now.classes), ...missingFrom(reference.ports, now.ports)];
	if (gone.length > 0) return failed(`${lacks(now, {reference, hoped: reference})}${tail(log)}`, log, now.outOfMemory, false);
	const differs = differingReply(reference.replies, replies);
	if (differs !== null) return failed(`${differs}${tail(log)}`, log, false, false);
	const fresh = newComplaints(log, reference.log, harmless);
	return fresh.length > 0 ? complaining('log', fresh, log, left) : null;
}

function complaining(where: string, lines: readonly string[], log: string, left: LeftFiles | null): Verdict {
	return {
		ok: false,
		note: `${where}: ${lines[0]?.trim()}`,
		log,
		outOfMemory: false,
		certain: true,
		complains: {lines, left, again: false},
	};
}

function differentEnd(
	{harmless}: Demands,
	reference: Reference,
	stopsAfter: number | null,
	log: string,
	left: LeftFiles | null,
): Verdict | null {
	const fresh = newComplaints(log, reference.log, harmless);
	// A first process that may not signal the others says nothing: the hint is given in its place.
	if (stopsAfter === null)
		return failed(
			`it no longer ends when asked to${tail(log)}`,
			fresh.length > 0 ? log : 'kill: Operation not permitted',
			false,
			true,
		);
	return fresh.length > 0 ? complaining('log at its end', fresh, log, left) : null;
}

/** The control is asked on every port; a candidate where the control replied, since silence proves nothing twice. */
function portsToAsk({reference, hoped}: Demands, now: Glimpse): number[] {
	if (reference === null)
		return [...lastingPorts(now.ports, hoped.ports)].filter(port => port.startsWith('tcp/')).map(port => Number(port.slice(4)));
	return [...(reference.replies ?? [])].filter(([, {is}]) => is === 'answered' || is === 'spoke').map(([port]) => port);
}

/** Milliseconds until it ended by itself, `null` when it was killed. A candidate may take longer than its control, as a loaded machine does. */
async function ending(session: Session, id: string, reference: Reference | null): Promise<number | null> {
	const grace = Math.max(graceSeconds, Math.ceil((3 * (reference?.stopsAfter ?? 0)) / 1000));
	const began = Date.now();
	await session.writer.stop(id, grace);
	const took = Date.now() - began;
	return took < grace * 1000 - 300 ? took : null;
}

function differingReply(wanted: Replies | null, got: Replies | null): string | null {
	if (wanted === null || got === null) return null;
	for (const [port, reply] of wanted) {
		if (reply.text === '') continue;
		const now = got.get(port);
		if (now?.is !== reply.is || now.text !== reply.text)
			return `port ${port} replies ${now?.text || now?.is || 'nothing'} instead of ${reply.text || reply.is}`;
	}
	return null;
}
