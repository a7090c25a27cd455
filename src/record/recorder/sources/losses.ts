import type {KnownContainer} from '../known-containers.js';
import type {Subject} from '../store/entry.js';

/** Containers whose losses wait until it is known which workload they are of; those of the first are given up then. */
const MAX_UNKNOWN = 1_000;

export type Losses = ReturnType<typeof countLosses>;

/** Counts what could not be recorded of single containers: the evidence of the others stands. */
export function countLosses(find: (id: string) => KnownContainer | null) {
	const counts = new Map<string, number>();
	return {
		add(id: string): void {
			counts.set(id, (counts.get(id) ?? 0) + 1);
			const [first] = counts.keys();
			if (counts.size > MAX_UNKNOWN && first !== undefined) counts.delete(first);
		},
		/** Those of known containers, since the last call. */
		take(): {readonly subject: Subject; readonly count: number}[] {
			return [...counts].flatMap(([id, count]) => {
				const known = find(id);
				if (known === null) return [];
				counts.delete(id);
				return [{subject: known.subject, count}];
			});
		},
	};
}
