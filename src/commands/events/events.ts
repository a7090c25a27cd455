import type {EngineEvent} from '../../answers/index.js';
import {inLetters} from '../../reports/table.js';
import {safeJson} from '../../terminal/safe-json.js';
import {exitStatus} from '../exit-status.js';
import type {Run} from '../run.js';
import {connect} from '../source/connect.js';
import {tableStyle} from '../table-style.js';
import {type EventLine, readEvent} from './event-meaning.js';

/**
 * `dockscope events`: one line per event from now on, until interrupted; `--format json` writes one object per line. A recorded fleet
 * has none.
 */
export async function events(run: Run): Promise<number> {
	const {reader} = await connect(run);
	if (reader.replayed) {
		// No events is a complete answer, not a failure: scripts get no output, people get the reason.
		const what = run.line.flag('demo') ? 'the demo fleet' : reader.endpoint;
		run.stderr.write(`${what} is recorded: there are no events to follow\n`);
		reader.close();
		return exitStatus.done;
	}
	const format = run.line.value('format') ?? 'text';
	const style = tableStyle(run);
	run.stderr.write(`following ${reader.endpoint}; Ctrl-C stops\n`);
	try {
		for await (const event of reader.events({}, run.signal)) run.stdout.write(`${inLetters(eventText(event, format), style)}\n`);
	} finally {
		reader.close();
	}
	return run.signal.aborted ? exitStatus.interrupted : exitStatus.engine;
}

function eventText(event: EngineEvent, format: string): string {
	const line = readEvent(event);
	return format === 'json' ? safeJson(JSON.stringify(line)) : text(line);
}

function text({at, type, action, name, severity, meaning, detail}: EventLine): string {
	const more = [detail, meaning].filter(part => part !== null).join(' · ');
	return `${at.slice(0, 19)}Z  ${severity.padEnd(8)}  ${type} ${action}  ${name}${more === '' ? '' : `  ${more}`}`;
}
