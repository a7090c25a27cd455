import {describe, expect, it} from 'vitest';
import {keyNamesOf} from '../../../components/keymap.js';
import {legend} from '../../../components/legend.js';
import {sanitise} from '../../../src/base/text/safe-text.js';
import {widthOf} from '../../../src/base/text/width.js';
import {namedCommands} from '../../../src/tui/pages/key-names.js';
import {shop} from '../../support/sample-fleet.js';
import {show} from './shown.js';

describe('the list', () => {
	it('never cuts a badge', async () => {
		const {frame} = show(shop, 80);
		const words = new Set(['PRIV', 'SOCK', 'ROOT', 'NOLIM', 'RW', 'SUID', 'NOAA', 'SECRET', '*:80', '*:443', '*:5432']);
		const [, row = ''] = /ci-runner +(.{20,26}?) {2}/.exec(await frame()) ?? [];
		for (const word of row.trim().split(' ')) expect(words.has(word) || /^\+\d+$/.test(word)).toBe(true);
	});
	it('keeps its columns in line under names of any script', async () => {
		const {frame} = show([...shop, {name: '日本語のコンテナ'}, {name: 'émoji-🚀-é'}]);
		const lines = (await frame()).split('\n').filter(line => line.includes('nginx:1.27') || line.includes('bridge'));
		const columns = new Set(
			lines.filter(line => line.includes('  bridge')).map(line => widthOf(sanitise(line.slice(0, line.indexOf('  bridge'))))),
		);
		expect(lines.length).toBeGreaterThan(2);
		expect(columns.size).toBe(1);
	});
	it.each([100, 80, 60, 40])('has no line wider than %i columns', async columns => {
		const {frame, actions} = show(shop, columns);
		const pages = [
			() => undefined,
			actions.enter,
			...Array.from({length: 11}, (_, tab) => () => actions.tabByNumber(tab + 1)),
			actions.beginHelp,
		];
		for (const open of pages) {
			open();
			for (const line of (await frame()).split('\n')) expect(widthOf(sanitise(line))).toBeLessThanOrEqual(columns);
		}
	});
	it('renders its heading again when the fleet changes, not when the selection moves', async () => {
		const {frame, store, actions} = show();
		const {verdicts, ...model} = store.getState().model;
		let reads = 0;
		const counted = Object.defineProperty({...model, verdicts}, 'verdicts', {
			get() {
				reads += 1;
				return verdicts;
			},
		});
		store.setState({model: counted});
		await frame();
		const before = reads;
		expect(before).toBeGreaterThan(0);
		actions.down();
		expect(await frame()).toMatch(/^▌/m);
		expect(reads).toBe(before);
	});
	it('says what to do where a terminal is too small', async () => {
		expect(await show(shop, 39, 24).frame()).toContain('needs 40×10');
	});
	it('says which container gives a project its grade, why, and what cuts its path', async () => {
		const {frame, actions} = show();
		actions.toggleTree();
		expect(await frame()).toMatch(/▌F +\d+ +edge +1 container[\s\S]* why +traefik: can access .*\n path .* {3}cut by: /);
	});
	it('says while neighbours, images and host are still looked at that grades may change', async () => {
		const {frame, store, actions} = show();
		expect(await frame()).not.toContain('still judging');
		actions.takeModel({...store.getState().model, settled: false});
		expect((await frame()).split('\n')[0]).toMatch(/ still judging$/);
	});
	it('says why it is empty', async () => {
		expect(await show([]).frame()).toContain('This engine has no containers');
		const {frame, actions} = show();
		actions.setFilter('nobody');
		expect(await frame()).toContain('Nothing matches this filter among 5 containers.');
	});
	it('shows why an answer is invalid next to what was typed', async () => {
		const {frame, actions} = show(shop, 60, 24, {writeWaiver: async () => Promise.reject(new Error('not asked for'))});
		actions.enter();
		actions.tabByNumber(2);
		actions.beginWaiver();
		actions.answerWaiver();
		expect((await frame()).trimEnd()).toMatch(/\n a waiver needs a reason: ▏$/);
	});
	it('says how a stopped container ended', async () => {
		const State = {Status: 'exited', Running: false, ExitCode: 137, OOMKilled: true};
		const {frame, actions} = show([{name: 'web', State}]);
		actions.toggleStopped();
		actions.enter();
		expect((await frame()).split('\n')[0]).toMatch(/web .* exited \(137, OOM-killed\)/);
	});
	it('keeps the end of what is typed in sight', async () => {
		const {frame, actions} = show(shop, 60);
		actions.beginFilter();
		actions.typed(`${'a'.repeat(100)} the end`);
		expect((await frame()).trimEnd()).toMatch(/\n \/…a+ the end▏$/);
	});
	it.each([
		['stopped-one', 'A stopped container matches: a shows it.'],
		['bagde:root', 'There is no field "bagde:" (did you mean "badge"?): badge: sev: alert: img: proj: state: grade:'],
		['sev:bad', 'sev: takes critical, high, medium, low, info, not "bad".'],
		['is:better', 'is: takes worse, not "better".'],
		['grade:x', 'grade: takes letters from A to F, not "x".'],
	])('says what is wrong with the filter %s', async (filter, why) => {
		const {frame, actions} = show([{name: 'web'}, {name: 'stopped-one', State: {Status: 'exited', Running: false}}]);
		actions.setFilter(filter);
		expect(await frame()).toContain(why);
	});
});

