import {type SafeText, trusted} from '../../../base/index.js';
import {postureOf} from '../../../judge/index.js';
import type {ActivityLog} from '../activity-log.js';
import type {KnownContainer} from '../known-containers.js';
import {isSamePosture, recordOfPosture} from '../store/recorded-posture.js';
import type {Store} from '../store/store.js';
import type {Generation, RecordedPosture} from '../store/workload.js';

/** Milliseconds between two grades of one generation that differ only in findings: some come and go, as an unhealthy container does. */
const again = 600_000;

export type PostureParts = {
	readonly log: ActivityLog;
	readonly store: Pick<Store, 'add' | 'workload'>;
	/** The options of `docker run` that created it, secrets masked, of bounded number and length. */
	readonly optionsOf: (container: KnownContainer['assessed']) => readonly SafeText[];
	readonly steady?: () => number;
};

/** The configuration, grade and findings of each generation: written when it is first seen, and when its grade or findings change. */
export function watchPosture({log, store, optionsOf, steady = () => performance.now()}: PostureParts) {
	const written = new WeakMap<Generation, number>();
	/** What has changed too soon to be written. */
	const pending = new Map<string, readonly KnownContainer[]>();
	const keyOf = ({subject: {workload, generation}}: KnownContainer): string => `${workload}\n${generation}`;

	/** @param replicas  the running containers of one generation */
	function note(replicas: readonly KnownContainer[]): void {
		const [first] = replicas;
		if (first === undefined) return;
		const {subject, facts, assessed} = first;
		pending.delete(keyOf(first));
		const generation = log.generation(subject);
		const {image, imageId} = facts;
		if (generation.configuration === null)
			store.add(subject, {kind: 'configuration', image, imageId: trusted(imageId), options: optionsOf(assessed)});
		const now = recordOfPosture(postureOf(replicas.map(one => one.assessed)));
		const {posture} = generation;
		if (posture !== null && isSamePosture(posture, now)) return;
		const isSoon = steady() - (written.get(generation) ?? Number.NEGATIVE_INFINITY) < again;
		if (posture?.grade === now.grade && isSoon) {
			pending.set(keyOf(first), replicas);
			return;
		}
		const before = lastOf(store.workload(subject.workload).generations, generation);
		store.add(subject, {kind: 'posture', image, ...now});
		written.set(generation, steady());
		if (posture === null) log.judge(subject, {kind: 'posture', before, now, image}, {});
	}

	return {
		/**
		 * To be called when everything that the verdicts depend on is known.
		 *
		 * @param changed  those that were judged again
		 * @param all  the replicas of a workload are graded together
		 */
		take(changed: Iterable<KnownContainer>, all: Iterable<KnownContainer>): void {
			const concerned = new Map([...changed].filter(isRunning).map(one => [keyOf(one), [] as KnownContainer[]]));
			if (concerned.size === 0) return;
			for (const one of all) if (isRunning(one)) concerned.get(keyOf(one))?.push(one);
			for (const replicas of concerned.values()) note(replicas);
		},
		/** Writes what waited for long enough: to be called about once a minute. */
		flush(): void {
			for (const replicas of [...pending.values()]) note(replicas);
		},
	};
}

const isRunning = ({facts}: KnownContainer): boolean => facts.status === 'running';

/** Of the generation that was graded last before this one. */
function lastOf(generations: readonly Generation[], self: Generation): RecordedPosture | null {
	const graded = generations.filter(one => one !== self && one.posture !== null);
	return graded.sort((a, b) => (b.posture?.at ?? 0) - (a.posture?.at ?? 0))[0]?.posture ?? null;
}
