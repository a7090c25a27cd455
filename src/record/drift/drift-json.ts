import {isoTime, jsonText} from '../../base/index.js';
import type {FindingChange, Posture, PostureChange} from '../../judge/index.js';
import {type DriftedContainer, type DriftReport, summariseDrift, type WorkloadDrift} from './drift-report.js';
import type {GenerationDrift} from './workload-drift.js';

/** The public contract `dockscope.drift/1`; `schemas/drift.schema.json` is its JSON Schema. */
export const driftJson = (report: DriftReport, version: string): string => jsonText(document(report, version));

function document({engine, policy, at, baseline, recording, whyNotRecorded, workloads, unseen}: DriftReport, version: string) {
	return {
		schema: 'dockscope.drift/1',
		tool: {name: 'dockscope', version},
		generatedAt: isoTime(at),
		engine,
		policy,
		baseline,
		recorder:
			recording === null
				? null
				: {
						recording: recording.pid !== null,
						since: timeOf(recording.first),
						until: timeOf(recording.last),
						learningSeconds: recording.recorder?.learning ?? null,
						missing: recording.recorder?.missing ?? [],
					},
		notRecorded: whyNotRecorded === '' ? null : whyNotRecorded,
		workloads: workloads.map(workloadJson),
		unseen,
		summary: summariseDrift(workloads),
	};
}

const timeOf = (at: number | null): string | null => (at === null ? null : isoTime(at));

const workloadJson = ({name, generations, sinceYesterday, containers}: WorkloadDrift) => ({
	name,
	generations: generations.map(generationJson),
	sinceYesterday: sinceYesterday === null ? null : {recordedAt: timeOf(sinceYesterday.at), ...changeJson(sinceYesterday.change)},
	containers: containers.map(containerJson),
});

const generationJson = ({id, image, imageId, options, first, last, recorded, posture, isCurrent, change}: GenerationDrift) => ({
	id,
	image,
	imageId: imageId === '' ? null : imageId,
	options,
	first: timeOf(first),
	last: timeOf(last),
	recordedSeconds: recorded === null ? null : Math.round(recorded),
	current: isCurrent,
	...gradeJson(posture),
	change:
		change === null
			? null
			: {
					newImage: change.newImage,
					addedOptions: change.added,
					removedOptions: change.removed,
					posture: change.posture === null ? null : changeJson(change.posture),
				},
});

const gradeJson = (posture: Posture | null) => ({grade: posture?.grade ?? null, score: posture?.score ?? null});

const findingJson = ({rule, severity, before, wasUnknown}: FindingChange) => ({rule, severity, before, wasUnknown});

const changeJson = ({worse, better, noLongerKnown, newPaths, gonePaths}: PostureChange) => ({
	worse: worse.map(findingJson),
	better: better.map(findingJson),
	noLongerKnown,
	newPaths,
	gonePaths,
});

const containerJson = ({container: {facts, risk}, sinceBaseline, live}: DriftedContainer) => ({
	id: facts.id,
	name: facts.name,
	image: facts.image,
	state: facts.status,
	grade: risk.grade,
	score: risk.score,
	sinceBaseline: sinceBaseline === null ? null : {inBaseline: sinceBaseline.isThere, ...changeJson(sinceBaseline.change)},
	drift:
		live === null
			? null
			: live.items.map(({kind, severity, text, first, last, count}) => ({
					kind,
					severity,
					text,
					first: timeOf(first),
					last: timeOf(last),
					count,
				})),
	unknown: live?.unknown ?? [],
});
