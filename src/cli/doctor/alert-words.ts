import {counted} from '../../base/index.js';
import type {AlertEngine} from '../../record/index.js';
import type {Advice} from './advice.js';
import {type AlertEngines, type EnginePlace, sources} from './alert-engines.js';
import type {DoctorFinding} from './finding.js';

const names = {falco: 'Falco', tetragon: 'Tetragon'} as const;

const falcoFile = '/var/log/falco.json';

const tetragonFile = '/var/log/tetragon/tetragon.log';

/** Whether they run, and whether their alerts are read. */
export const alertFindings = (engines: AlertEngines): readonly DoctorFinding[] =>
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

function placeWords(place: EnginePlace): string {
	if (place.kind === 'container') return `container ${place.name}${place.isRunning ? '' : ', which does not run'}`;
	return place.kind === 'process' ? `process ${place.pid}` : `${place.path}, which does not run`;
}

const runs = (place: EnginePlace): boolean => place.kind === 'process' || (place.kind === 'container' && place.isRunning);

/** The recorder follows the log of a running container of Falco without being asked to. */
const isFollowed = ({places, recordsEngine}: AlertEngines, source: AlertEngine): boolean =>
	source === 'falco' && recordsEngine && places.falco.some(place => place.kind === 'container' && place.isRunning);

function readingOf(engines: AlertEngines, source: AlertEngine): Pick<DoctorFinding, 'state' | 'says'> {
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

const adviceFor: Readonly<Record<AlertEngine, (place: EnginePlace) => readonly Advice[]>> = {
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
