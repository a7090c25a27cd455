import type {BlindSpot} from '../answers/index.js';
import type {ContainerFacts, ListeningSocket, Severity} from '../facts/index.js';
import {ownSockets, undeclaredSockets, whySocketsUnseen} from '../facts/listeners.js';
import type {HostTree} from '../host/host-tree.js';
import {embeddedDns, ephemeral} from '../recorder/sources/socket-watch.js';
import {portText} from '../recorder/sources/task-activity.js';
import type {Generation} from '../recorder/store/workload.js';
import {counted} from '../terminal/counted.js';
import {type SafeText, safe, trusted} from '../terminal/safe-text.js';
import {spanWords} from '../terminal/span-words.js';
import {foreignProcesses} from './foreign-processes.js';
import {listenerRule, programRule, type Recording} from './recording.js';

const driftKinds = ['program', 'process', 'file', 'listener'] as const;
export type DriftKind = (typeof driftKinds)[number];

/** A difference between a running container and its image, or what it has learned. */
export type DriftItem = {
	readonly kind: DriftKind;
	readonly severity: Severity;
	readonly text: SafeText;
	/** Milliseconds since the epoch; `null` where only this moment was seen. */
	readonly first: number | null;
	readonly last: number | null;
	readonly count: number;
};

/** What could not be looked at: it is neither drift nor none. */
export type DriftUnknown = {readonly kind: DriftKind} & BlindSpot;

export type ContainerDrift = {readonly items: readonly DriftItem[]; readonly unknown: readonly DriftUnknown[]};

export type DriftSources = {
	/** `null`: nothing was ever recorded here, or may be read; with the reason. */
	readonly recording: Recording | null;
	readonly whyNotRecorded: string;
	/** Of the host of the engine, as root; else why it is not looked at. */
	readonly tree: HostTree | null;
	readonly whyNoHost: string;
	/** Milliseconds since the epoch. */
	readonly now: number;
};

const item = (kind: DriftKind, severity: Severity, text: SafeText): DriftItem => ({
	kind,
	severity,
	text,
	first: null,
	last: null,
	count: 1,
});

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
		listeners(facts, generation, sources),
	];
	return {items: parts.flatMap(({items}) => items), unknown: parts.flatMap(({unknown}) => unknown)};
}

/** Seconds of a start that a running recorder may miss, and of a clock that is corrected. */
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

function processes(facts: ContainerFacts, {tree, whyNoHost}: DriftSources): ContainerDrift {
	const missing = (reason: BlindSpot): DriftUnknown[] => [{kind: 'process', ...reason}];
	if (tree === null) return {items: [], unknown: missing({source: 'host:/proc', reason: whyNoHost})};
	const seen = foreignProcesses(tree, facts);
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

function listeners(
	facts: ContainerFacts,
	generation: Generation | null,
	{recording, whyNotRecorded}: DriftSources,
): ContainerDrift {
	const missing = (spot: BlindSpot): DriftUnknown[] => [{kind: 'listener', ...spot}];
	const {kind} = facts.namespaces.network;
	if (kind === 'host' || kind === 'container')
		return {
			items: [],
			unknown: missing({source: 'host:/proc', reason: 'it shares the network of the host or of another container'}),
		};
	const now = ownSockets(facts);
	const served = (now ?? []).filter(
		({address, protocol, port}) => address !== embeddedDns && (protocol === 'tcp' || port < ephemeral),
	);
	const alerts = new Map(
		(recording?.alertsOf(facts.id) ?? [])
			.filter(({rule}) => rule === listenerRule)
			.map(alert => [alert.text.split(' ')[0] ?? '', alert] as const),
	);
	const learning = recording?.recorder?.learning ?? 0;
	// An alert proves it too: how long it was recorded is written once a minute only.
	const isLearned = generation !== null && recording !== null && (generation.seconds >= learning || alerts.size > 0);
	const undeclared = new Set(undeclaredSockets(facts, served));
	const rows = new Map<string, DriftItem>();
	for (const [key, {text, first, last, count}] of alerts)
		rows.set(key, {...item('listener', 'medium', safe`${text}, new after the learning time`), first, last, count});
	for (const socket of served) {
		const key = keyOf(socket);
		const named = safe`${key}${socket.process === null ? trusted('') : safe` by ${socket.process}`}`;
		const note = undeclared.has(socket) ? trusted(', not declared by the image or the configuration') : trusted('');
		const alert = rows.get(key);
		if (alert !== undefined) rows.set(key, {...alert, text: safe`${alert.text}, listening now${note}`});
		else if (isLearned && !generation.seen.listener.has(key))
			rows.set(key, item('listener', 'medium', safe`${named}, never recorded while it was learned${note}`));
		else if (undeclared.has(socket)) rows.set(key, item('listener', 'low', safe`${named}${note}`));
	}
	return {
		items: [...rows.values()],
		unknown: [
			...(now === null && facts.status === 'running' ? missing(whySocketsUnseen(facts)) : []),
			...(isLearned
				? []
				: missing({source: 'recorder', reason: `which ports are new: ${whyNotLearned(recording, generation, whyNotRecorded)}`})),
		],
	};
}

const keyOf = ({address, port, protocol}: ListeningSocket): SafeText => portText(address, port, protocol);

function whyNotLearned(recording: Recording | null, generation: Generation | null, otherwise: string): string {
	if (recording === null) return otherwise;
	if (generation === null) return 'the recorder has not seen this configuration of it';
	const {learning = 0} = recording.recorder ?? {};
	return `learned for ${spanWords(generation.seconds * 1000)} of ${spanWords(learning * 1000)}`;
}
