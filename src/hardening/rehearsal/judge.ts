import {setTimeout as sleep} from 'node:timers/promises';
import type {ContainerInspect} from '../../answers/index.js';
import {EngineError} from '../../engine/engine-error.js';
import {complaints, newComplaints} from './log-lines.js';
import {type Glimpse, glimpse, missingFrom} from './observe-twin.js';
import {probePorts, type Replies, runCheck} from './probe.js';
import {type Session, throwIfCancelled} from './session.js';
import {twinRequest} from './twin.js';

/** What the control twin did: a candidate must do the same. */
export type Reference = {
	readonly classes: ReadonlySet<string>;
	readonly ports: ReadonlySet<string>;
	readonly replies: Replies | null;
	readonly log: string;
	/** Milliseconds until it was ready. */
	readonly readyAfter: number;
	readonly healthy: boolean;
	/** Ended on the stop signal within the grace period. */
	readonly stopsByItself: boolean;
	/** Started a second time over its own data; a control that cannot do that is no measure for others. */
	readonly startsAgain: boolean;
};

export type Verdict =
	| {readonly ok: true; readonly note: string; readonly reference: Reference; readonly log: string}
	| {readonly ok: false; readonly note: string; readonly log: string; readonly outOfMemory: boolean; readonly certain: boolean};

/** What is done with a twin while it is there and ready: for the evidence that only a live twin gives. */
export type WhileReady = (twin: {id: string; pid: number}, when: 'ready' | 'probed' | 'stopped') => Promise<void>;

export type Demands = {
	/** `null` for the control itself. */
	readonly reference: Reference | null;
	/** What the original shows, which the control should come to; empty when it does not run. */
	readonly hoped: {readonly classes: ReadonlySet<string>; readonly ports: ReadonlySet<string>};
	/** Stop it, and see whether it obeys as the control did. */
	readonly stop: boolean;
	/** Gives it more time: for the trial that decides. */
	readonly patient?: boolean;
	readonly whileReady?: WhileReady;
};

const poll = 200;
const graceSeconds = 5;
let twins = 0;

/** Creates a twin of `inspect`, starts it, judges it and removes it, whatever happens. */
export async function judgeTwin(session: Session, inspect: ContainerInspect, demands: Demands): Promise<Verdict> {
	const {writer, facts, signal} = session;
	const name = `dockscope-twin-${process.pid}-${twins++}-${facts.id.slice(0, 8)}`;
	const request = twinRequest(inspect, facts.raw, {files: session.files, memory: session.memory, now: session.now()});
	let id: string | null = null;
	try {
		id = await writer.create(name, request, signal);
		session.twins.add(id);
		await writer.start(id, signal);
		const first = await watch(session, id, demands);
		const startsAgain = session.keepsData && demands.reference?.startsAgain !== false;
		return first.ok && startsAgain ? await secondStart(session, id, first, demands) : first;
	} catch (error) {
		throwIfCancelled(session);
		if (!(error instanceof EngineError)) throw error;
		return {ok: false, note: `it does not start: ${error.message}`, log: error.message, outOfMemory: false, certain: true};
	} finally {
		if (id !== null) {
			await writer.remove(id);
			session.twins.delete(id);
		}
	}
}

/** Over the data that the first start left: a directory that is closed to others by now asks root for other rights. */
async function secondStart(
	session: Session,
	id: string,
	first: Extract<Verdict, {ok: true}>,
	demands: Demands,
): Promise<Verdict> {
	await session.writer.stop(id, graceSeconds);
	await session.writer.start(id, session.signal);
	const again = await watch(session, id, {...demands, stop: false, patient: true});
	if (again.ok) return {...first, log: again.log, reference: {...first.reference, log: again.reference.log, startsAgain: true}};
	if (demands.reference === null) return {...first, note: `${first.note}; it does not start a second time`};
	return {...again, note: `a second start, over its own data: ${again.note}`};
}

async function watch(session: Session, id: string, demands: Demands): Promise<Verdict> {
	const {reference} = demands;
	const began = Date.now();
	const limit = patience(demands);
	const soak = reference === null ? 2500 : 1500;
	let since = 0;
	let last: Glimpse | null = null;
	let settled = 0;
	for (;;) {
		throwIfCancelled(session);
		const now = await glimpse(session, id);
		const log = (): Promise<string> => session.writer.logs(id, 300);
		if (!now.running) {
			const text = await log();
			return failed(`it ended with status ${now.exitCode}${tail(text)}`, text, now.outOfMemory, true);
		}
		settled = last !== null && sameSets(last.classes, now.classes) && sameSets(last.ports, now.ports) ? settled : Date.now();
		last = now;
		const ready = now.health !== 'starting' && now.health !== 'unhealthy' && isThere(now, demands, settled);
		if (!ready) since = 0;
		else if (since === 0) since = Date.now();
		if (since > 0 && Date.now() - since >= soak) return afterSoak(session, id, now, demands, since - began);
		if (Date.now() - began > limit) {
			const text = await log();
			// A complaint explains the failure: load does not, and nothing is tried again.
			const explained = reference !== null && newComplaints(text, reference.log).length > 0;
			return failed(`${lacks(now, demands)}${tail(text)}`, text, now.outOfMemory, explained);
		}
		await sleep(poll);
	}
}

/** Milliseconds in which a twin must be ready: by what its control took, since the machine may be slow or loaded. */
function patience({reference, patient = false}: Demands): number {
	if (reference === null) return 90_000;
	return patient ? Math.max(5000, 4 * reference.readyAfter + 4000) : Math.max(3000, 3 * reference.readyAfter + 2000);
}

