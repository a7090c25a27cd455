import {describe, expect, it} from 'vitest';
import type {RawLogLine} from '../../../src/base/engine/log-lines.js';
import {selectedItem} from '../../../src/tui/store/selection.js';
import {inspect} from './inspect.js';

const linesFrom = (first: number, count: number): RawLogLine[] =>
	Array.from({length: count}, (_, at) => ({at: null, isError: false, text: `line ${first + at}`}));

/** The Logs tab of the first container, and what writes to that log. */
function openLog() {
	let write: (lines: readonly RawLogLine[]) => void = () => undefined;
	const {actions, state} = inspect(undefined, {
		readLog: (_, onLines) => {
			write = onLines;
			return new Promise(() => undefined);
		},
	});
	actions.openLogs();
	return {actions, state, write: (first: number, count: number) => write(linesFrom(first, count))};
}

describe('the page of a log', () => {
	it('stands still at a held line, also for the search, and at the oldest once that is dropped', () => {
		const {actions, state, write} = openLog();
		write(0, 1_000);
		expect(selectedItem(state())?.copy).toBe('line 999');
		actions.beginSearch();
		actions.typed('line 500');
		actions.closePrompt();
		expect(selectedItem(state())?.copy).toBe('line 500');
		write(1_000, 1_200);
		expect(selectedItem(state())?.copy).toBe('line 500');
		expect(state().frames.at(-1)?.found).toBe(300);
		write(2_200, 1_000);
		expect(selectedItem(state())?.copy).toBe('line 1200');
		write(3_200, 10);
		expect(selectedItem(state())?.copy).toBe('line 1210');
		actions.toBottom();
		write(3_210, 10);
		expect(selectedItem(state())?.copy).toBe('line 3219');
	});
});
