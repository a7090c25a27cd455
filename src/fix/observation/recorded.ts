import {
	type ContainerFacts,
	capabilityNames,
	counted,
	type EngineFacts,
	type SafeText,
	safe,
	sanitise,
	trusted,
} from '../../base/index.js';
import {
	engineIdentity,
	type Generation,
	HABIT_LIMITS,
	newDirectory,
	readWorkload,
	recorderOf,
	type Seen,
	StoreError,
	storePath,
	subjectOf,
} from '../../record/index.js';
import type {ExecutedProgram, Observation, ObservedUse, PathChange} from '../evidence/evidence.js';
import {durationWords} from './watched-words.js';

export type RecordedUse = {
	/** `null` where nothing is recorded of it. */
	readonly observation: Observation | null;
	/** Why what is recorded is not used; `null` also where there is nothing. */
	readonly unrecorded: SafeText | null;
};

/** What the recorder has of a container, as it runs now: of this image and configuration, on this engine. */
export type Recordings = (facts: ContainerFacts, engine: EngineFacts | null) => RecordedUse;

export const noRecording: RecordedUse = {observation: null, unrecorded: null};

/** For a recorded fleet: a snapshot has no history. */
export const noRecordings: Recordings = () => noRecording;

/** Seconds without a word of the recorder after which it is said that the recording has ended. */
const silent = 180;

/** Reads the store of the recorder of this user. What cannot be read is said, and is no error: a plan needs no recorder. */
export function openRecordings(variables: Readonly<Record<string, string | undefined>>, now = Date.now): Recordings {
	return (facts, engine) => {
		try {
			const folder = storePath(variables);
			if (folder === null) return noRecording;
			const subject = subjectOf(facts);
			const {generations} = readWorkload(folder, subject.workload);
			const found = generations.find(({id, seconds}) => id === subject.generation && seconds >= 1);
			if (found === undefined)
				return generations.length === 0
					? noRecording
					: {
							...noRecording,
							unrecorded: trusted('nothing is recorded yet of this image and configuration: earlier ones do not count'),
						};
			const identity = engine === null ? '' : engineIdentity(engine);
			if (identity === '' || found.engine !== identity)
				return {...noRecording, unrecorded: trusted('what is recorded of it is of another engine')};
			const isRecording = recorderOf(folder) !== null && (now() - found.last) / 1000 < silent;
			return {observation: observationOf(found, isRecording ? null : Math.max(0, (now() - found.last) / 1000)), unrecorded: null};
		} catch (error) {
			if (error instanceof StoreError) return {...noRecording, unrecorded: sanitise(error.message)};
			throw error;
		}
	};
}

/**
 * A recorded generation as an observation. It lasts as long as its trace lost nothing, until now; what was seen before that counts too.
 *
 * @param ended  seconds ago; `null`: it is still recorded
 */
function observationOf(generation: Generation, ended: number | null): Observation {
	const {seconds: all, traced, seen, peak} = generation;
	const isTraced = traced.seconds >= 1;
	const seconds = isTraced ? traced.seconds : all;
	/** From the beginning of the observation, so before it for what is older. */
	const first = ({since}: Seen): number => since - (all - seconds);
	const capabilities = capabilityNames.flatMap((capability): ObservedUse[] => {
		const found = seen.capability.get(capability);
		if (found === undefined) return [];
		const {count, note, actors} = found;
		const by = actors?.by ?? note.split(', ');
		return [{capability, by, when: 'serving', count, first: first(found), last: seconds, onlyByExec: actors?.onlyByExec ?? true}];
	});
	const programs = [...seen.program].map(([path, found]): ExecutedProgram => {
		const {uids = [], raises = 'unknown', onlyByExec = true, by: startedBy = []} = found.actors ?? {};
		return {path, uids, raises, count: found.count, first: first(found), onlyByExec, startedBy};
	});
	const written = [...seen.directory].map(
		([path, {note}]): PathChange => ({path, kind: note === newDirectory ? 'added' : 'modified', isDirectory: true}),
	);
	const news = [...seen.capability.values(), ...seen.program.values(), ...seen.directory.values()].map(({since}) => since);
	return {
		seconds: Math.round(seconds),
		connections: isTraced ? traced.connections : null,
		requests: null,
		traced: isTraced,
		capabilities,
		programs,
		written,
		peaks: {
			memory: peak.memory > 0 ? peak.memory : null,
			pids: peak.tasks > 0 ? peak.tasks : null,
			source: 'recorder',
			windows: {memory: Math.round(all), pids: Math.round(all)},
		},
		lastNew: news.length === 0 ? null : Math.max(0, Math.round(all - Math.max(...news))),
		missed: [
			...(isTraced
				? []
				: [trusted('capabilities and programs: they were not traced, which needs root on the host of the engine')]),
			...(seen.program.size < HABIT_LIMITS.program ? [] : [safe`programs beyond the first ${HABIT_LIMITS.program}`]),
		],
		recording: {
			coversStart: isTraced && traced.starts > 0,
			remarks: remarksOn(generation, ended),
			listeners: [...seen.listener.keys()].map(sanitise),
			destinations: [...seen.destination.keys()].map(sanitise),
		},
	};
}

function remarksOn({sessions, lost, traced}: Generation, ended: number | null): SafeText[] {
	return [
		...(sessions > 1
			? [sanitise(`the recorder was started ${counted(sessions, 'time')}: what happened in between was not seen`)]
			: []),
		...(lost > 0
			? [sanitise(`${counted(lost, 'event')} of the trace ${lost === 1 ? 'was' : 'were'} lost: only the time after that counts`)]
			: []),
		...(traced.seconds >= 1 && traced.starts === 0 ? [trusted('no start was recorded: what a start usually needs is kept')] : []),
		...(ended === null ? [] : [safe`the recording ended ${durationWords(Math.round(ended))} ago`]),
	];
}
