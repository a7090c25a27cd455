import {sanitise, splitVariable} from '../../../base/index.js';
import type {Connector} from '../client/connector.js';
import {withConnector} from '../client/connector.js';
import {protocolOf} from '../probes/ask.js';
import {isAnswer, isSameReply, type Replies, type Reply} from '../probes/reply.js';
import {type RehearsalSession, throwIfCancelled} from '../rehearsal-session.js';
import {replay} from '../replay/replay.js';
import {reload} from './reload.js';
import {repeat} from './repeat.js';
import type {Effort, Exercised, ExerciseStep, ExerciseTarget} from './step.js';
import {wait} from './wait.js';
import {write} from './writes/write.js';

export type Exercises = {
	/** What its ports replied. */
	readonly replies: Replies;
	/** What the control was made to do; `null` for the control itself. */
	readonly wanted: Exercised | null;
	readonly effort: Effort;
	/** Asks the ports again. */
	readonly probe: () => Promise<Replies | null>;
	/** Called when the idle time begins, and when it is over. */
	readonly onWait: (when: 'waiting' | 'waited') => Promise<void>;
};

/** Makes a twin do more than reply once: many requests, writes, recorded requests; for a whole exercise also time and a reload. */
export async function exercise(
	session: RehearsalSession,
	twin: {readonly id: string; readonly pid: number},
	{replies, wanted, effort, probe, onWait}: Exercises,
): Promise<Exercised> {
	const steps: ExerciseStep[] = [];
	const not: string[] = [];
	const wants = (name: string): ExerciseStep | undefined => wanted?.steps.find(one => one.name === name);
	await withConnector(twin, async connector => {
		if (connector === null) return;
		// The container's own variables, with the image's.
		const env = new Map((session.facts.raw.Config?.Env ?? []).map(splitVariable));
		for (const [name, reply] of replies) {
			const target = targetOf(connector, name, reply, {env, pid: twin.pid});
			if (target === null) continue;
			throwIfCancelled(session);
			const again = await repeat(target, reply, wants(`${name} repeat`));
			if (again?.outcome.startsWith('failing') === true && wanted === null) not.push(`${again.says}`);
			else if (again !== null) steps.push(again);
			const written = await write(target);
			if (written !== null && 'step' in written) steps.push(written.step);
			else not.push(`${name}: writes (${written?.not ?? `none is known for ${target.protocol}`})`);
		}
		if (session.replay !== null) {
			const replayed = await replay(connector, session.replay, session.facts, {replies, wanted: wants('replay')});
			if (replayed.step !== null) steps.push(replayed.step);
			not.push(...replayed.not);
		}
	});
	if (effort === 'whole') {
		await onWait('waiting');
		steps.push(await wait(session, twin, wants('wait')));
		await onWait('waited');
		const reloaded = await reload(twin);
		if (reloaded === null) not.push('reload');
		else steps.push(compared(reloaded, replies, await probe()));
	}
	return {steps, not: not.map(one => sanitise(one))};
}

/** A reload that the ports survived. */
function compared(step: ExerciseStep, before: Replies, after: Replies | null): ExerciseStep {
	if (after === null) return step;
	for (const [port, reply] of before) {
		const now = after.get(port);
		if (isAnswer(reply.kind) && (now === undefined || !isSameReply(reply, now)))
			return {
				...step,
				outcome: 'differs',
				says: sanitise(`after the ${step.says} ${port}: ${now?.text || now?.kind || 'no reply'} instead of ${reply.text}`),
			};
	}
	return step;
}

/** A TCP port whose protocol is known. */
function targetOf(
	connector: Connector,
	name: string,
	{kind, protocol}: Reply,
	rest: Pick<ExerciseTarget, 'env' | 'pid'>,
): ExerciseTarget | null {
	if (!name.startsWith('tcp/') || protocol === null || !isAnswer(kind) || protocolOf('tcp', protocol) === undefined) return null;
	const secure = protocol.startsWith('TLS/');
	return {...rest, connector, name, port: Number(name.slice(4)), secure, protocol: protocol.replace('TLS/', '')};
}

/**
 * What a twin did not do as its control did, in words; `null` when it did all that both were made to do. It is certain where an answer
 * shows it: load of the machine may delay a reply or a job.
 */
export function differingStep(
	wanted: Exercised,
	got: Exercised,
	effort: Effort,
): {readonly note: string; readonly certain: boolean} | null {
	for (const step of wanted.steps) {
		if (step.isLong === true && effort === 'short') continue;
		const now = got.steps.find(one => one.name === step.name);
		if (now === undefined) {
			const why = String(got.not.find(one => one.startsWith(step.name.split(' ')[0] ?? '')) ?? 'no answer');
			return {note: `${why} instead of ${step.says}`, certain: !/no answer|no connection/.test(why)};
		}
		const differs = step.detail != null && now.detail != null && now.detail !== step.detail;
		if (now.outcome !== step.outcome || differs)
			return {note: `${now.says} instead of ${step.says}`, certain: !/ repeat$|^wait$|^reload$/.test(step.name)};
	}
	return null;
}
