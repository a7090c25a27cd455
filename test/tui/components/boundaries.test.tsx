import {afterEach, expect, it, onTestFinished} from 'vitest';
import {takeUnforeseen} from '../../../src/base/lib/unforeseen.js';
import {pageOf} from '../../../src/tui/store/page-of.js';
import {show} from './shown.js';

/* A part of the screen that stops is one line with the reason; the keys go on. */

afterEach(() => void takeUnforeseen());

/** Has what is read of one container's facts throw from here on. */
function spoil({store}: ReturnType<typeof show>, name: string, field: 'namespaces' | 'mounts'): void {
	const {model} = store.getState();
	const entries = model.entries.map(entry => {
		if (entry.name !== name || entry.assessed === null) return entry;
		const facts = Object.defineProperty({...entry.assessed.facts}, field, {
			get() {
				throw new TypeError('secret-word is no list');
			},
		});
		return {...entry, assessed: {...entry.assessed, facts}};
	});
	store.setState({
		model: {...model, entries},
		lines: store.getState().lines.map(line => {
			if (line.kind !== 'container') return line;
			return {...line, entry: entries.find(({id}) => id === line.entry.id) ?? line.entry};
		}),
	});
}

it('a row', async () => {
	const shown = show();
	const before = await shown.frame();
	spoil(shown, 'ci-runner', 'namespaces');
	expect(await shown.frame()).toContain('drawing the row of ci-runner stopped with TypeError');
	const after = await shown.frame();
	expect(after).not.toContain('secret-word');
	const others = (frame: string) =>
		frame.split('\n').filter(line => /nginx|postgres|redis/.test(line) && !line.includes('ci-runner'));
	expect(others(after)).toEqual(others(before));
	shown.press('j');
	expect(shown.store.getState().cursor).toBe(1);
});

it('the making of a page', async () => {
	const shown = show();
	spoil(shown, 'ci-runner', 'mounts');
	const id = shown.store.getState().model.entries.find(({name}) => name === 'ci-runner')?.id ?? '';
	shown.actions.open({kind: 'container', id, tab: 'mounts'});
	expect(await shown.frame()).toContain('making this page stopped with TypeError. Please report this as a bug.');
	shown.press('Tab');
	expect(await shown.frame()).not.toContain('making this page');
	shown.press('Esc');
	expect(await shown.frame()).toContain('ci-runner');
});

it('the drawing of a page', async () => {
	const shown = show();
	shown.actions.open({kind: 'rules'});
	await shown.frame();
	const {store} = shown;
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
	expect(await shown.frame()).toContain('drawing this page stopped with RangeError');
	shown.press('Esc');
	expect(await shown.frame()).toContain('ci-runner');
});

it('a key', async () => {
	const shown = show();
	const {actions} = shown;
	Object.assign(actions, {
		toggleTree() {
			throw new TypeError('x');
		},
		openHost: async () => Promise.reject(new RangeError('later')),
	});
	shown.press('t');
	expect(await shown.frame()).toContain('the command toggleTree stopped with TypeError');
	shown.press('H');
	expect(await shown.frame()).toContain('the command openHost stopped with RangeError');
	shown.press('Esc');
	shown.press('j');
	expect(shown.store.getState().cursor).toBe(1);
	expect(takeUnforeseen()).toHaveLength(2);
});
