import {expect, vi} from 'vitest';
import type {Screen} from '../../support/terminal-program.js';
import type {Proofs} from './proof.js';

/** Opens the plan in its first form, and gives the words of the heading. */
async function firstOutput(screen: Screen): Promise<string> {
	screen.press('f');
	await screen.shows(/^▌ \( \) \w/m);
	screen.press('o');
	await screen.shows(/ {3}as [a-z]+/);
	return / {3}as [a-z]+/.exec(screen.text())?.[0] ?? '';
}

/** `ci-runner` is the selected row of the demo fleet, sorted by risk. */
export const onDemo: Proofs = {
	enter: async (screen, key) => {
		screen.press(key);
		await screen.shows(/‹ fleet +ci-runner[\s\S]*WHY F/);
	},
	back: async (screen, key) => {
		screen.press('Enter');
		await screen.shows(/WHY F/);
		screen.press(key);
		await screen.shows(/RISK. +NAME/);
	},
	nextTab: async (screen, key) => {
		screen.press('Enter');
		await screen.shows(/WHY F/);
		screen.press(key);
		await screen.shows(/^▌ (critical|high) /m);
	},
	previousTab: async (screen, key) => {
		screen.press('Enter');
		await screen.shows(/WHY F/);
		screen.press(key);
		await screen.shows(/"Id":/);
	},
	tabByNumber: async (screen, key) => {
		screen.press('Enter', key === '1' ? '2' : '1');
		await screen.shows(key === '1' ? /^▌ critical/m : /WHY F/);
		screen.press(key);
		const marks = [
			/TIMELINE/,
			/WHY F/,
			/^▌ critical /m,
			/CAPABILITY/,
			/DESTINATION/,
			/mode +/,
			/PID +USER/,
			/PROVENANCE/,
			/NAME +VALUE/,
			/Not scanned when this fleet was recorded/,
		];
		await screen.shows(marks[Number(key)] ?? /nothing/);
	},
	nextContainer: async (screen, key) => {
		screen.press('Enter', key);
		await screen.shows(/‹ fleet +backup/);
	},
	previousContainer: async (screen, key) => {
		screen.press('j', 'Enter');
		await screen.shows(/‹ fleet +backup/);
		screen.press(key);
		await screen.shows(/‹ fleet +ci-runner/);
	},
	beginFilter: async (screen, key) => {
		screen.press(key, 'traefik');
		await screen.hides(/ci-runner/);
		await screen.shows(/1 match/);
	},
	beginSearch: async (screen, key) => {
		screen.press('i');
		await screen.shows(/"Id":/);
		screen.press(key, 'hostconfig');
		await screen.shows(/1 of 1 *$/);
	},
	nextMatch: async (screen, key) => {
		screen.press('i');
		await screen.shows(/"Id":/);
		screen.press('/', 'config', 'Enter', key);
		await screen.shows(/\/config 2 of \d+ *$/);
	},
	previousMatch: async (screen, key) => {
		screen.press('i');
		await screen.shows(/"Id":/);
		screen.press('/', 'config', 'Enter', key);
		await screen.shows(/\/config (\d+) of \1 *$/);
	},
	sortNext: async (screen, key) => {
		screen.press(key);
		await screen.shows(/NAME▼/);
	},
	sortReversed: async (screen, key) => {
		screen.press(key);
		await screen.shows(/RISK▲/);
	},
	toggleStopped: async (screen, key) => {
		screen.press(key);
		await screen.shows(/report-2025/);
	},
	toggleTree: async (screen, key) => {
		screen.press(key);
		await screen.shows(/monitoring +4 containers/);
	},
	mark: async (screen, key) => {
		screen.press(key);
		await screen.shows(/^●F +100 +ci-runner/m);
		await screen.shows(/1 marked/);
	},
	toggleWide: async (screen, key) => {
		await screen.shows(/REACHABLE/);
		screen.press(key);
		await screen.hides(/REACHABLE/);
	},
	openHost: async (screen, key) => {
		screen.press(key);
		await screen.shows(/ENGINE +\d+ found/);
	},
	openEscapes: async (screen, key) => {
		screen.press(key);
		await screen.shows(/open to \d+ of 155 known escapes, table of 2026-12-02/);
		screen.press('j', 'Enter');
		await screen.shows(/WHAT CLOSES IT[\s\S]*HOST/);
	},
	openRules: async (screen, key) => {
		screen.press(key);
		await screen.shows(/SEVERITY +FAILS/);
	},
	openNetwork: async (screen, key) => {
		screen.press(key);
		await screen.shows(/FROM ANYWHERE/);
	},
	openEvents: async (screen, key) => {
		screen.press(key);
		await screen.shows(/a recorded fleet does not change/);
	},
	openPolicy: async (screen, key) => {
		screen.press(key);
		await screen.shows(/built-in policy applies/);
	},
	openVulnerabilities: async (screen, key) => {
		screen.press(key);
		await screen.shows(/Not scanned when this fleet was recorded|\d+ vulnerabilit/);
	},
	openRaw: async (screen, key) => {
		screen.press(key);
		await screen.shows(/"Id":/);
	},
	openFix: async (screen, key) => {
		screen.press(key);
		await screen.shows(/‹ fleet +ci-runner fix[\s\S]*DECIDE/);
	},
	toggleChange: async (screen, key) => {
		screen.press('f');
		await screen.shows(/^▌ \( \) \w/m);
		screen.press(key);
		await screen.shows(/^▌ \(•\) \w/m);
	},
	switchRung: async (screen, key) => {
		screen.press('f');
		await screen.shows(/command below: safe/);
		screen.press(key);
		await screen.shows(/command below: least/);
	},
	openOutput: async (screen, key) => {
		const first = await firstOutput(screen);
		screen.press(key);
		await screen.hides(new RegExp(first));
		await screen.shows(/ {3}as [a-z]+/);
	},
	previousOutput: async (screen, key) => {
		const first = await firstOutput(screen);
		screen.press('o');
		await screen.hides(new RegExp(first));
		screen.press(key);
		await screen.shows(new RegExp(first));
	},
	copyRollBack: async (screen, key) => {
		screen.press('f');
		await screen.shows(/^▌ \( \) \w/m);
		screen.press(key);
		await screen.copies(/^\( old=[0-9a-f]{64} && /);
	},
	copy: async (screen, key) => {
		screen.press(key);
		await screen.copies(/^ci-runner$/);
	},
	copyPage: async (screen, key) => {
		screen.press(key);
		await screen.copies(/ci-runner[\s\S]*traefik/);
	},
	openPlain: async (screen, key) => {
		screen.press(key);
		await screen.shows(/plain page[\s\S]*ci-runner/);
	},
	beginWaiver: async (screen, key) => {
		screen.press('Enter', '2');
		await screen.shows(/^▌ critical/m);
		screen.press(key);
		await screen.shows(/accept [a-z-]+: why\?/);
	},
	toggleMouse: async (screen, key) => {
		screen.press(key);
		await screen.shows(/mouse on/);
		screen.press(key);
		await screen.shows(/mouse off/);
	},
	beginPalette: async (screen, key) => {
		screen.press(key, 'reach whom', 'Enter');
		await screen.shows(/FROM ANYWHERE/);
	},
	beginHelp: async (screen, key) => {
		screen.press(key);
		await screen.shows(/^ keys[\s\S]*MOVE/);
	},
	redraw: async (screen, key) => {
		// The scans that belong to it come last.
		await screen.shows(/C3 H3/);
		await screen.settles();
		const before = screen.text();
		const written = screen.output().length;
		screen.press(key);
		await vi.waitFor(() => expect(screen.output().length - written).toBeGreaterThan(before.replaceAll(/\s/g, '').length / 2), {
			timeout: 60_000,
		});
		await screen.settles(1_000);
		expect(screen.text()).toBe(before);
	},
	suspend: async (screen, key) => {
		screen.press(key);
		await vi.waitFor(() => expect(screen.terminal.buffer.active.type).toBe('normal'), {timeout: 60_000});
		// It stops itself once the screen is given back.
		await screen.settles();
		screen.kill('SIGCONT');
		await screen.shows(/RISK. +NAME/);
	},
	quit: async (screen, key) => {
		screen.press(key);
		expect(await screen.exit()).toBe(0);
		expect(screen.restored()).toBe(true);
	},
	interrupt: async (screen, key) => {
		screen.press(key);
		expect(await screen.exit()).toBe(130);
	},
};
