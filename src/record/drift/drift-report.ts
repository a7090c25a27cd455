import {groupBy, type SafeText, type Severity, severities} from '../../base/index.js';
import {
	type AssessedContainer,
	type AuditReport,
	type Baseline,
	comparePostures,
	type HiddenCounts,
	type PolicySummary,
	type PostureChange,
	postureOf,
	sinceBaseline,
	type UnseenTarget,
} from '../../judge/index.js';
import type {Workload} from '../recorder/store/workload.js';
import {containerDrift} from './container-drift.js';
import type {ContainerDrift, DriftSources} from './drift-item.js';
import {type GenerationDrift, generationId, generationsOf, postureAt, workloadName} from './workload-drift.js';

/** One container of a workload, as it is now. */
export type DriftedContainer = {
	readonly container: AssessedContainer;
	/** `null`: there is no baseline; `isThere`: whether it has this container. */
	readonly sinceBaseline: {readonly isThere: boolean; readonly change: PostureChange; readonly grade: string} | null;
	/** `null`: it does not run. */
	readonly live: ContainerDrift | null;
};

export type WorkloadDrift = {
	readonly name: SafeText;
	/** Oldest first; the ones that exist now are last. */
	readonly generations: readonly GenerationDrift[];
	/** Compared with what was recorded a day ago, `at` in milliseconds since the epoch; `null`: nothing was. */
	readonly sinceYesterday: {readonly at: number; readonly change: PostureChange} | null;
	readonly containers: readonly DriftedContainer[];
};

export type DriftReport = {
	readonly engine: AuditReport['engine'];
	/** Which policy decided, and what it hides of the findings of its containers. */
	readonly policy: PolicySummary;
	readonly hidden: HiddenCounts;
	/** Milliseconds since the epoch. */
	readonly at: number;
	readonly baseline: {readonly path: string; readonly generatedAt: string | null} | null;
	/** Of a snapshot none is saved. */
	readonly canSave: boolean;
	readonly recording: DriftSources['recording'];
	/** Empty where something was recorded. */
	readonly whyNotRecorded: string;
	readonly workloads: readonly WorkloadDrift[];
	readonly unseen: readonly UnseenTarget[];
};

export type DriftParts = {
	/** Of which the posture is compared; as the audit without `--deep` judges them. */
	readonly judged: readonly AssessedContainer[];
	/** The same with their changes, by id. */
	readonly deep: ReadonlyMap<string, AssessedContainer>;
	/** Workloads that were asked for by name, and have no container any more. */
	readonly gone: readonly Workload[];
	readonly baseline: Baseline | null;
	readonly sources: DriftSources;
	readonly optionsOf: (container: AssessedContainer) => readonly SafeText[];
};

const day = 86_400_000;

/** What became of each workload, those with the most severe drift first. */
export function workloadDrifts({judged, deep, gone, baseline, sources, optionsOf}: DriftParts): readonly WorkloadDrift[] {
	const {recording, now} = sources;
	const recordedOf = (name: SafeText): Workload | null => recording?.workloads.find(one => one.name === name) ?? null;
	const live = [...groupBy(judged, workloadName)].map(([name, containers]): WorkloadDrift => {
		const recorded = recordedOf(name);
		const then = recorded === null ? null : postureAt(recorded, now - day);
		const generationOf = (one: AssessedContainer) => recorded?.generations.find(({id}) => id === generationId(one)) ?? null;
		return {
			name,
			generations: generationsOf(containers, recorded, optionsOf),
			sinceYesterday: then === null ? null : {at: then.at, change: comparePostures(then.posture, postureOf(containers))},
			containers: containers.map(container => {
				const before = baseline === null ? null : sinceBaseline(container, baseline);
				const {facts} = deep.get(container.facts.id) ?? container;
				return {
					container,
					sinceBaseline: before === null ? null : {isThere: before.isThere, change: before.change, grade: gradeOf(before.before)},
					live: facts.status === 'running' ? containerDrift(facts, generationOf(container), sources) : null,
				};
			}),
		};
	});
	const past = gone.map(workload => ({
		name: workload.name,
		generations: generationsOf([], workload, optionsOf),
		sinceYesterday: null,
		containers: [],
	}));
	return [...live, ...past].toSorted((a, b) => weightOf(b) - weightOf(a) || (a.name < b.name ? -1 : 1));
}

const gradeOf = ({grade, score}: {readonly grade: string; readonly score: number}): string => `${grade} ${score}`;

/** What is worse than the baseline or, without one, than the generation before; and the drift of running containers: what `--fail-on` counts. */
export function severitiesOf({generations, containers}: WorkloadDrift): readonly Severity[] {
	const reference = containers.flatMap(({sinceBaseline: since}) => since?.change.worse ?? []);
	const hasBaseline = containers.some(({sinceBaseline: since}) => since !== null);
	const current = generations.filter(({isCurrent}) => isCurrent);
	const worse = hasBaseline ? reference : current.flatMap(({change}) => change?.posture?.worse ?? []);
	const items = containers.flatMap(({live}) => live?.items ?? []);
	return [...worse.map(({severity}) => severity ?? 'info'), ...items.map(({severity}) => severity)];
}

export type DriftSummary = {readonly fail: Readonly<Record<Severity, number>>; readonly unknown: number};

/** How much of it there is, by severity, and how many looks were not possible. */
export function summariseDrift(workloads: readonly WorkloadDrift[]): DriftSummary {
	const fail: Record<Severity, number> = {critical: 0, high: 0, medium: 0, low: 0, info: 0};
	for (const severity of workloads.flatMap(severitiesOf)) fail[severity] += 1;
	return {fail, unknown: workloads.reduce((sum, workload) => sum + unknownOf(workload), 0)};
}

/** Whether its findings were compared with an earlier moment. */
export const isCompared = ({generations, containers}: WorkloadDrift): boolean =>
	containers.every(({sinceBaseline: since}) => since !== null) ||
	generations.every(({isCurrent, change}) => !isCurrent || (change !== null && change.posture !== null));

/** Looks at it that were not possible: a comparison with nothing is one. */
export const unknownOf = (workload: WorkloadDrift): number =>
	workload.containers.flatMap(({live}) => live?.unknown ?? []).length + (isCompared(workload) ? 0 : 1);

const weightOf = (workload: WorkloadDrift): number =>
	Math.max(0, ...severitiesOf(workload).map(severity => severities.length - severities.indexOf(severity)));
