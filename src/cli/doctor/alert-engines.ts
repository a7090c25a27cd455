import type {Known, SafeText} from '../../base/index.js';
import {
	type AlertEngine,
	isFalco,
	isTetragon,
	openStoreReader,
	type RecorderEntry,
	recorderOf,
	recorderOn,
	StoreError,
	storePath,
} from '../../record/index.js';
import type {AlertProgram, AlertPrograms} from './alert-programs.js';

type Listed = {readonly id: string; readonly name: string; readonly image: string; readonly isRunning: boolean};

/** Where one of the two was found. */
export type EnginePlace = {readonly kind: 'container'; readonly name: string; readonly isRunning: boolean} | AlertProgram;

export type AlertEngines = {
	readonly places: Readonly<Record<AlertEngine, readonly EnginePlace[]>>;
	/** The files and processes of the engine's host are visible. */
	readonly seesHost: boolean;
	/** A recorder of this user runs; and whether it records this engine. */
	readonly isRecording: boolean;
	readonly recordsEngine: boolean;
	/** Its last start. */
	readonly recorder: RecorderEntry | null;
	/** Alerts of each in its store, `null`: the store cannot be read. */
	readonly read: Readonly<Record<AlertEngine, number>> | null;
};

export const sources = ['falco', 'tetragon'] as const;
const images = {falco: isFalco, tetragon: isTetragon} as const;

/** Looks for Falco and Tetragon. @param programs  of the engine's host; `null` or unknown where that is not visible @param engine  by `engineIdentity` */
export function findAlertEngines(
	containers: readonly Listed[],
	programs: Known<AlertPrograms> | null,
	variables: Readonly<Record<string, string | undefined>>,
	engine: SafeText,
): AlertEngines {
	const placesOf = (source: AlertEngine): EnginePlace[] => [
		...containers
			.filter(({image}) => images[source](image))
			.map(({name, isRunning}): EnginePlace => ({kind: 'container', name, isRunning})),
		...(programs?.known === true ? programs.value[source] : []),
	];
	return {
		places: {falco: placesOf('falco'), tetragon: placesOf('tetragon')},
		seesHost: programs?.known === true,
		...recordedAlerts(variables, engine),
	};
}

function recordedAlerts(
	variables: Readonly<Record<string, string | undefined>>,
	engine: SafeText,
): Pick<AlertEngines, 'isRecording' | 'recordsEngine' | 'recorder' | 'read'> {
	try {
		const folder = storePath(variables);
		const read = {falco: 0, tetragon: 0};
		let recorder: RecorderEntry | null = null;
		if (folder === null) return {isRecording: false, recordsEngine: false, recorder, read};
		for (const entry of openStoreReader(folder).read()) {
			if (entry.kind === 'recorder' && entry.state === 'started') recorder = entry;
			const source = entry.kind === 'alert' ? sources.find(one => one === entry.source) : undefined;
			if (source !== undefined && entry.kind === 'alert') read[source] += entry.count;
		}
		return {isRecording: recorderOf(folder) !== null, recordsEngine: recorderOn(folder, engine) !== null, recorder, read};
	} catch (error) {
		if (error instanceof StoreError) return {isRecording: false, recordsEngine: false, recorder: null, read: null};
		throw error;
	}
}
