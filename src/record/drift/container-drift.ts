import {type BlindSpot, type ContainerFacts, counted, safe, spanWords, trusted, unknown} from '../../base/index.js';
import type {Generation} from '../recorder/store/workload.js';
import {type ContainerDrift, type DriftSources, type DriftUnknown, item} from './drift-item.js';
import {programRule} from './drift-record.js';
import {listenerDrift} from './listener-drift.js';

/**
 * What differs in a running container from its image, and from what it did while its behaviour was learned.
 *
 * @param facts  its changes were asked for
 * @param generation  as recorded; `null`: never
 */
export function containerDrift(facts: ContainerFacts, generation: Generation | null, sources: DriftSources): ContainerDrift {
	const parts = [
		executed(facts, generation, sources),
		processes(facts, sources),
		files(facts),
		listenerDrift(facts, generation, sources),
	];
	return {items: parts.flatMap(({items}) => items), unknown: parts.flatMap(({unknown}) => unknown)};
}

/** Milliseconds of a start that a running recorder may miss, and of a clock that is corrected. */
const tolerated = 10_000;

function executed(facts: ContainerFacts, generation: Generation | null, sources: DriftSources): ContainerDrift {
	const {recording, whyNotRecorded, now} = sources;
	const missing = (reason: string): DriftUnknown[] => [{kind: 'program', source: 'recorder', reason}];
	if (recording === null || generation === null)
		return {
			items: [],
			unknown: missing(recording === null ? whyNotRecorded : 'the recorder has not seen this configuration of it'),
		};
	const alerts = recording.alertsOf(facts.id).filter(({rule}) => rule === programRule);
	const items = alerts.map(({text, first, last, count}) => ({...item('program', 'high', text), first, last, count}));
	const started = Date.parse(facts.startedAt ?? '');
	const since = Number.isNaN(started) ? generation.first : started;
	const {milliseconds, lost} = recording.traced(since, now);
	const gap = now - since - milliseconds;
	return {
		items,
		unknown: [
			...(gap > tolerated
				? missing(`programs were recorded for ${spanWords(milliseconds)} of the ${spanWords(now - since)} that it has run`)
				: []),
			...(lost > 0 ? missing(`the recorder lost ${counted(lost, 'event')} in this time`) : []),
		],
	};
}

function processes(facts: ContainerFacts, {foreign, whyNoHost}: DriftSources): ContainerDrift {
	const missing = (reason: BlindSpot): DriftUnknown[] => [{kind: 'process', ...reason}];
	const seen = foreign.get(facts.id) ?? unknown('host:/proc', whyNoHost);
	if (!seen.known) return {items: [], unknown: missing(seen.reason)};
	const {processes: found, unseen} = seen.value;
	return {
		items: found.map(({pid, path, origin}) => {
			if (origin === 'replaced')
				return item('process', 'medium', safe`${path} (pid ${pid}): its file was replaced after it started`);
			// A mount may hold programs on purpose.
			const severity = origin === 'mount' ? 'low' : 'high';
			return item('process', severity, safe`${path} (pid ${pid}), from ${trusted(originWords[origin])}`);
		}),
		unknown:
			unseen === 0
				? []
				: missing({
						source: 'host:/proc',
						reason: `where the program of ${counted(unseen, 'process', 'processes')} comes from cannot be seen`,
					}),
	};
}

const originWords = {
	'temporary directory': 'a temporary directory',
	memory: 'memory, without a file',
	mount: 'a mount',
	'writable layer': 'the writable layer',
} as const;

function files({changes, readOnlyRoot}: ContainerFacts): ContainerDrift {
	if (!changes.known) return {items: [], unknown: readOnlyRoot ? [] : [{kind: 'file', ...changes.reason}]};
	const {executables, removedPrograms, unexamined} = changes.value;
	return {
		items: [
			...executables.map(path => item('file', 'high', safe`${path}, added or changed`)),
			...removedPrograms.map(path => item('file', 'low', safe`${path}, removed`)),
		],
		unknown:
			unexamined === 0
				? []
				: [
						{
							kind: 'file',
							source: 'engine:/archive',
							reason: `${counted(unexamined, 'changed file')} not examined: too many, or refused`,
						},
					],
	};
}
