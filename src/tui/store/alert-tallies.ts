import {bySeverity, type Severity} from '../../base/index.js';
import type {HistoryRow} from '../../record/index.js';
import type {AlertTally} from '../pages/history.js';

/** Milliseconds for which an alert counts. */
export const alertsFor = 86_400_000;
const hour = 3_600_000;
/** Hours and severities of one workload, and workloads, that are counted. */
const MAX_PARTS = 200;
const MAX_WORKLOADS = 2_000;

/** Of one hour and severity. */
type Part = {at: number; count: number; readonly severity: Severity};

/** Counts the alerts of each workload; those of no severity are not counted. */
export function countAlerts() {
	const byWorkload = new Map<string, Map<string, Part>>();
	let last: {readonly until: number; readonly found: ReadonlyMap<string, AlertTally>} | null = null;
	return {
		add({kind, at, count, severity, workload}: HistoryRow): void {
			if (kind !== 'alert' || severity === 'info' || workload === '') return;
			const parts = byWorkload.get(workload) ?? new Map<string, Part>();
			if (parts.size >= MAX_PARTS || (parts.size === 0 && byWorkload.size >= MAX_WORKLOADS)) return;
			byWorkload.set(workload, parts);
			const key = `${Math.floor(at / hour)} ${severity}`;
			const part = parts.get(key) ?? {at, count: 0, severity};
			parts.set(key, part);
			part.count += count;
			part.at = Math.max(part.at, at);
			last = null;
		},
		/** The same object until there are more, or some are too old. @param now  milliseconds since the epoch */
		tallies(now: number): ReadonlyMap<string, AlertTally> {
			if (last !== null && now < last.until) return last.found;
			let until = Number.POSITIVE_INFINITY;
			const found = new Map<string, AlertTally>();
			for (const [workload, parts] of byWorkload) {
				for (const [key, {at}] of parts) if (now - at >= alertsFor) parts.delete(key);
				const recent = [...parts.values()];
				for (const {at} of recent) until = Math.min(until, at + alertsFor);
				const [worst] = recent.map(({severity}) => severity).sort(bySeverity);
				if (worst === undefined) byWorkload.delete(workload);
				else found.set(workload, {count: recent.reduce((sum, {count}) => sum + count, 0), severity: worst});
			}
			last = {until, found};
			return found;
		},
	};
}
