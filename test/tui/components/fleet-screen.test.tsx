import {EventEmitter} from 'node:events';
import {render} from 'ink';
import {describe, expect, it} from 'vitest';
import {App} from '../../../components/App.js';
import {ansiLine} from '../../../components/ansi.js';
import {fleetScreen, isOnFleetScreen} from '../../../components/fleet-screen.js';
import {terminalControl} from '../../../components/terminal-control.js';
import {TuiProvider} from '../../../components/use-tui.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import type {Tui} from '../../../src/tui/store/tui.js';
import {type Sample, shop} from '../../support/sample-fleet.js';
import {sampleTui} from '../../support/sample-tui.js';

const names: readonly Sample[] = [...shop, {name: '日本語のコンテナ'}, {name: 'émoji-🚀-é'}];

const nothing = () => undefined;

/** What Ink paints of the same state. */
function inkLines(tui: Tui, columns: number, rows: number): readonly string[] {
	let frame = '';
	const stdout = Object.assign(new EventEmitter(), {
		columns,
		rows,
		write(text: string) {
			frame = text;
			return true;
		},
	});
	const stdin = Object.assign(new EventEmitter(), {
		isTTY: true,
		setRawMode: nothing,
		setEncoding: nothing,
		read: () => null,
		ref: nothing,
		unref: nothing,
	});
	const screen = render(
		<TuiProvider value={tui}>
			<App control={terminalControl()} />
		</TuiProvider>,
		{
			stdout: stdout as unknown as NodeJS.WriteStream,
			stdin: stdin as unknown as NodeJS.ReadStream,
			debug: true,
			patchConsole: false,
		},
	);
	const lines = frame.split('\n').map(line => line.trimEnd());
	screen.unmount();
	return lines;
}

const plainLines = (tui: Tui): readonly string[] =>
	fleetScreen(tui.store.getState()).map(parts =>
		parts
			.map(({text}) => text)
			.join('')
			.trimEnd(),
	);

describe('the list before Ink is there', () => {
	it.each([60, 79, 80, 100, 120, 140, 200])('is what Ink paints, at %i columns', columns => {
		const {tui} = sampleTui(names, {columns, rows: 24});
		expect(plainLines(tui)).toEqual(inkLines(tui, columns, 24));
		tui.close();
	});
	it.each([60, 100, 200])('is what Ink paints while nothing is judged, at %i columns', columns => {
		const {tui} = sampleTui(names, {columns, rows: 12});
		const {model} = tui.store.getState();
		const entries = model.entries.map(entry => ({...entry, assessed: null}));
		tui.actions.takeModel({...model, entries, loading: {done: 0, total: entries.length, complete: false}});
		expect(plainLines(tui)).toEqual(inkLines(tui, columns, 12));
		tui.close();
	});
	it('does not say that a container has no badges before it is judged', () => {
		const {tui} = sampleTui(shop, {columns: 60, rows: 12});
		const {model} = tui.store.getState();
		const entries = model.entries.map(entry => ({...entry, assessed: null}));
		tui.actions.takeModel({...model, entries, loading: {done: 0, total: entries.length, complete: false}});
		const rows = plainLines(tui).filter(line => /^.·/.test(line));
		expect(rows).toHaveLength(4);
		expect(rows.join('\n')).not.toContain('–');
		tui.close();
	});
	it('leaves to Ink what only Ink can show', () => {
		const {tui} = sampleTui([], {columns: 100, rows: 24});
		expect(isOnFleetScreen(tui.store.getState())).toBe(false);
		const small = sampleTui(shop, {columns: 39, rows: 24}).tui;
		expect(isOnFleetScreen(small.store.getState())).toBe(false);
		tui.close();
		small.close();
	});
});

describe('a line for the terminal', () => {
	const parts = [{text: trusted('F'), tone: 'critical'}, {text: trusted(' web'), inverse: true}, {text: trusted('   ')}] as const;
	it('has the styles of its parts and no blank end', () => {
		expect(ansiLine(parts, {color: true})).toBe('\x1b[1;31mF\x1b[0m\x1b[7m web\x1b[0m');
	});
	it('keeps weight where there is no colour', () => {
		expect(ansiLine(parts, {color: false})).toBe('\x1b[1mF\x1b[0m\x1b[7m web\x1b[0m');
	});
});
