import {render} from 'ink-testing-library';
import {afterEach, expect, it, onTestFinished, vi} from 'vitest';
import {App} from '../../../components/App.js';
import {press} from '../../../components/input.js';
import {terminalControl} from '../../../components/terminal-control.js';
import {TuiProvider} from '../../../components/use-tui.js';
import {takeUnforeseen} from '../../../src/base/lib/unforeseen.js';
import {pageOf} from '../../../src/tui/store/page-of.js';
import {shop} from '../../support/sample-fleet.js';
import {sampleTui} from '../../support/sample-tui.js';

/* A part of the screen that stops is one line with the reason; the keys go on. */

afterEach(() => void takeUnforeseen());

function show() {
	const {tui} = sampleTui(shop, {columns: 100, rows: 24});
	const screen = render(
		<TuiProvider value={tui}>
			<App control={terminalControl()} />
		</TuiProvider>,
	);
	onTestFinished(() => {
		screen.unmount();
		tui.close();
	});
	const frame = async (): Promise<string> => {
		await new Promise(done => setTimeout(done, 30));
		return screen.lastFrame() ?? '';
	};
	/** As soon as it is drawn: on a busy machine that takes longer than one frame. */
	const shows = (text: string) => vi.waitFor(() => expect(screen.lastFrame()).toContain(text), 5_000);
	return {tui, frame, shows, press: (key: string) => press(key, tui)};
}

/** Has what is read of one container's facts throw from here on. */
function spoil({tui}: ReturnType<typeof show>, name: string, field: 'namespaces' | 'mounts'): void {
	const {model} = tui.store.getState();
	const entries = model.entries.map(entry => {
		if (entry.name !== name || entry.assessed === null) return entry;
		const facts = Object.defineProperty({...entry.assessed.facts}, field, {
			get() {
				throw new TypeError('secret-word is no list');
			},
		});
		return {...entry, assessed: {...entry.assessed, facts}};
	});
	tui.store.setState({
		model: {...model, entries},
		lines: tui.store.getState().lines.map(line => {
			if (line.kind !== 'container') return line;
			return {...line, entry: entries.find(({id}) => id === line.entry.id) ?? line.entry};
		}),
	});
}

it('a row', async () => {
	const shown = show();
	const before = await shown.frame();
	spoil(shown, 'ci-runner', 'namespaces');
	await shown.shows('drawing the row of ci-runner stopped with TypeError');
	const after = await shown.frame();
	expect(after).not.toContain('secret-word');
	const others = (frame: string) =>
		frame.split('\n').filter(line => /nginx|postgres|redis/.test(line) && !line.includes('ci-runner'));
	expect(others(after)).toEqual(others(before));
	shown.press('j');
	expect(shown.tui.store.getState().cursor).toBe(1);
});

it('the making of a page', async () => {
	const shown = show();
	spoil(shown, 'ci-runner', 'mounts');
	const id = shown.tui.store.getState().model.entries.find(({name}) => name === 'ci-runner')?.id ?? '';
	shown.tui.actions.open({kind: 'container', id, tab: 'mounts'});
	await shown.shows('making this page stopped with TypeError. Please report this as a bug.');
	shown.press('Tab');
	expect(await shown.frame()).not.toContain('making this page');
	shown.press('Esc');
	await shown.shows('ci-runner');
});

it('the drawing of a page', async () => {
	const shown = show();
	shown.tui.actions.open({kind: 'rules'});
	await shown.frame();
	const {store} = shown.tui;
	// Also the page that follows when a scan or the recorder's history is read meanwhile.
	const spoilPage = () =>
		Object.defineProperty(pageOf(store.getState()) ?? {}, 'lines', {
			configurable: true,
			get() {
				throw new RangeError('out of range');
			},
		});
	spoilPage();
	onTestFinished(store.subscribe(spoilPage));
	store.setState({frames: store.getState().frames.map(frame => ({...frame, top: 1}))});
	await shown.shows('drawing this page stopped with RangeError');
	shown.press('Esc');
	await shown.shows('ci-runner');
});

it('a key', async () => {
	const shown = show();
	const {actions} = shown.tui;
	Object.assign(actions, {
		toggleTree() {
			throw new TypeError('x');
		},
		openHost: async () => Promise.reject(new RangeError('later')),
	});
	shown.press('t');
	await shown.shows('the command toggleTree stopped with TypeError');
	shown.press('H');
	await shown.shows('the command openHost stopped with RangeError');
	shown.press('Esc');
	shown.press('j');
	expect(shown.tui.store.getState().cursor).toBe(1);
	expect(takeUnforeseen()).toHaveLength(2);
});
