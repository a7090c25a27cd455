import {describe, expect, it} from 'vitest';
import {press} from '../../../components/input.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {findRule} from '../../../src/judge/rules/index.js';
import {badgeLegend} from '../../../src/tui/pages/badge-legend.js';
import {placeOfRule} from '../../../src/tui/pages/badge-places.js';
import {selectedItem} from '../../../src/tui/store/selection.js';
import {inspect} from './inspect.js';

/** The sample fleet, and the view that is open. */
function open() {
	const tui = inspect();
	return {
		...tui,
		press: (...keys: string[]) => {
			for (const key of keys) press(key, tui.tui);
		},
		view: () => tui.state().frames.at(-1)?.view,
	};
}

const idOf = ({state}: ReturnType<typeof open>, name: string) =>
	state().model.entries.find(entry => entry.name === name)?.id ?? '';

/** Opens the row of a badge on the overview of a container. */
function openBadge(name: string, word: string) {
	const tui = open();
	const selected = () => selectedItem(tui.state())?.copy ?? '';
	tui.actions.setFilter(`name:${name}`);
	tui.actions.enter();
	for (let step = 0; step < 60 && !selected().startsWith(`${word}: `); step += 1) tui.actions.down();
	expect(selected()).toContain(`${word}: `);
	tui.actions.enter();
	return tui;
}

describe('the row of a badge', () => {
	it('opens what it means, why the container has it, where to look, and what removes it', () => {
		const {page} = openBadge('ci-runner', 'SOCK');
		expect(page()).toMatch(/^ SOCK {2}critical {2}can use a container runtime socket$/m);
		expect(page()).toMatch(/ WHY ci-runner HAS IT\n critical +Container can access the Docker/);
		expect(page()).toMatch(/ inspect Mounts.*docker\.sock/);
		expect(page()).toMatch(/ WHERE TO LOOK\n {3}Mounts: /);
		expect(page()).toMatch(/ REMEDY\n[\s\S]* - .*docker\.sock/);
		expect(page()).toMatch(/ ON \d OTHER CONTAINERS?\n[\s\S]* traefik$/m);
	});
	it('leads to the rule, to the tab, and to others that have it; keys act on its container', () => {
		const tui = openBadge('ci-runner', 'SOCK');
		const {actions, view} = tui;
		actions.enter();
		expect(view()).toMatchObject({kind: 'rule', slug: 'container-runtime-socket'});
		actions.back();
		actions.down();
		actions.enter();
		expect(view()).toMatchObject({kind: 'container', tab: 'mounts'});
		actions.back();
		actions.toBottom();
		actions.enter();
		expect(view()).toEqual({kind: 'badge', word: 'SOCK', target: idOf(tui, 'traefik')});
		actions.openRaw();
		expect(view()).toMatchObject({kind: 'container', tab: 'raw'});
	});
	it('is on the overview for every badge that the list shows, and each page gives a reason', () => {
		const tui = open();
		for (const {name, id, assessed} of tui.state().model.entries)
			for (const {word} of assessed?.badges ?? []) {
				tui.actions.open({kind: 'badge', word, target: id});
				expect(tui.page(), `${name} ${word}`).toMatch(/WHY .* HAS IT\n( (critical|high|medium|low|note) )/);
				expect(tui.page(), `${name} ${word}`).toMatch(/WHERE TO LOOK/);
				tui.actions.back();
			}
	});
	it('says that a container no longer has it, and which rules give it', () => {
		const tui = openBadge('ci-runner', 'SOCK');
		tui.actions.open({kind: 'badge', word: trusted('SOCK'), target: idOf(tui, 'metrics')});
		expect(tui.page()).toMatch(/metrics does not have this badge any more\.[\s\S]* RULE\n {3}critical +Container can access/);
	});
});

describe('the legend in the help', () => {
	it('opens a badge with Enter: its rules and the containers that have it', () => {
		const {press, view, page} = open();
		press('?', ...'runtime', 'Space', ...'socket', 'Enter');
		expect(view()).toEqual({kind: 'badge', word: 'SOCK', target: null});
		expect(page()).toMatch(/ RULE\n {3}critical +Container can access[\s\S]* ON 2 CONTAINERS\n/);
	});
	it('closes with Enter on a key, and keeps its mark within the list', () => {
		const {press, view} = open();
		press('?', ...Array<string>(50).fill('PgDn'), 'Up', 'Enter');
		// The last sign is the count of badges that do not fit; above it is the last badge.
		expect(view()).toMatchObject({kind: 'badge', word: '*+2'});
		press('Esc', '?', 'Enter');
		expect(view()).toEqual({kind: 'fleet'});
	});
	it('names rules that exist, and where to look for each', () => {
		for (const {sign, rules} of badgeLegend)
			for (const slug of rules) {
				expect(findRule(slug), `${sign} ${slug}`).toBeDefined();
				expect(placeOfRule[slug], `${sign} ${slug}`).toBeDefined();
			}
	});
});
