import {type SafeText, severities} from '../../../base/index.js';
import type {NotifyTarget} from '../../../judge/index.js';
import {type Message, messageOf, type Notice} from './message.js';

/** Milliseconds for which alerts are gathered, so that one incident is one message. */
const gathering = 5_000;
const hour = 3_600_000;
/** Notices that wait for their message; the rest is only counted. */
const MAX_WAITING = 500;

export type NotifierOptions = {
	readonly targets: readonly NotifyTarget[];
	readonly host: SafeText;
	/** Rejects when the message was not taken. */
	readonly send: (target: NotifyTarget, message: Message, signal: AbortSignal) => Promise<void>;
	/** A message was not sent; the recorder goes on. */
	readonly onFailure: (target: NotifyTarget, error: unknown) => void;
	/** Milliseconds since the epoch. */
	readonly now: () => number;
	/** Minutes since midnight, in local time. */
	readonly minuteOfDay: (at: number) => number;
};

type Queue = {
	readonly target: NotifyTarget;
	waiting: Notice[];
	dropped: number;
	/** When messages were sent: those with a critical alert, and the others. Each has a budget of its own, so that noise does not delay what is worst. */
	sent: {critical: number[]; other: number[]};
	due: number | null;
	/** The message that is being sent. */
	sending: Promise<void> | null;
};

/** Sends alerts to whom the policy names: grouped, at most so many an hour, and not at night unless they are critical. */
export function createNotifier({targets, host, send, onFailure, now, minuteOfDay}: NotifierOptions) {
	const queues = targets.map(
		(target): Queue => ({target, waiting: [], dropped: 0, sent: {critical: [], other: []}, due: null, sending: null}),
	);
	const ending = new AbortController();

	/** Whether the message must wait: it is quiet, or there were too many of its kind within the hour. */
	function mustWait({target, waiting, sent}: Queue, at: number): boolean {
		const kind = kindOf(waiting);
		if (kind === 'other' && isQuiet(target, minuteOfDay(at))) return true;
		return withinHour(sent[kind], at).length >= target.perHour;
	}

	async function flush(queue: Queue, isLast = false): Promise<void> {
		const at = now();
		if (queue.sending !== null || queue.waiting.length === 0 || (!isLast && mustWait(queue, at))) return;
		const message = messageOf(queue.waiting, host);
		const kind = kindOf(queue.waiting);
		const whole = {...message, more: message.more + queue.dropped};
		Object.assign(queue, {waiting: [], dropped: 0, due: null});
		queue.sent[kind] = [...withinHour(queue.sent[kind], at), at];
		queue.sending = send(queue.target, whole, ending.signal)
			.catch((error: unknown) => onFailure(queue.target, error))
			.finally(() => {
				queue.sending = null;
			});
		await queue.sending;
	}

	return {
		add(notice: Notice): void {
			for (const queue of queues) {
				if (severities.indexOf(notice.severity) > severities.indexOf(queue.target.threshold)) continue;
				queue.waiting.push(notice);
				if (queue.waiting.length > MAX_WAITING) {
					queue.dropped += 1;
					dropLeastSevere(queue.waiting);
				}
				queue.due ??= now() + gathering;
			}
		},
		/** To be called about once a second. Resolves once the messages that are due are sent. */
		async tick(): Promise<void> {
			const at = now();
			await Promise.all(queues.filter(({due}) => due !== null && due <= at).map(queue => flush(queue)));
		},
		/** Sends what waits, whatever the time of day and the rate are, after what is being sent, and ends. */
		async close(): Promise<void> {
			await Promise.all(
				queues.map(async queue => {
					await queue.sending;
					await flush(queue, true);
				}),
			);
			ending.abort();
		},
	};
}

const kindOf = (waiting: readonly Notice[]): keyof Queue['sent'] =>
	waiting.some(({severity}) => severity === 'critical') ? 'critical' : 'other';

const withinHour = (times: readonly number[], at: number): number[] => times.filter(time => time > at - hour);

/** The newest of the lowest severity: a flood of these must not hide what is worse. */
function dropLeastSevere(waiting: Notice[]): void {
	const levels = waiting.map(({severity}) => severities.indexOf(severity));
	waiting.splice(levels.lastIndexOf(Math.max(...levels)), 1);
}

const isQuiet = ({quietHours}: NotifyTarget, minute: number): boolean => {
	if (quietHours === null) return false;
	const {from, to} = quietHours;
	return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
};