describe('a table', () => {
	it('is drawn by ink-table without a frame, a line a row', async () => {
		const {frame, actions} = show();
		actions.move(2);
		actions.enter();
		actions.tabByNumber(8);
		const text = await frame();
		expect(text).toMatch(/^ NAME +VALUE +SET BY$/m);
		expect(text).toMatch(/^▌POSTGRES_PASSWORD {2}\*{8} +container$/m);
		expect(text).not.toMatch(/[┌│└├]/);
	});
	it('keeps its columns in line under values of any script', async () => {
		const {frame, actions} = show([{name: 'web', config: {Image: 'x', Env: ['A=日本語', 'B=plain value']}}]);
		actions.enter();
		actions.tabByNumber(8);
		const rows = (await frame()).split('\n').filter(line => line.trimEnd().endsWith('container'));
		expect(new Set(rows.map(row => widthOf(sanitise(row.slice(0, row.indexOf('container'))))))).toHaveLength(1);
	});
});

describe('the tabs', () => {
	it('show the open one where not all fit', async () => {
		const {frame, actions} = show(shop, 50);
		actions.enter();
		actions.showTab('raw');
		expect(await frame()).toMatch(/‹.*Raw/);
	});
});

describe('the keys that texts name', () => {
	const overrides = Object.fromEntries(namedCommands.map((command, index) => [command, [`^${String.fromCharCode(97 + index)}`]]));

	it('are those of the user, on every page and in every message', async () => {
		const {frame, store, actions} = show([{name: 'web'}, {name: 'old', State: {Status: 'exited', Running: false}}], 120, 60);
		store.setState({keyNames: keyNamesOf(overrides), preferences: {...store.getState().preferences, keys: overrides}});
		const {openFix, toggleStopped, beginFilter, back, beginWaiver, toggleMouse} = store.getState().keyNames;
		actions.setFilter('old');
		expect(await frame()).toContain(`A stopped container matches: ${toggleStopped} shows it.`);
		expect(await frame()).toContain(`${back} clears it; ${beginFilter} changes it;`);
		actions.setFilter('');
		actions.openPolicy();
		expect(await frame()).toContain(`${beginWaiver} on a finding writes a waiver.`);
		actions.back();
		actions.toggleMouse();
		expect(await frame()).toContain(`mouse on: ${toggleMouse} turns it off`);
		actions.enter();
		actions.showTab('caps');
		expect(await frame()).toContain(`${openFix} proposes --cap-drop ALL`);
	});
	it('are the name in the palette where a command has none', () => {
		expect(keyNamesOf({scan: [], openFix: ['F']})).toMatchObject({scan: ':scan', openFix: 'F', back: 'Esc'});
	});
});

describe('what does not fit', () => {
	it('is counted on both sides of the help and the palette, and at the end of the panel', async () => {
		const {frame, actions} = show(shop, 100, 20);
		for (const begin of [actions.beginHelp, actions.beginPalette]) {
			begin();
			expect(await frame()).toMatch(/─ ▼ \d+ more ─$/m);
			expect(await frame()).not.toContain('▲');
			actions.movePrompt(20, 100);
			expect(await frame()).toMatch(/─ ▲ \d+ more ─$/m);
			actions.cancelPrompt();
		}
		const wide = show(shop, 200, 20);
		expect(await wide.frame()).toMatch(/│ +\d+ more lines: Enter opens it$/m);
	});
	it('is counted where the reason why there is no engine is longer than the screen', async () => {
		const {frame, actions} = show(shop, 60, 14);
		const message = sanitise(Array.from({length: 60}, (_, index) => `reason ${index}`).join(' '));
		actions.setConnectionProblem({message, kind: 'engine'});
		expect(await frame()).toMatch(/─ ▼ \d+ more ─$/m);
	});
});

describe('help', () => {
	it('finds a key by what it does', async () => {
		const {frame, actions} = show();
		actions.beginHelp();
		actions.typed('compose project');
		const text = await frame();
		expect(text).toMatch(/t +Group by Compose project/);
		expect(text).not.toContain('To the bottom');
	});
	it.each([
		['≥d', /≥D 59 +RISK: may be worse/],
		['nolim', /NOLIM +no memory, process or CPU limit/],
		['5432?', /\*:5432\? +port published on all interfaces; the firewall/],
	])('explains the sign %j of the list', async (search, expected) => {
		const {frame, actions} = show();
		actions.beginHelp();
		actions.typed(search);
		expect(await frame()).toMatch(expected);
	});
	it('explains every badge that the list shows', () => {
		const {store} = show();
		const signs = new Set(legend.flatMap(({signs}) => signs.map(({sign}) => sign.replace(/\d+/, 'N'))));
		const badges = store.getState().model.entries.flatMap(({assessed}) => assessed?.badges ?? []);
		expect(badges.length).toBeGreaterThan(5);
		for (const {word} of badges) expect(signs).toContain(word.replace(/\d+/, 'N'));
	});
});

describe('what is too long for its line', () => {
	it('is an error that says what failed and why, whatever is in between', async () => {
		const {frame, store} = show(shop, 60);
		const text = `no waiver written: ${'/folder'.repeat(20)}/dockscope.yaml:1:1: cannot write the policy: permission denied`;
		store.setState({toasts: [{id: 1, text: sanitise(text), error: true}]});
		const lines = (await frame()).split('\n');
		expect(lines.at(-4)).toMatch(/^ no waiver written: ?….*: permission denied {1,2}Esc( ─*)?$/);
		expect(lines.at(-1)).toMatch(/^ Enter open .*\? help$/);
	});
	it('is no name of a rule, where the line has room', async () => {
		const {frame, store, actions} = show(shop, 60);
		actions.openRules();
		const view = {kind: 'rule', slug: 'container-truth-no-new-privileges', target: null} as const;
		store.setState(({frames}) => ({frames: frames.map((one, index) => (index === frames.length - 1 ? {...one, view} : one))}));
		expect((await frame()).split('\n')[0]).toContain('rule container-truth-no-new-privileges');
	});
});
