import {type HostTree, textAt} from '../../host/host-tree.js';
import {processesNamed} from '../../host/process-table.js';
import type {AlertEngine} from '../../recorder/alerts/alert.js';
import {isFalco, isTetragon} from '../../recorder/alerts/engine-images.js';
import {recorderOf} from '../../recorder/store/claim.js';
import {type RecorderEntry, recorderOn} from '../../recorder/store/read-recorded.js';
import {openStoreReader, storePath} from '../../recorder/store/read-store.js';
import {StoreError} from '../../recorder/store/store-error.js';
import type {SafeText} from '../../terminal/safe-text.js';

type Listed = {readonly id: string; readonly name: string; readonly image: string; readonly isRunning: boolean};

/** Where one of the two was found. */
export type EnginePlace =
	| {readonly kind: 'container'; readonly name: string; readonly isRunning: boolean}
	| {readonly kind: 'process'; readonly pid: number}
	| {readonly kind: 'unit'; readonly path: string};

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

/** @source falcosecurity/falco, scripts/systemd; tetragon.io/docs/installation/package: names of the units */
const units = {
	falco: ['falco', 'falco-modern-bpf', 'falco-bpf', 'falco-kmod', 'falco-custom'],
	tetragon: ['tetragon'],
} as const;
const unitFolders = ['/etc/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system'];

/** Looks for Falco and Tetragon. @param tree  of the engine's host; `null` where that is not visible @param engine  by `engineIdentity` */
export function findAlertEngines(
	containers: readonly Listed[],
	tree: HostTree | null,
	variables: Readonly<Record<string, string | undefined>>,
	engine: SafeText,
): AlertEngines {
	const named = tree === null ? new Map<string, number[]>() : processesNamed(tree, new Set(sources));
	const ids = new Set(containers.map(({id}) => id));
	const placesOf = (source: AlertEngine): EnginePlace[] => {
		const own = containers
			.filter(({image}) => images[source](image))
			.map(({name, isRunning}): EnginePlace => ({kind: 'container', name, isRunning}));
		if (tree === null) return own;
		// A process of a listed container is that container.
		const isListed = (pid: number): boolean => ids.has(/[0-9a-f]{64}/.exec(textAt(tree, `/proc/${pid}/cgroup`))?.[0] ?? '');
		const pids = (named.get(source) ?? []).filter(pid => !isListed(pid)).slice(0, 1);
		const paths = units[source].flatMap(unit => unitFolders.map(folder => `${folder}/${unit}.service`));
		const path = paths.find(one => {
			const seen = tree.lstat(one);
			return seen.known && seen.value !== null;
		});
		const unit: EnginePlace[] = path === undefined || pids.length > 0 ? [] : [{kind: 'unit', path}];
		return [...own, ...pids.map((pid): EnginePlace => ({kind: 'process', pid})), ...unit];
	};
	return {
		places: {falco: placesOf('falco'), tetragon: placesOf('tetragon')},
		seesHost: tree !== null,
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
