import {bySeverity, type Severity, safeJson} from '../../base/index.js';
import type {EventLine, RecordedLine} from '../../record/index.js';

export type LineFilter = {
	/** Only lines of this severity or worse; `null`: all. */
	readonly severity: Severity | null;
	/** Alerts that the policy excepts, too. */
	readonly all: boolean;
};

/** An event of the engine that was not recorded. */
export const liveLine = (line: EventLine): RecordedLine => ({...line, count: 1, excepted: null});

export const isShown = ({severity, excepted}: RecordedLine, filter: LineFilter): boolean =>
	(filter.all || excepted === null) && (filter.severity === null || bySeverity(severity, filter.severity) <= 0);

/** Whether a line fails a gate: what the policy excepts does not. */
export const reaches = ({severity, excepted}: RecordedLine, failOn: Severity | null): boolean =>
	failOn !== null && excepted === null && bySeverity(severity, failOn) <= 0;

/** One line as a JSON object: schemas/event.schema.json. */
export const lineJson = ({at, type, action, id, name, severity, meaning, detail, count, excepted}: RecordedLine): string =>
	safeJson(JSON.stringify({schema: 'dockscope.event/1', at, type, action, id, name, severity, meaning, detail, count, excepted}));

export function lineText({at, type, action, name, severity, meaning, detail, count}: RecordedLine): string {
	const times = count > 1 ? `${count} times` : null;
	const more = [detail, times, meaning].filter(part => part !== null).join(' · ');
	return `${at.slice(0, 19)}Z  ${severity.padEnd(8)}  ${type} ${action}  ${name}${more === '' ? '' : `  ${more}`}`;
}
