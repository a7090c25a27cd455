import {afterEach, expect, it} from 'vitest';
import {dockscope, type Screen, unsettled} from '../support/terminal-program.js';

let screen: Screen | null = null;
afterEach(() => screen?.stop());

it.each([
	[120, 30],
	[60, 20],
])('explains badges from the legend and for a container at %i×%i', async (columns, rows) => {
	screen = await dockscope({args: ['--demo'], columns, rows});
	await screen.shows(/▌F +100 +ci-runner/);
	await screen.hides(unsettled);
	await screen.settles();
	screen.press('?', 'NOLIM');
	await screen.shows(/^▌ +NOLIM +/m);
	screen.press('Enter');
	await screen.shows(/‹ .*NOLIM/);
	await screen.shows(/grafana/);
	screen.press('Esc', 'Esc');
	await screen.shows(/▌F +100 +ci-runner/);
	screen.press('Enter');
	await screen.shows(/WHY F 100/);
	screen.press('/', ' PRIV ');
	await screen.shows(/PRIV +critical +privileged/);
	screen.press('Enter');
	for (let row = 0; row < 12 && !/▌ +PRIV/.test(screen.text()); row += 1) await screen.moves('j');
	screen.press('Enter');
	await screen.shows(/WHY ci-runner HAS IT/);
	expect(screen.text()).toMatch(/privileged/);
});
