import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import {dockscope as cli} from '../support/run-cli.js';
import {dockscope, type Screen, unsettled} from '../support/terminal-program.js';

describe('the configuration file in a terminal', () => {
	let folder: string;
	let screen: Screen;
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'dockscope-config-'));
	});
	afterEach(() => screen?.stop());
	afterAll(() => rm(folder, {recursive: true, force: true}));

	async function open(text: string, env: Record<string, string> = {}): Promise<void> {
		await writeFile(join(folder, 'config.yaml'), text);
		const args = ['--demo', '--config', join(folder, 'config.yaml')];
		screen = await dockscope({args, columns: 140, env});
		await screen.shows(/▌.*\d/);
		await screen.hides(unsettled);
	}

	it('changes keys, in the footer and the help too', async () => {
		await open('keys: {sortNext: o, sortReversed: [O], openFix: "!"}');
		await screen.shows(/ ! fix .* o sort /);
		screen.press('o');
		await screen.shows(/NAME▼/);
		screen.press('O');
		await screen.shows(/NAME▲/);
		screen.press('s');
		await screen.settles();
		expect(screen.text()).toMatch(/NAME▲/);
		screen.press('?', 'r', 'e', 'v', 'e', 'r', 's', 'e');
		await screen.shows(/^[ ▌]+O +Reverse the order/m);
	});

	it('sets columns, order, filter and the stopped ones at the start', async () => {
		await open('columns: [up]\nsort: -name\nfilter: proj:shop\nstopped: true\ntree: true');
		await screen.shows(/RISK +NAME▲ +BADGES +UP$/m);
		const rows = screen.text().match(/shop-[a-z]+/g) ?? [];
		expect(rows.length).toBeGreaterThan(2);
		expect(screen.text()).not.toMatch(/ci-runner|REACHABLE|IMAGE/);
		expect(screen.text()).toMatch(/\/proj:shop/);
	});

	it('sets colours, which NO_COLOR overrides', async () => {
		await open('theme: dark\ncolors: {critical: "#ff00ff"}', {COLORTERM: 'truecolor', TERM: 'xterm-256color'});
		expect(screen.output()).toContain('38;2;255;0;255');
		expect(screen.output()).not.toContain('\x1b[31m');
		await screen.stop();
		await open('theme: dark', {NO_COLOR: '1'});
		expect(screen.output()).not.toMatch(/\x1b\[[\d;]*3[0-9](?:;|m)/);
	});

	it('forbids what creates or writes something with readonly: true', async () => {
		await open('readonly: true');
		screen.press('f');
		await screen.shows(/^▌ \( \) \w/m);
		screen.press('Space');
		await screen.shows(/^▌ \(•\) \w/m);
		screen.press('/', 'no-new-privileges', 'Enter');
		await screen.shows(/^▌ \[ \] .*no-new-privileges/m);
		screen.press('Space');
		await screen.shows(/^▌ \[x\] .*no-new-privileges/m);
		screen.press('R');
		await screen.shows(/not allowed: .*config\.yaml says readonly: true/);
		screen.press('Esc');
		const refused = await cli(['harden', 'shop-web', '--demo', '--rehearse', '--config', join(folder, 'config.yaml')]);
		expect(refused).toMatchObject({
			status: 2,
			stderr: expect.stringMatching(/^dockscope: --rehearse creates .* says readonly: true\.\n$/),
		});
	});

	it('with a mistake is refused with its place before anything is shown, by the command too', async () => {
		await writeFile(join(folder, 'config.yaml'), 'sort: nam\n');
		for (const args of [['config'], ['--demo']]) {
			const {status, stdout, stderr} = await cli([...args, '--config', join(folder, 'config.yaml')]);
			expect([args, status, stdout]).toEqual([args, 2, '']);
			expect(stderr).toMatch(/config\.yaml:1:7: "sort" must be one of .*did you mean "name"/);
		}
		screen = await dockscope({args: ['--demo', '--config', join(folder, 'config.yaml')]});
		expect(await screen.exit()).toBe(2);
		expect(screen.restored()).toBe(true);
		expect(screen.text()).toMatch(/config\.yaml:1:7/);
	});
});
