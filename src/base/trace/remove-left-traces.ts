import {isTrace} from '../ownership/creation.js';
import {hasEnded, isOfThisKernel} from '../ownership/ended-journal.js';
import {type Journal, removeJournal} from '../ownership/journal.js';
import {isTraceLeft, removeTrace} from './remove-trace.js';

/**
 * Removes the traces of dockscope processes that have ended, also by `kill -9`: those that a journal of this boot names. Journals that name
 * anything else stay for `dockscope sweep`.
 *
 * @returns how many traces were removed
 * @throws JournalError
 */
export function removeLeftTraces(journal: Pick<Journal, 'read'>, now = Date.now()): number {
	let removed = 0;
	for (const file of journal.read().files) {
		if (!hasEnded(file, now)) continue;
		const traces = file.entries.filter(isTrace).map(({what}) => what);
		const left = isOfThisKernel(file) ? traces.filter(isTraceLeft) : [];
		const gone = left.filter(removeTrace).length;
		removed += gone;
		if (gone === left.length && traces.length > 0 && traces.length === file.entries.length) removeJournal(file.file);
	}
	return removed;
}