/** A candidate has all that its control had; a control has all that the original has, or has come to rest without. */
function isThere(now: Glimpse, {reference, hoped}: Demands, settled: number): boolean {
	if (reference !== null)
		return missingFrom(reference.classes, now.classes).length === 0 && missingFrom(reference.ports, now.ports).length === 0;
	if (now.classes.size === 0) return false;
	const complete = missingFrom(hoped.classes, now.classes).length === 0 && missingFrom(hoped.ports, now.ports).length === 0;
	const hopes = hoped.classes.size + hoped.ports.size > 0;
	return Date.now() - settled >= (complete && hopes ? 300 : complete ? 1500 : 12_000);
}

async function afterSoak(session: Session, id: string, now: Glimpse, demands: Demands, readyAfter: number): Promise<Verdict> {
	const {reference, whileReady} = demands;
	const twin = {id, pid: now.pid};
	await whileReady?.(twin, 'ready');
	const ports = portsToAsk(reference, now);
	const replies = session.local ? await probePorts(now.pid, ports) : null;
	const check =
		session.check === null ? null : await runCheck(session.check, {id, pid: session.local ? now.pid : null}, session.signal);
	const after = await glimpse(session, id);
	const log = await session.writer.logs(id, 300);
	await whileReady?.(twin, 'probed');

	if (!after.running)
		return failed(`it ended with status ${after.exitCode} once it was asked${tail(log)}`, log, after.outOfMemory, true);
	if (check !== null && !check.ok) return failed(`your check fails: ${check.output}`, log, false, true);
	if (reference !== null) {
		const gone = [...missingFrom(reference.classes, after.classes), ...missingFrom(reference.ports, after.ports)];
		if (gone.length > 0) return failed(`${lacks(after, demands)}${tail(log)}`, log, after.outOfMemory, false);
		const differs = differingReply(reference.replies, replies);
		if (differs !== null) return failed(`${differs}${tail(log)}`, log, false, false);
		const fresh = newComplaints(log, reference.log);
		if (fresh.length > 0) return failed(`log: ${fresh[0]?.trim()}`, log, false, true);
	}
	// What the control could not do either is no fault of the candidate's, and costs the whole grace period.
	const stopped = demands.stop && reference?.stopsByItself !== false;
	const stopsByItself = stopped ? await stops(session, id) : true;
	if (stopped) await whileReady?.(twin, 'stopped');
	if (reference !== null && stopped) {
		const text = await session.writer.logs(id, 300);
		const fresh = newComplaints(text, reference.log);
		// A first process that may not signal the others says nothing: the hint is given in its place.
		if (!stopsByItself)
			return failed(
				`it no longer ends when asked to${tail(text)}`,
				fresh.length > 0 ? text : 'kill: Operation not permitted',
				false,
				true,
			);
		if (fresh.length > 0) return failed(`log at its end: ${fresh[0]?.trim()}`, text, false, true);
	}
	return {
		ok: true,
		note: summary(after, replies),
		log,
		reference: {
			classes: after.classes,
			ports: after.ports,
			replies,
			log: stopped ? await session.writer.logs(id, 300) : log,
			readyAfter,
			healthy: after.health === 'healthy',
			stopsByItself,
			startsAgain: false,
		},
	};
}

/** The control is asked on every port; a candidate where the control replied, since silence proves nothing twice. */
function portsToAsk(reference: Reference | null, now: Glimpse): number[] {
	if (reference === null) return [...now.ports].filter(port => port.startsWith('tcp/')).map(port => Number(port.slice(4)));
	return [...(reference.replies ?? [])].filter(([, {is}]) => is === 'answered' || is === 'spoke').map(([port]) => port);
}

async function stops(session: Session, id: string): Promise<boolean> {
	const began = Date.now();
	await session.writer.stop(id, graceSeconds);
	return Date.now() - began < graceSeconds * 1000 - 300;
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

function lacks(now: Glimpse, {reference, hoped}: Demands): string {
	const wanted = reference ?? hoped;
	const classes = missingFrom(wanted.classes, now.classes);
	const ports = missingFrom(wanted.ports, now.ports);
	if (classes.length > 0) return `no process ${classes.map(one => one.replace(':', ' as uid ')).join(', ')}`;
	if (ports.length > 0) return `nothing listens on ${ports.join(', ')}`;
	return now.health === 'none' ? 'it does not come to rest' : `its health check says ${now.health}`;
}

function summary(now: Glimpse, replies: Replies | null): string {
	const answers = [...(replies ?? [])].filter(([, reply]) => reply.text !== '').map(([port, reply]) => `${port} → ${reply.text}`);
	const ports = [...now.ports].sort().join(' ');
	return [
		`${now.classes.size} kinds of process`,
		...(ports === '' ? [] : [`listens on ${ports}`]),
		...answers,
		...(now.health === 'healthy' ? ['healthy'] : []),
	].join(', ');
}

function failed(note: string, log: string, outOfMemory: boolean, certain: boolean): Verdict {
	return {ok: false, note: outOfMemory ? `out of memory; ${note}` : note, log, outOfMemory, certain};
}

/** The most telling last line. */
function tail(log: string): string {
	const line = complaints(log).at(-1) ?? log.trim().split('\n').at(-1) ?? '';
	return line.trim() === '' ? '' : `: ${line.trim().slice(0, 160)}`;
}

const sameSets = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => a.size === b.size && missingFrom(a, b).length === 0;
