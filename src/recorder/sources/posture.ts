import {trusted} from '../../terminal/safe-text.js';
import type {Posture} from '../activity.js';
import type {ActivityLog} from '../activity-log.js';
import type {KnownContainer} from '../known-containers.js';
import type {Store} from '../store/store.js';
import type {Generation} from '../store/workload.js';

/** The grade and findings of each generation of a workload: written when it is first seen, and when its grade changes. */
export function watchPosture(log: ActivityLog, store: Pick<Store, 'add' | 'workload'>) {
	return {
		/** To be called when everything that its verdicts depend on is known. */
		take({subject, assessed, facts}: KnownContainer): void {
			if (facts.status !== 'running') return;
			const {risk, verdicts} = assessed;
			const findings = verdicts.filter(({verdict}) => verdict === 'fail').map(({rule}) => trusted(rule));
			const now: Posture = {grade: trusted(risk.grade), score: risk.score, findings: [...new Set(findings)].sort()};
			const generation = log.generation(subject);
			if (generation.posture?.grade === now.grade) return;
			const isNew = generation.posture === null;
			const before = lastOf(store.workload(subject.workload).generations, generation);
			store.add(subject, {kind: 'posture', image: facts.image, ...now});
			if (isNew) log.judge(subject, {kind: 'posture', before, now, image: facts.image}, {});
		},
	};
}

/** Of the generation that was graded last before this one. */
function lastOf(generations: readonly Generation[], self: Generation): Posture | null {
	const graded = generations.filter(one => one !== self && one.posture !== null);
	return graded.sort((a, b) => (b.posture?.at ?? 0) - (a.posture?.at ?? 0))[0]?.posture ?? null;
}
