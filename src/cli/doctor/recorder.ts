import {isoTime, type SafeText, safe, trusted} from '../../base/index.js';
import type {RecorderEntry} from '../../record/index.js';
import type {Advice} from './advice.js';
import type {AlertEngines} from './alert-engines.js';
import type {DoctorFinding} from './finding.js';

type Recording = Pick<AlertEngines, 'isRecording' | 'recordsEngine' | 'read' | 'recorder'>;

/** Whether what happens on the engine is recorded: since when, and what is not. The store of another user, root's too, is not looked at. */
export function recorderFinding({isRecording, recordsEngine, read, recorder}: Recording): DoctorFinding {
	const base = {area: 'recorder', what: 'dockscope record'} as const;
	if (read === null) return {...base, state: 'limited', says: 'its store cannot be read'};
	if (!isRecording)
		return {...base, state: 'missing', says: 'no recorder of this user runs: there is no history, and few alerts'};
	if (!recordsEngine) return {...base, state: 'limited', says: 'the recorder of this user records another engine'};
	const missing = recorder?.missing ?? [];
	return {...base, state: missing.length === 0 ? 'ok' : 'limited', says: recordsSince(recorder, missing)};
}

function recordsSince(recorder: RecorderEntry | null, missing: readonly SafeText[]): SafeText {
	const since = recorder === null ? null : isoTime(recorder.at);
	const runs = since === null ? trusted('records this engine') : safe`records this engine since ${trusted(since)}`;
	return missing.reduce((words, reason) => safe`${words}; not recorded: ${reason}`, runs);
}

/** How to have it running. */
export const recorderAdvice = ({isRecording, read}: Recording): readonly Advice[] =>
	isRecording || read === null
		? []
		: [{run: 'dockscope record --install', why: 'prints a systemd unit that records what containers do, and raises alerts'}];
