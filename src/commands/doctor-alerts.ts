import type {HostTree} from '../host/host-tree.js';
import {textAt} from '../host/host-tree.js';
import {processesNamed} from '../host/process-table.js';
import type {AlertSource} from '../recorder/alerts/alert.js';
import {isFalco, isTetragon} from '../recorder/alerts/engine-images.js';
import {recorderOf} from '../recorder/store/claim.js';
import {type RecorderEntry, recorderOn} from '../recorder/store/read-recorded.js';
import {openStoreReader, storePath} from '../recorder/store/read-store.js';
import {StoreError} from '../recorder/store/store-error.js';
import {counted} from '../terminal/counted.js';
import type {SafeText} from '../terminal/safe-text.js';
import type {Advice} from './doctor-advice.js';
import type {Finding} from './doctor-finding.js';

type Listed = {readonly id: string; readonly name: string; readonly image: string; readonly isRunning: boolean};

/** Where one of the two was found. */
type Place =
	| {readonly kind: 'container'; readonly name: string; readonly isRunning: boolean}
	| {readonly kind: 'process'; readonly pid: number}
	| {readonly kind: 'unit'; readonly path: string};

export type AlertEngines = {
	readonly places: Readonly<Record<AlertSource, readonly Place[]>>;
	/** The files and processes of the engine's host are visible. */
	readonly seesHost: boolean;
	/** A recorder of this user runs; and whether it records this engine. */
	readonly isRecording: boolean;
	readonly recordsEngine: boolean;
	/** Its last start. */
	readonly recorder: RecorderEntry | null;
	/** Alerts of each in its store, `null`: the store cannot be read. */
	readonly read: Readonly<Record<AlertSource, number>> | null;
};

const names = {falco: 'Falco', tetragon: 'Tetragon'} as const;
const sources = ['falco', 'tetragon'] as const;
const images = {falco: isFalco, tetragon: isTetragon} as const;
const falcoFile = '/var/log/falco.json';
const tetragonFile = '/var/log/tetragon/tetragon.log';

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
	const placesOf = (source: AlertSource): Place[] => {
		const own = containers
			.filter(({image}) => images[source](image))
			.map(({name, isRunning}): Place => ({kind: 'container', name, isRunning}));
		if (tree === null) return own;
		// A process of a listed container is that container.
		const isListed = (pid: number): boolean => ids.has(/[0-9a-f]{64}/.exec(textAt(tree, `/proc/${pid}/cgroup`))?.[0] ?? '');
		const pids = (named.get(source) ?? []).filter(pid => !isListed(pid)).slice(0, 1);
		const paths = units[source].flatMap(unit => unitFolders.map(folder => `${folder}/${unit}.service`));
		const path = paths.find(one => {
			const seen = tree.lstat(one);
			return seen.known && seen.value !== null;
		});
		const unit: Place[] = path === undefined || pids.length > 0 ? [] : [{kind: 'unit', path}];
		return [...own, ...pids.map((pid): Place => ({kind: 'process', pid})), ...unit];
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

/** Whether they run, and whether their alerts are read. */
export const alertFindings = (engines: AlertEngines): readonly Finding[] =>
	sources.map(source => {
		const places = engines.places[source];
		const base = {area: 'alerts', what: names[source]} as const;
		if (places.length === 0)
			return {
				...base,
				state: 'missing',
				says: engines.seesHost ? 'not found on this host' : 'not a container of this engine; its host is not visible',
			};
		const where = places.map(placeWords).join(', ');
		const {state, says} = readingOf(engines, source);
		return {...base, state, says: `${where}; ${says}`};
	});

function placeWords(place: Place): string {
	if (place.kind === 'container') return `container ${place.name}${place.isRunning ? '' : ', which does not run'}`;
	return place.kind === 'process' ? `process ${place.pid}` : `${place.path}, which does not run`;
}

const runs = (place: Place): boolean => place.kind === 'process' || (place.kind === 'container' && place.isRunning);
/** The recorder follows the log of a running container of Falco without being asked to. */
const isFollowed = ({places, recordsEngine}: AlertEngines, source: AlertSource): boolean =>
	source === 'falco' && recordsEngine && places.falco.some(place => place.kind === 'container' && place.isRunning);

function readingOf(engines: AlertEngines, source: AlertSource): Pick<Finding, 'state' | 'says'> {
	const {isRecording, read} = engines;
	if (read === null)
		return {state: 'limited', says: 'whether its alerts are read is not visible: the store of the recorder cannot be read'};
	const stored = read[source];
	if (stored > 0) {
		const says = `${counted(stored, 'alert')} recorded${isRecording ? '' : '; the recorder does not run now'}`;
		return {state: isRecording ? 'ok' : 'limited', says};
	}
	if (isFollowed(engines, source)) return {state: 'ok', says: 'the recorder follows its log; no alert yet'};
	return {state: 'limited', says: isRecording ? 'the recorder has no alert of it' : 'no recorder reads its alerts'};
}

/** What is needed so that the recorder reads the alerts of those that run. */
export function alertAdvice(engines: AlertEngines): readonly Advice[] {
	return sources.flatMap(source => {
		const running = engines.places[source].filter(runs);
		const isRead = engines.isRecording && ((engines.read?.[source] ?? 0) > 0 || isFollowed(engines, source));
		return isRead ? [] : running.flatMap(place => adviceFor[source](place));
	});
}

const adviceFor: Readonly<Record<AlertSource, (place: Place) => readonly Advice[]>> = {
	/** @source falco.yaml: `config_files` has /etc/falco/config.d, `file_output`, `json_output` */
	falco: place =>
		place.kind === 'container'
			? [{run: 'sudo dockscope record', why: `follows the log of ${place.name}, which needs no configuration`}]
			: [
					{
						run: `printf '%s\\n' 'json_output: true' 'file_output: {enabled: true, keep_alive: false, filename: ${falcoFile}}' | sudo tee /etc/falco/config.d/dockscope.yaml`,
						why: 'Falco writes its alerts to a file as JSON, once it was restarted',
					},
					{run: 'sudo systemctl restart falco', why: 'Falco reads its configuration'},
					{run: `sudo dockscope record --alerts ${falcoFile}`, why: 'reads it, also after a rotation'},
				],
	/** @source tetragon.io/docs/installation/configuration: a file for each option, a variable for each option of a container */
	tetragon: place => [
		...(place.kind === 'container'
			? [
					{
						run: `--volume /var/log/tetragon:/var/log/tetragon --env TETRAGON_EXPORT_FILENAME=${tetragonFile}`,
						why: `add it to docker run of ${place.name}: Tetragon writes its events to a file of the host`,
					},
				]
			: [
					{
						run: `echo ${tetragonFile} | sudo tee /etc/tetragon/tetragon.conf.d/export-filename`,
						why: 'Tetragon writes its events to a file, once it was restarted',
					},
					{run: 'sudo systemctl restart tetragon', why: 'Tetragon reads its configuration'},
				]),
		{run: `sudo dockscope record --alerts ${tetragonFile}`, why: 'reads it, also after a rotation'},
	],
};
