import {type HostTree, parseTime, peakReadings} from '../../base/index.js';
import type {Peaks} from '../evidence/evidence.js';

type Highest = {value: number; isPeak: boolean} | null;

/**
 * The highest memory and number of tasks of a container: the kernel's own record since its start, else the highest of the samples.
 *
 * @param startedAt  of the container, RFC 3339
 */
export function watchPeaks(tree: HostTree, pid: number, startedAt: string) {
	let memory: Highest = null;
	let pids: Highest = null;
	const started = parseTime(startedAt);
	return {
		sample(): void {
			const now = peakReadings(tree, pid);
			memory = higher(memory, now.memory);
			pids = higher(pids, now.pids);
		},
		/** @param seconds  of the observation */
		peaks(seconds: number): Peaks | null {
			if (memory === null && pids === null) return null;
			const sinceStart = Number.isNaN(started) ? null : Math.round((Date.now() - started) / 1000);
			const window = (highest: Highest): number | null => (highest === null ? null : highest.isPeak ? sinceStart : seconds);
			return {
				memory: memory?.value ?? null,
				pids: pids?.value ?? null,
				source: 'cgroup',
				windows: {memory: window(memory), pids: window(pids)},
			};
		},
	};
}

const higher = (before: Highest, now: Highest): Highest => (now !== null && now.value > (before?.value ?? 0) ? now : before);
