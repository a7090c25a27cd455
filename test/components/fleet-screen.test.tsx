import '../support/ink-table-bridge.js';
import {EventEmitter} from 'node:events';
import {render} from 'ink';
import {describe, expect, it} from 'vitest';
import {App} from '../../components/App.js';
import {ansiLine} from '../../components/ansi.js';
import {fleetScreen, isOnFleetScreen} from '../../components/fleet-screen.js';
import {terminalControl} from '../../components/terminal-control.js';
import {InspectorProvider} from '../../components/use-inspector.js';
import type {RunningInspector} from '../../src/store/inspector.js';
import {own} from '../../src/terminal/safe-text.js';
import {type Sample, shop} from '../support/sample-fleet.js';
import {sampleInspector} from '../support/sample-inspector.js';

const names: readonly Sample[] = [...shop, {name: '日本語のコンテナ'}, {name: 'émoji-🚀-é'}];

const nothing = () => undefined;

/** What Ink paints of the same state. */
function inkLines(inspector: RunningInspector, columns: number, rows: number): readonly string[] {
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
		<InspectorProvider value={inspector}>
			<App control={terminalControl()} />
		</InspectorProvider>,
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

const plainLines = (inspector: RunningInspector): readonly string[] =>
	fleetScreen(inspector.store.getState()).map(parts =>
		parts
			.map(({text}) => text)
			.join('')
			.trimEnd(),
	);

describe('the list before Ink is there', () => {
	it.each([60, 79, 80, 100, 120, 140, 200])('is what Ink paints, at %i columns', columns => {
		const {inspector} = sampleInspector(names, {columns, rows: 24});
		expect(plainLines(inspector)).toEqual(inkLines(inspector, columns, 24));
		inspector.close();
	});
	it.each([60, 100, 200])('is what Ink paints while nothing is judged, at %i columns', columns => {
		const {inspector} = sampleInspector(names, {columns, rows: 12});
		const {model} = inspector.store.getState();
		const entries = model.entries.map(entry => ({...entry, assessed: null}));
		inspector.actions.takeModel({...model, entries, loading: {done: 0, total: entries.length, complete: false}});
		expect(plainLines(inspector)).toEqual(inkLines(inspector, columns, 12));
		inspector.close();
	});
	it('leaves to Ink what only Ink can show', () => {
		const {inspector} = sampleInspector([], {columns: 100, rows: 24});
		expect(isOnFleetScreen(inspector.store.getState())).toBe(false);
		const small = sampleInspector(shop, {columns: 39, rows: 24}).inspector;
		expect(isOnFleetScreen(small.store.getState())).toBe(false);
		inspector.close();
		small.close();
	});
});

describe('a line for the terminal', () => {
	const parts = [{text: own('F'), tone: 'critical'}, {text: own(' web'), inverse: true}, {text: own('   ')}] as const;
	it('has the styles of its parts and no blank end', () => {
		expect(ansiLine(parts, {color: true})).toBe('\x1b[1;31mF\x1b[0m\x1b[7m web\x1b[0m');
	});
	it('keeps weight where there is no colour', () => {
		expect(ansiLine(parts, {color: false})).toBe('\x1b[1mF\x1b[0m\x1b[7m web\x1b[0m');
	});
});
