import {inLetters, severities} from '../../base/index.js';
import type {RecordedLine} from '../../record/index.js';
import type {Run} from '../run.js';
import {tableStyle} from '../table-style.js';
import {isShown, lineJson, lineText, reaches} from './event-line.js';

/** Prints the lines that are asked for, and notes whether one reaches `--fail-on`. */
export function outputOf(run: Run) {
	const {line, stdout} = run;
	const severityOf = (name: 'severity' | 'fail-on') => severities.find(one => one === line.value(name)) ?? null;
	const filter = {severity: severityOf('severity'), all: line.flag('all')};
	const failOn = severityOf('fail-on');
	const style = tableStyle(run);
	const shape = line.value('format') === 'json' ? lineJson : lineText;
	let met = false;
	return {
		take(one: RecordedLine | null): void {
			if (one === null) return;
			if (isShown(one, filter)) stdout.write(`${inLetters(shape(one), style)}\n`);
			met ||= reaches(one, failOn);
		},
		isMet: (): boolean => met,
		isGate: failOn !== null,
	};
}
export type EventOutput = ReturnType<typeof outputOf>;
