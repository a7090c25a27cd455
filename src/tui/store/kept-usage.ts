import type {UsageSample} from '../pages/history.js';
import type {Meter} from './meters.js';

/** Seconds of one container, and containers. */
const MAX_SAMPLES = 120;
const MAX_CONTAINERS = 60;

/** The last readings of the containers that are, or were, on the screen. */
export function keepUsage() {
	const kept = new Map<string, readonly UsageSample[]>();
	return {
		/** @param at  milliseconds since the epoch */
		add(id: string, {cpu, memory, network, tasks}: Meter, at: number): void {
			const samples = [...(kept.get(id) ?? []), {at, cpu, memory, network, tasks}].slice(-MAX_SAMPLES);
			kept.delete(id);
			kept.set(id, samples);
			const [oldest] = kept.keys();
			if (kept.size > MAX_CONTAINERS && oldest !== undefined) kept.delete(oldest);
		},
		of: (id: string): ReadonlyMap<string, readonly UsageSample[]> => new Map([[id, kept.get(id) ?? []]]),
	};
}
