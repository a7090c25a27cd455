import {afterEach, describe, expect, it} from 'vitest';
import {dockscope, type Screen, unsettled} from '../support/terminal-program.js';

const screens: Screen[] = [];
afterEach(async () => {
	for (const screen of screens.splice(0)) await screen.stop();
});

async function openRaw(columns: number, rows: number): Promise<Screen> {
	const screen = await dockscope({args: ['--demo'], columns, rows});
	screens.push(screen);
	await screen.shows(/▌F +100/);
	await screen.hides(unsettled);
	screen.press('i');
	await screen.shows(/"Id":/);
	await screen.settles();
	return screen;
}

/** Texts of the screen that are painted inverse, below the heading. */
function inverse({terminal}: Screen): readonly string[] {
	const {active} = terminal.buffer;
	return Array.from({length: terminal.rows - 4}, (_, row) => row + 4).flatMap(row => {
		const line = active.getLine(active.baseY + row);
		const cells = Array.from({length: terminal.cols}, (_, column) => line?.getCell(column));
		return cells
			.map(cell => (cell?.isInverse() ? cell.getChars() : ' '))
			.join('')
			.split(/\s+/)
			.filter(Boolean);
	});
}

describe.each([
	[120, 30],
	[60, 20],
])('the search of a page at %i×%i', (columns, rows) => {
	it('finds while typing, goes on with n and N, wraps around, and returns to its beginning with Esc', async () => {
		const screen = await openRaw(columns, rows);
		const before = screen.text();
		screen.press('/', 'hostconfig');
		await screen.shows(/^ \/hostconfig▏ +1 of 1 *$/m);
		await screen.shows(/"HostConfig": \{/);
		expect(inverse(screen)).toEqual(['HostConfig']);
		screen.press('Esc');
		await screen.hides(/HostConfig/);
		await screen.settles();
		expect(screen.text()).toBe(before);

		screen.press('/', '"name"', 'Enter');
		await screen.shows(/\/"name" 1 of \d+ *$/);
		const count = Number(/\/"name" 1 of (\d+)/.exec(screen.text())?.[1]);
		expect(count).toBeGreaterThan(1);
		screen.press('n');
		await screen.shows(new RegExp(`2 of ${count} *$`));
		screen.press('N', 'N');
		await screen.shows(new RegExp(`${count} of ${count} *$`));
		screen.press('n');
		await screen.shows(new RegExp(`1 of ${count} *$`));
	});

	it('says that nothing matches and stays where it is; the keys are those of before on the list', async () => {
		const screen = await openRaw(columns, rows);
		screen.press('/', '[zz(', 'Enter');
		await screen.shows(/no match *$/);
		screen.press('n');
		await screen.shows(/^ no match on this page ─/m);
		screen.press('Esc');
		await screen.shows(/RISK▼ +NAME/);
		screen.press('N');
		await screen.shows(/who can reach whom/);
	});
});

it('marks how much of a page and of the list is out of sight', async () => {
	const screen = await openRaw(80, 24);
	await screen.shows(/─ ▼ \d+ more ─$/m);
	expect(screen.text()).not.toContain('▲');
	const all = Number(/▼ (\d+) more/.exec(screen.text())?.[1]);
	screen.press('PgDn');
	await screen.shows(/─ ▲ \d+ more ─$/m);
	const [above, below] = ['▲', '▼'].map(sign => Number(new RegExp(`${sign} (\\d+) more`).exec(screen.text())?.[1]));
	expect((above ?? 0) + (below ?? 0)).toBe(all);
	screen.press('G');
	await screen.hides(/▼/);

	screen.press('Esc');
	await screen.shows(/RISK▼/);
	screen.resize(80, 14);
	await screen.shows(/─ ▼ \d+ more ─$/m);
});

it('keeps the keys in sight beside a message', async () => {
	const screen = await openRaw(60, 20);
	screen.press('C');
	await screen.shows(/^ the page sent to your clipboard.*─?$/m);
	expect(screen.text().split('\n').at(-1)).toMatch(/^ Esc back .*\? help$/);
});
