import {setTimeout as sleep} from 'node:timers/promises';
import {runCheck} from './check.js';
import {type LeftFiles, leftFiles} from './left-files.js';
import {newComplaints} from './log-lines.js';
import {type Glimpse, glimpse, lastingPorts, missingFrom} from './observe-twin.js';
import {probePorts, type Replies} from './probes/ask.js';
import type {Session} from './session.js';
import {withTwinNetwork} from './twin-network.js';
import {type Demands, failed, lacks, type Reference, summary, tail, type Verdict} from './verdict.js';

/** Seconds until a twin that was asked to stop is killed. */
export const graceSeconds = 5;

/** Asks a twin that stands what its control was asked, lets it end, and compares. `asked`: replies that are on their way. */
export async function compare(
	session: Session,
	id: string,
	now: Glimpse,
	demands: Demands,
	readyAfter: number,
	asked: Promise<Replies | null> | null,
): Promise<Verdict> {
	const {reference, whileReady} = demands;
	const twin = {id, pid: now.pid};
	await whileReady?.(twin, 'ready');
	const replies = session.local ? await (asked ?? ask(session, id, now, demands)) : null;
	const check = session.check === null ? null : await runCheck(session.check, twin, session.signal);
	const {after, called} = await afterAsked(session, id, now, demands);
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
		classes: now.classes,
		called,
		privileged: after.privileged,
		kept: after.kept,
		ports: lastingPorts(after.ports, demands.hoped.ports),
		loopback: after.loopback,
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

/**
 * How a twin looks once it was asked. Processes that were called by that count where they stay for a moment; a candidate gets time to
 * call those of its control.
 */
async function afterAsked(
	session: Session,
	id: string,
	before: Glimpse,
	demands: Demands,
): Promise<{after: Glimpse; called: ReadonlySet<string>}> {
	const {reference} = demands;
	for (let attempt = 1; ; attempt++) {
		const after = await glimpse(session, id);
		const fresh = missingFrom(after.classes, before.classes);
		if (reference === null) {
			if (fresh.length === 0) return {after, called: new Set()};
			await sleep(1000);
			const later = await glimpse(session, id);
			return {after: later, called: new Set(fresh.filter(one => later.classes.has(one)))};
		}
		const whole = missingFrom(reference.called, after.classes).length === 0;
		if (whole || !after.running || attempt === 10 || (await complains(session, id, reference, demands)))
			return {after, called: reference.called};
		await sleep(300);
	}
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
	const wanted = {classes: new Set([...reference.classes, ...reference.called]), ports: reference.ports};
	const fresh = newComplaints(log, reference.log, harmless);
	const gone = [...missingFrom(wanted.classes, now.classes), ...missingFrom(wanted.ports, now.ports)];
	if (gone.length > 0)
		return failed(`${lacks(now, {reference: null, hoped: wanted})}${tail(log)}`, log, now.outOfMemory, fresh.length > 0);
	const differs = differingReply(reference.replies, replies);
	if (differs !== null) return failed(`${differs}${tail(log)}`, log, false, fresh.length > 0);
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

/** Milliseconds that a reply may take: while the language is found out, and once it is known. */
const waits = {discovery: 800, known: 2500};

/** Asks until the replies are those of its control, since a service may listen before it can reply, or until its log says why not. */
export async function ask(session: Session, id: string, now: Glimpse, demands: Demands): Promise<Replies | null> {
	const {reference} = demands;
	const ports = portsToAsk(demands, now);
	for (let attempt = 1; ; attempt++) {
		const wait = reference === null ? waits.discovery : waits.known;
		const replies = await withTwinNetwork({id, pid: now.pid}, network => probePorts(network, ports, wait));
		if (reference === null || attempt === 2 || differingReply(reference.replies, replies) === null) return replies;
		if (await complains(session, id, reference, demands)) return replies;
		await sleep(500);
	}
}

const complains = async (session: Session, id: string, reference: Reference, {harmless}: Demands): Promise<boolean> =>
	newComplaints(await session.writer.logs(id, 300), reference.log, harmless).length > 0;

/**
 * The control is asked on every port, to find out what it speaks; a candidate the same where it replied, since silence proves
 * nothing twice.
 */
function portsToAsk({reference, hoped}: Demands, now: Glimpse): Map<string, string | null> {
	if (reference === null) return new Map([...lastingPorts(now.ports, hoped.ports)].map(port => [port, null]));
	const replied = [...(reference.replies ?? [])].filter(([, {is}]) => is === 'answered' || is === 'spoke');
	return new Map(replied.map(([port, {protocol}]) => [port, protocol]));
}

/**
 * Milliseconds until it ended by itself, `null` when it was killed. A candidate may take longer than its control, as a loaded
 * machine does.
 */
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
			return `${port} replies ${now?.text || now?.is || 'nothing'} instead of ${reply.text || reply.is}`;
	}
	return null;
}
