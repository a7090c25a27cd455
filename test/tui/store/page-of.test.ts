import {describe, expect, it, vi} from 'vitest';
import {takeUnforeseen} from '../../../src/base/lib/unforeseen.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import type {Fix, FixView} from '../../../src/fix/fix.js';
import {itemPositions} from '../../../src/tui/pages/layout/page.js';
import {bodyHeight} from '../../../src/tui/store/geometry.js';
import {pageOf} from '../../../src/tui/store/page-of.js';
import {shop} from '../../support/sample-fleet.js';
import {inspect} from './inspect.js';

describe('the open page', () => {
	it('is made once, however one moves in it', () => {
		const {actions, state} = inspect();
		actions.enter();
		const page = pageOf(state());
		actions.down();
		actions.toBottom();
		actions.beginHelp();
		actions.cancelPrompt();
		expect(pageOf(state())).toBe(page);
	});
	it('is another one when the fleet, the view or the width has changed', () => {
		const {actions, fleet, state} = inspect();
		actions.enter();
		const pages = [pageOf(state())];
		fleet.show({...fleet.model()});
		pages.push(pageOf(state()));
		actions.resize(80, 24);
		pages.push(pageOf(state()));
		actions.nextTab();
		pages.push(pageOf(state()));
		expect(new Set(pages).size).toBe(4);
	});
	it('shows an event as soon as it is noted', () => {
		const {actions, fleet, page} = inspect();
		actions.openEvents();
		const model = fleet.model();
		fleet.show({...model, entries: model.entries.filter(({name}) => name !== 'metrics')});
		expect(page()).toMatch(/metrics +gone/);
	});
	it('asks for the evidence of the next container too, when one steps to it', async () => {
		const {actions, fleet} = inspect();
		actions.enter();
		actions.showTab('processes');
		actions.stepContainer(1);
		await expect.poll(() => new Set(fleet.asked.map(([id]) => id)).size).toBe(2);
	});
	it('keeps the selected line in sight when others come before it', () => {
		const {actions, state} = inspect(shop, {});
		actions.resize(160, 16);
		actions.enter();
		actions.showTab('findings');
		actions.move(6);
		actions.resize(44, 16);
		const page = pageOf(state());
		const {cursor = 0, top = 0} = state().frames.at(-1) ?? {};
		const line = page === null ? -1 : (itemPositions(page)[cursor] ?? -1);
		expect(cursor).toBe(6);
		expect(line).toBeGreaterThanOrEqual(top);
		expect(line).toBeLessThan(top + bodyHeight(state()));
	});
});

describe('a page that cannot be made', () => {
	/** As if one answer of the engine had a field of another type than any that was seen. */
	const broken = () => {
		const inspected = inspect();
		const {fleet, actions} = inspected;
		const model = fleet.model();
		const entries = model.entries.map(entry =>
			entry.name === 'ci-runner' && entry.assessed
				? {...entry, assessed: {...entry.assessed, facts: {...entry.assessed.facts, mounts: 7 as never}}}
				: entry,
		);
		fleet.show({...model, entries});
		actions.enter();
		actions.showTab('mounts');
		return inspected;
	};
	it('is one line with the reason, and is noted', () => {
		takeUnforeseen();
		expect(broken().page()).toBe(' making this page stopped with TypeError. Please report this as a bug.');
		expect(takeUnforeseen().join()).toContain('making this page stopped with TypeError');
	});
	it('leaves every other page and key as it is', async () => {
		const {actions, page, state, copied} = broken();
		await actions.copyPage();
		expect(copied.join()).toContain('making this page stopped');
		actions.down();
		actions.nextTab();
		expect(page()).toContain('mode');
		actions.stepContainer(1);
		actions.showTab('mounts');
		expect(page()).toContain('/var/run/docker.sock');
		actions.back();
		expect(state().frames).toHaveLength(1);
	});
});

it('a plan is judged once for each choice of changes', async () => {
	const view = vi.fn(
		(): FixView => ({
			command: trusted('docker run'),
			diff: [],
			replace: trusted(''),
			rollBack: trusted(''),
			warnings: [],
			risk: {score: 3, grade: 'A', isLowerBound: false},
			outcome: trusted('now A 3'),
			paths: [],
			output: () => ({text: trusted('text'), warnings: []}),
		}),
	);
	const change = {
		slug: 'user',
		remove: [],
		add: [trusted('--user 1')],
		why: trusted(''),
		rung: 'safe',
		exercised: null,
		without: [],
		danger: null,
		decides: null,
		section: 'tighten',
		effect: null,
		mayBreak: null,
	} as const;
	const rung = {enabled: new Set(['user']), risk: null, paths: 0};
	const plan = {changes: [change], blindSpots: [], safe: rung, least: rung};
	const fix = {...plan, view, consent: null, hasData: false, recorded: null} as unknown as Fix;
	const {actions, page} = inspect(shop, {loadHardener: async () => ({open: async () => fix, openMarked: async () => null})});
	await actions.openFix();
	await actions.copyPage();
	actions.openOutput();
	actions.back();
	expect(page()).toContain('[x]');
	expect(view).toHaveBeenCalledTimes(1);
	actions.toggleChange();
	expect(page()).toContain('[ ]');
	expect(view).toHaveBeenCalledTimes(2);
});
