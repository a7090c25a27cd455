import {readFileSync} from 'node:fs';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {dockscope as run} from '../support/run-cli.js';
import {dockscope, type ProgramOptions, type Screen, unsettled} from '../support/terminal-program.js';

const recorded = JSON.parse(readFileSync(new URL('../../src/cli/demo/fleet.json', import.meta.url), 'utf8')).info.SystemTime;

/** The clock runs, but from nine days after the recording: what is so and so old is so in every year. */
const nineDaysLater = [
	`const Real = Date, offset = Real.parse('${recorded}') + 9 * 86400000 - Real.now();`,
	'globalThis.Date = class extends Real { constructor(...given) { given.length > 0 ? super(...given) : super(Real.now() + offset); }',
	'static now() { return Real.now() + offset; } };',
].join(' ');

describe('the demo fleet', () => {
	const screens: Screen[] = [];
	afterEach(async () => {
		for (const screen of screens.splice(0)) await screen.stop();
	});
	const open = async (options: ProgramOptions = {}): Promise<Screen> => {
		const screen = await dockscope({
			...options,
			args: ['--demo', ...(options.args ?? [])],
			env: {NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(nineDaysLater)}`, ...options.env},
		});
		screens.push(screen);
		await screen.shows(/RISK.*NAME.*BADGES/);
		await screen.shows(/▌[A-F] +\d+|>[A-F] +\d+/);
		await screen.hides(unsettled);
		await screen.settles(150);
		return screen;
	};
	/** The exact screen; `npx vitest run -u` updates it. */
	const golden = (name: string) => new URL(`screens/${name}.txt`, import.meta.url).pathname;
	/** The verdicts of the demo are tested with the rules; here the layout counts. */
	const layoutOf = (text: string): string =>
		text
			.replaceAll(/(?:[A-F] {1,3}|≥[A-F] )\d{1,3}(?= {2})/g, grade => '#'.padEnd(grade.length, '#'))
			.replaceAll(/(Findings|engine and host) \d+( \w+)?/g, '$1 #')
			.replaceAll(/^( why +)\S.*$|^( path +).*$/gm, '$1$2<of the selected row>');

	it.each([
		[120, 30],
		[80, 24],
		[60, 24],
	])('is shown at %i×%i', async (columns, rows) => {
		const screen = await open({columns, rows});
		screen.press('s');
		await screen.shows(/NAME▼/);
		await screen.hides(/sorted by/);
		await screen.settles();
		await expect(layoutOf(screen.text())).toMatchFileSnapshot(golden(`fleet-${columns}x${rows}`));
		screen.press('/', 'name:traefik', 'Enter', 'Enter', '5');
		await screen.shows(/443\/tcp/);
		await screen.settles();
		await expect(layoutOf(screen.text())).toMatchFileSnapshot(golden(`network-${columns}x${rows}`));
	});

	it('is sorted by the vulnerabilities of the images, the unscanned last and by risk', async () => {
		const screen = await open({rows: 45});
		await screen.shows(/ C3 H3 /);
		for (const column of ['name', 'badges', 'alerts', 'reach', 'vulns']) {
			screen.press('s');
			await screen.shows(new RegExp(`sorted by ${column}`));
		}
		// `ci-runner` has the highest risk of all, of which the engine does not know when it lists them.
		const scanned = ['shop-api C3 H3', 'shop-db C1 H2', 'shop-web H2', 'node-exporter -', 'metrics -'];
		const rows = screen.text().split('\n');
		const shown = rows.flatMap(row => {
			const [, name, tally] = /^▌? *≥?[A-F] +\d+ +(\S+).*? ((?:[CH]\d+ ?){1,2}|-|\?) +<?\d+m/.exec(row) ?? [];
			return name === undefined ? [] : [`${name} ${tally?.trim()}`];
		});
		expect(shown.slice(0, 6)).toEqual([...scanned, 'ci-runner ?']);
		expect(shown.slice(6).filter(row => !row.endsWith(' ?'))).toEqual([]);
	});

	it('is in the same order as printed without a terminal', async () => {
		const screen = await open({rows: 45});
		screen.press('a');
		await screen.shows(/exited/);
		const {stdout} = await run(['--demo']);
		const names = (text: string) => [...text.matchAll(/^.??≥?[A-F] {1,3}\d+ +(\S+)/gm)].map(([, name]) => name);
		expect(names(stdout).length).toBeGreaterThan(10);
		expect(names(screen.text())).toEqual(names(stdout));
	});

	it('opens every tab of a container', async () => {
		const screen = await open();
		screen.press('/', 'name:traefik', 'Enter', 'Enter');
		const tabs: readonly (readonly [string, RegExp])[] = [
			['2', /critical +Container can access the Docker \(or runtime\) socket/],
			['3', /CAPABILITY +CONFIGURED/],
			['4', /docker\.sock .*critical: the engine itself/],
			['5', /443\/tcp +yes +0\.0\.0\.0:443/],
			['6', /PID +USER|not recorded|does not hold/],
			['7', /PROVENANCE/],
			['8', /variables?/],
			['9', /Not scanned when this fleet was recorded/],
			['0', /TIMELINE/],
			[']', /A recorded fleet has no logs/],
			[']', /"Id": "[0-9a-f]{64}"/],
			[']', /WHY F/],
		];
		for (const [key, landmark] of tabs) {
			screen.press(key);
			await screen.shows(landmark);
		}
	});

	it('brings its scans: tallies, the page, one of its rows, and what cannot be rescanned', async () => {
		const screen = await open({columns: 120, rows: 30});
		await screen.shows(/shop-db .* H2 .*postgres/s);
		screen.press('/', 'name:shop-db', 'Enter', 'v');
		await screen.shows(/3 vulnerabilities/);
		await screen.shows(/CVE-2023-4911 +libc6/);
		await screen.shows(/written for the demo/);
		screen.press('V');
		await screen.shows(/a recorded fleet is not scanned/);
		screen.press('j', 'Enter');
		await screen.shows(/HOW TO FIX/);
	});

	it('opens the pages of host, rules, network, events and policy, and comes back', async () => {
		const screen = await open();
		const pages: readonly (readonly [string, RegExp])[] = [
			['H', /ENGINE +\d+ found/],
			['R', /FAILS +OF/],
			['N', /BETWEEN CONTAINERS/],
			['e', /a recorded fleet does not change/],
			['p', /built-in policy applies/],
		];
		for (const [key, landmark] of pages) {
			screen.press(key);
			await screen.shows(landmark);
			screen.press('Esc');
			await screen.shows(/RISK.*NAME.*BADGES/);
		}
	});

	it('leads from a finding to the page of its rule and to who else fails it', async () => {
		const screen = await open();
		screen.press('/', 'name:traefik', 'Enter', 'Enter', '2');
		await screen.shows(/▌ critical/);
		screen.press('Enter');
		await screen.shows(/WHY[\s\S]*SEEN ON traefik/);
		screen.press('G');
		await screen.shows(/FAILS ON \d+ OF \d+ TARGETS?/);
	});

	it('filters, inverts, and says when nothing is left', async () => {
		const screen = await open();
		screen.press('/', 'badge:sock');
		await screen.shows(/\d match/);
		await screen.hides(/shop-web/);
		screen.press('Esc');
		await screen.shows(/shop-web/);
		screen.press('/', 'nothing-is-called-so', 'Enter');
		await screen.shows(/Nothing matches this filter/);
		screen.press('Esc');
		await screen.shows(/shop-web/);
	});

	it('sorts, groups and shows the stopped ones', async () => {
		const screen = await open();
		screen.press('s');
		await screen.shows(/NAME▼/);
		screen.press('S');
		await screen.shows(/NAME▲/);
		screen.press('t');
		await screen.shows(/shop +\d containers/);
		screen.press('t', 'a');
		await screen.shows(/exited/);
	});

	it('finds any command in the palette, and shows every key', async () => {
		const screen = await open();
		screen.press(':', 'reach whom');
		await screen.shows(/▌network +N/);
		screen.press('Enter');
		await screen.shows(/BETWEEN CONTAINERS/);
		screen.press('?', 'clipboard');
		await screen.shows(/c y +Send the selection/);
		await screen.hides(/To the bottom/);
		screen.press('Esc', 'Esc');
		await screen.shows(/RISK.*NAME.*BADGES/);
	});

	it('offers a hardened command, and keeps secrets out of it', async () => {
		const screen = await open();
		screen.press('/', 'name:shop-db', 'Enter', 'f');
		await screen.shows(/DECIDE[\s\S]*\( \) loopback/);
		// A container of Compose gets an override: a command would take it out of its project.
		screen.press('c');
		await screen.shows(/it leaves \d dangers?: decide \(Space\)/);
		screen.press('c');
		await screen.copies(/^services:\n {2}db:/);
		screen.press('o');
		await screen.shows(/ {2}compose {2}[\s\S]*services:/);
		screen.press('O');
		await screen.shows(/this takes the container out of its Compose project:/);
		// The first takes the warning away.
		screen.press('Esc', 'Esc', 'Esc');
		await screen.shows(/RISK.*NAME.*BADGES/);
		screen.press('Esc');
		await screen.shows(/F +100 +ci-runner/);
		screen.press('g');
		await screen.shows(/▌F +100 +ci-runner/);
		screen.press('f');
		await screen.shows(/now F \d+ · 3 paths → F \d+ · 3 paths[\s\S]*DECIDE[\s\S]*decisions open/);
		screen.press('c');
		await screen.shows(/it leaves 3 dangers: decide \(Space\), or c again copies it all the same/);
		screen.press('c');
		await screen.shows(/with 3 dangers left sent to your clipboard/);
		await screen.copies(/^\( : "\$\{RUNNER_TOKEN:\?/);
	});

	it('gives one override for the marked containers of a project', async () => {
		const screen = await open();
		screen.press('/', 'proj:shop', 'Enter', 'Space', 'Space', 'f');
		await screen.shows(/# Hardening of the Compose project shop/);
		screen.press('c');
		await screen.copies(/^# Hardening of the Compose project shop[\s\S]*\nservices:\n {2}\w+:[\s\S]*\n {2}\w+:/);
	});

	it('copies through tmux as tmux wants it', async () => {
		const screen = await open({env: {TMUX: '/tmp/tmux,1,0'}});
		screen.press('c');
		await screen.shows(/sent to your clipboard/);
		expect(screen.output()).toMatch(/\x1bPtmux;\x1b\x1b\]52;c;[\w+/=]+\x07\x1b\\/);
	});

	it('is complete without colour and without Unicode', async () => {
		const screen = await open({env: {NO_COLOR: '1', LANG: 'C'}});
		expect(screen.output()).not.toMatch(/\x1b\[(3[0-7]|9[0-7]|38)/);
		expect(screen.text()).toMatch(/^[\x20-\x7e\n]*$/);
		expect(screen.text()).toMatch(/>F +100/);
	});

	it('handles every key when many arrive together', async () => {
		const screen = await open();
		const marked = () =>
			screen
				.text()
				.split('\n')
				.slice(4)
				.findIndex(line => line.startsWith('▌'));
		screen.press('jjjj');
		await vi.waitFor(() => expect(marked()).toBe(4), {timeout: 60_000});
		await screen.settles();
		expect(marked()).toBe(4);
	});

	it('writes nothing while nothing happens, and answers the next key', async () => {
		const screen = await open();
		await screen.shows(/C3 H3/);
		await screen.settles(1_000);
		const before = screen.output().length;
		await new Promise(done => setTimeout(done, 5_000));
		expect(screen.output().length).toBe(before);
		// Meanwhile memory was given back.
		screen.press('?');
		await screen.shows(/To the bottom/);
	});

	it.each([
		['an exception', "setTimeout(() => { throw new Error('boom of a test'); }, 3000);"],
		['a rejection that nobody handles', "setTimeout(() => void Promise.reject(new Error('boom of a test')), 3000);"],
	])('restores the terminal on %s, and says what it was', async (_what, code) => {
		const screen = await dockscope({
			args: ['--demo'],
			env: {NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}`},
		});
		screens.push(screen);
		expect(await screen.exit()).not.toBe(0);
		expect(screen.restored()).toBe(true);
		expect(screen.text()).toContain('boom of a test');
	});

	it('says why there is no engine, tries again, and opens the demo fleet instead', async () => {
		const screen = await dockscope({args: ['--host', 'unix:///there/is/none.sock']});
		screens.push(screen);
		await screen.shows(/No engine[\s\S]*there is no such socket/);
		screen.press('r');
		await screen.settles(1_500);
		await screen.shows(/No engine/);
		screen.press('d');
		await screen.shows(/^ demo fleet, recorded from a real engine$/m);
		await screen.shows(/▌F +100/);
		screen.press('q');
		expect(await screen.exit()).toBe(0);
		expect(screen.restored()).toBe(true);
	});

	it('says in full what can be done without an engine, on a narrow terminal too', async () => {
		const screen = await dockscope({args: ['--host', 'unix:///there/is/none.sock'], columns: 60, rows: 20});
		screens.push(screen);
		await screen.shows(/opens the demo fleet\s+· q quits/);
		expect(screen.text()).toMatch(/what\s+is missing\./);
	});

	it('leaves a clean terminal', async () => {
		const screen = await open();
		screen.press('q');
		expect(await screen.exit()).toBe(0);
		expect(screen.restored()).toBe(true);
	});
});
