import {sees} from './sees.js';
import type {Entry} from './store/entry.js';

/** A time in which a recorder ran, in milliseconds since the epoch by the clock of that time. */
export type RecordedSpan = {
	readonly from: number;
	readonly to: number;
	/** Capabilities and programs were recorded too. */
	readonly traced: boolean;
};

/**
 * The times in which something was recorded, by the entries of a store from its beginning. A recorder that was killed left no end: what it wrote
 * last is its end. Where the clock was set, one span ends by the old clock and another begins by the new one.
 */
export function recordedSpans() {
	const spans: RecordedSpan[] = [];
	let open: Omit<RecordedSpan, 'to'> | null = null;
	let last = 0;
	const close = (to: number): void => {
		if (open !== null) spans.push({...open, to: Math.max(open.from, to)});
		open = null;
	};
	return {
		take(entry: Entry): void {
			const {at, kind} = entry;
			if (kind === 'recorder') {
				close(entry.state === 'started' ? last : at);
				if (entry.state === 'started') open = {from: at, traced: entry.sees.includes(sees.trace)};
			} else if (kind === 'clock') {
				const traced: boolean = open?.traced ?? false;
				close(at - entry.moved);
				open = {from: at, traced};
			} else {
				// Its start was in a part of the store that is removed by now.
				open ??= {from: at, traced: false};
				// Only a trace shows these.
				if (kind === 'seen' && !open.traced && (entry.what === 'program' || entry.what === 'capability')) {
					close(at);
					open = {from: at, traced: true};
				}
			}
			last = at;
		},
		/** @param now  milliseconds since the epoch where a recorder writes now; else `null` */
		end(now: number | null): readonly RecordedSpan[] {
			close(now ?? last);
			return spans;
		},
	};
}

/** Milliseconds of a time in which something was recorded. After the clock was set back, spans may overlap. */
export function recordedWithin(spans: readonly RecordedSpan[], from: number, to: number): number {
	const sum = spans.reduce((all, span) => all + Math.max(0, Math.min(span.to, to) - Math.max(span.from, from)), 0);
	return Math.min(sum, Math.max(0, to - from));
}
