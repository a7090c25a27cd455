import {setTimeout as sleep} from 'node:timers/promises';
import {counted, networkTrouble, type SafeText, safe, sanitise, trusted} from '../../../base/index.js';
import {pauseOf, rejectedIn} from './otlp-answer.js';
import type {Exported} from './otlp-json.js';

/** Entries that wait; then the oldest is dropped. */
const MAX_WAITING = 4096;
const MAX_IN_BATCH = 512;
/** Milliseconds: for which a batch is gathered; for one request; between two tries, at first and at most. */
const times = {gather: 1000, request: 15_000, firstPause: 1000, longestPause: 30_000};
/** @source opentelemetry.io/docs/specs/otlp, "Retryable Response Codes" */
const retryable: ReadonlySet<number> = new Set([429, 502, 503, 504]);

export type OtlpAnswer = {readonly status: number; readonly retryAfter: string | null; readonly body: string};

export type OtlpExporterOptions = {
	/** Sends one batch. */
	readonly post: (batch: readonly Exported[], signal: AbortSignal) => Promise<OtlpAnswer>;
	/** The export fails, or works again; once for each. */
	readonly report: (text: SafeText) => void;
	/** Factor on the waiting times; for tests. */
	readonly pace?: number;
};

/** Sends entries to a collector, in batches and one after the other. Nothing waits for it. */
export type OtlpExporter = {
	add(one: Exported): void;
	/** Entries that were dropped since the last call: there were too many, or the collector refused them. */
	takeDropped(): number;
	/** Sends what waits and ends; after so many milliseconds what is left is dropped. */
	close(patience: number): Promise<void>;
};

/** What is to be done with a batch: nothing more, or sent again after so many milliseconds, `null` for the usual ones. */
type Outcome = 'done' | {readonly after: number | null};
/** So many entries of a batch were not taken; what is wrong, `null`: nothing. */
type Sent = {readonly outcome: Outcome; readonly dropped: number; readonly trouble: SafeText | null};

export function createOtlpExporter({post, report, pace = 1}: OtlpExporterOptions): OtlpExporter {
	const waiting: Exported[] = [];
	let dropped = 0;
	let isFailing = false;
	const closing = new AbortController();
	const giving = new AbortController();
	let running: Promise<void> | null = null;
	const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
		sleep(milliseconds * pace, undefined, {signal}).catch(() => undefined);

	async function attempt(batch: readonly Exported[]): Promise<Outcome> {
		const sent = await sendOnce(post, batch, giving.signal);
		dropped += sent.dropped;
		if (sent.trouble !== null && !isFailing) report(sent.trouble);
		if (sent.trouble === null && isFailing) report(trusted('works again'));
		isFailing = sent.trouble !== null;
		return sent.outcome;
	}

	async function run(): Promise<void> {
		while (waiting.length > 0 && !giving.signal.aborted) {
			if (waiting.length < MAX_IN_BATCH) await pause(times.gather, closing.signal);
			const batch = waiting.splice(0, MAX_IN_BATCH);
			for (let tries = 0; ; tries += 1) {
				const done = await attempt(batch);
				if (done === 'done') break;
				if (giving.signal.aborted) {
					dropped += batch.length;
					break;
				}
				const usual = Math.min(times.longestPause, times.firstPause * 2 ** tries) * (0.8 + 0.4 * Math.random());
				await pause(Math.max(usual, done.after ?? 0), giving.signal);
			}
		}
		running = null;
	}

	return {
		add(one) {
			if (closing.signal.aborted) {
				dropped += 1;
				return;
			}
			waiting.push(one);
			if (waiting.length > MAX_WAITING) {
				waiting.shift();
				dropped += 1;
			}
			running ??= run();
		},
		takeDropped() {
			const taken = dropped;
			dropped = 0;
			return taken;
		},
		async close(patience) {
			closing.abort();
			const timer = setTimeout(() => giving.abort(), patience);
			await running;
			clearTimeout(timer);
			giving.abort();
			dropped += waiting.splice(0).length;
		},
	};
}

/** @param giving  aborts the request */
async function sendOnce(post: OtlpExporterOptions['post'], batch: readonly Exported[], giving: AbortSignal): Promise<Sent> {
	const ending = new AbortController();
	const stop = (): void => ending.abort();
	const timer = setTimeout(stop, times.request);
	giving.addEventListener('abort', stop, {once: true});
	try {
		return judgeAnswer(await post(batch, ending.signal), batch.length);
	} catch (error) {
		const isLate = ending.signal.aborted && !giving.aborted;
		const why = isLate ? trusted(`no answer within ${times.request / 1000} seconds`) : networkTrouble(error);
		return {outcome: {after: null}, dropped: 0, trouble: safe`${why}; it is tried again`};
	} finally {
		clearTimeout(timer);
		giving.removeEventListener('abort', stop);
	}
}

/** @param count  of the entries in the batch */
function judgeAnswer({status, retryAfter, body}: OtlpAnswer, count: number): Sent {
	const entries = (number: number): SafeText => trusted(counted(number, 'entry', 'entries'));
	if (status >= 200 && status < 300) {
		const rejected = Math.min(count, rejectedIn(body));
		const trouble = rejected > 0 ? safe`the collector rejected ${entries(rejected)}` : null;
		return {outcome: 'done', dropped: rejected, trouble};
	}
	const why = sanitise(
		`the collector answered with status ${status}${status >= 300 && status < 400 ? ': redirects are not followed' : ''}`,
	);
	return retryable.has(status)
		? {outcome: {after: pauseOf(retryAfter)}, dropped: 0, trouble: safe`${why}; it is tried again`}
		: {outcome: 'done', dropped: count, trouble: safe`${why}; ${entries(count)} dropped`};
}
