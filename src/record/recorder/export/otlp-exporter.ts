import {setTimeout as sleep} from 'node:timers/promises';
import {counted, networkTrouble, type SafeText, safe, sanitise, trusted} from '../../../base/index.js';
import {pauseOf, rejectedIn} from './otlp-answer.js';
import type {Exported} from './otlp-json.js';

/** Entries that wait; then the oldest is dropped. */
const mostWaiting = 4096;
const mostInBatch = 512;
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

export function createOtlpExporter({post, report, pace = 1}: OtlpExporterOptions): OtlpExporter {
	const waiting: Exported[] = [];
	let dropped = 0;
	let isFailing = false;
	const closing = new AbortController();
	const giving = new AbortController();
	let running: Promise<void> | null = null;
	const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
		sleep(milliseconds * pace, undefined, {signal}).catch(() => undefined);

	/** `true` when the batch is done with; else the milliseconds after which it is to be sent again, `null` for the usual ones. */
	async function attempt(batch: readonly Exported[]): Promise<true | {readonly after: number | null}> {
		const ending = new AbortController();
		const stop = (): void => ending.abort();
		const timer = setTimeout(stop, times.request);
		giving.signal.addEventListener('abort', stop, {once: true});
		try {
			const {status, retryAfter, body} = await post(batch, ending.signal);
			if (status >= 200 && status < 300) {
				const rejected = Math.min(batch.length, rejectedIn(body));
				dropped += rejected;
				if (rejected > 0) trouble(safe`the collector rejected ${trusted(counted(rejected, 'entry', 'entries'))}`);
				else if (isFailing) {
					isFailing = false;
					report(trusted('works again'));
				}
				return true;
			}
			const why = `the collector answered with status ${status}${status >= 300 && status < 400 ? ': redirects are not followed' : ''}`;
			if (!retryable.has(status)) {
				dropped += batch.length;
				trouble(safe`${sanitise(why)}; ${trusted(counted(batch.length, 'entry', 'entries'))} dropped`);
				return true;
			}
			trouble(safe`${sanitise(why)}; it is tried again`);
			return {after: pauseOf(retryAfter)};
		} catch (error) {
			const isLate = ending.signal.aborted && !giving.signal.aborted;
			trouble(
				safe`${isLate ? trusted(`no answer within ${times.request / 1000} seconds`) : networkTrouble(error)}; it is tried again`,
			);
			return {after: null};
		} finally {
			clearTimeout(timer);
			giving.signal.removeEventListener('abort', stop);
		}
	}

	function trouble(text: SafeText): void {
		if (!isFailing) report(text);
		isFailing = true;
	}

	async function run(): Promise<void> {
		while (waiting.length > 0 && !giving.signal.aborted) {
			if (waiting.length < mostInBatch) await pause(times.gather, closing.signal);
			const batch = waiting.splice(0, mostInBatch);
			for (let tries = 0; ; tries += 1) {
				const done = await attempt(batch);
				if (done === true) break;
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
			if (waiting.length > mostWaiting) {
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
