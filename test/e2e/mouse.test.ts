import {afterEach, expect, it} from 'vitest';
import {dockscope, type Screen, unsettled} from '../support/terminal-program.js';

let screen: Screen;
afterEach(() => screen?.stop());

async function open(columns = 120): Promise<void> {
	screen = await dockscope({args: ['--demo'], columns, rows: 30});
	await screen.shows(/▌F +100/);
	await screen.hides(unsettled);
	await screen.settles();
}
const on = async (): Promise<void> => {
	screen.press('M');
	await screen.shows(/mouse on/);
};
/** A click where a text is, and its release. */
function click(text: RegExp): void {
	const lines = screen.text().split('\n');
	const row = lines.findIndex(line => text.test(line));
	const column = (text.exec(lines[row] ?? '')?.index ?? 0) + 2;
	screen.press(`\x1b[<0;${column};${row + 1}M\x1b[<0;${column};${row + 1}m`);
}

it('is off at first, turned on by M, and off again however the program ends', async () => {
	await open();
	expect(screen.output()).not.toContain('\x1b[?1000h');
	click(/shop-db/);
	await screen.settles();
	expect(screen.text()).toMatch(/▌F +100 +ci-runner/);
	await on();
	expect(screen.output()).toContain('\x1b[?1000h\x1b[?1006h');
	screen.kill('SIGTERM');
	await screen.exit();
	expect(screen.output().lastIndexOf('\x1b[?1000l')).toBeGreaterThan(screen.output().lastIndexOf('\x1b[?1000h'));
	expect(screen.restored()).toBe(true);
});

it('selects a row, opens the selected one, and shows the tab that is clicked', async () => {
	await open();
	await on();
	click(/shop-db/);
	await screen.shows(/▌F +77 +shop-db/);
	click(/shop-db/);
	await screen.shows(/‹ fleet +shop-db/);
	click(/ Mounts /);
	await screen.shows(/DESTINATION/);
	click(/ Overview /);
	await screen.shows(/WHY F/);
});

it('moves with the wheel, on the list and on a page, and never types into a prompt', async () => {
	await open();
	await on();
	screen.press('\x1b[<65;5;10M');
	await screen.shows(/▌F +100 +vpn/);
	screen.press('\x1b[<65;5;10M\x1b[<65;5;10M');
	await screen.shows(/▌D +51 +shop-api/);
	screen.press('\x1b[<64;5;10M\x1b[<64;5;10M\x1b[<64;5;10M');
	await screen.shows(/▌F +100 +ci-runner/);
	screen.press('/', '\x1b[<0;5;10M', '\x1b[<65;5;10M', 'd', 'b');
	await screen.shows(/\/db▏/);
});

it('leaves the panel and what is outside the rows alone', async () => {
	await open(200);
	await on();
	click(/WHY F/);
	screen.press('\x1b[<0;5;1M', '\x1b[<0;5;30M', '\x1b[<2;5;6M', '\x1b[<0;999;999M');
	await screen.settles();
	expect(screen.text()).toMatch(/▌F +100 +ci-runner/);
});
