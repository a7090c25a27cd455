import {rmSync} from 'node:fs';
import type {Proofs} from './proof.js';

/** On one container, `only`, with the secret that is looked for. */
export const onEngine: Proofs = {
	openLogs: async (screen, key) => {
		screen.press(key);
		await screen.shows(/nothing written · new lines follow/);
	},
	toggleMeters: async (screen, key) => {
		screen.press(key);
		await screen.shows(/CPU +MEM/);
		await screen.shows(/\d% +\d+K|\d% +\d+M/);
	},
	freeze: async (screen, key) => {
		screen.press(key);
		await screen.shows(/bundle of only: \S+\.tar/);
		const path = /bundle of only: (\S+\.tar)/.exec(screen.text())?.[1] ?? '';
		rmSync(path);
	},
	togglePause: async (screen, key) => {
		screen.press('e');
		await screen.shows(/watched since/);
		screen.press(key);
		await screen.shows(/paused: Space goes on/);
	},
	reveal: async (screen, key) => {
		screen.press('Enter', '8');
		await screen.shows(/API_TOKEN +\*{8}/);
		await screen.moves('G');
		for (let row = 0; row < 6 && !/▌API_TOKEN/.test(screen.text()); row += 1) await screen.moves('k');
		await screen.shows(/x reveal/);
		screen.press(key);
		await screen.shows(/s3cr3t-Value-9f8e7d6c/);
	},
	refresh: async (screen, key) => {
		screen.press(key);
		await screen.shows(/refreshed/);
	},
	askBaseline: async (screen, key) => {
		// Refused until conclusions from other containers are known too, which the heading does not wait for.
		const asks = /as the baseline · y save/;
		for (let tries = 0; tries < 20 && !asks.test(screen.text()); tries += 1) {
			screen.press(key);
			await screen.settles();
		}
		await screen.shows(/save the current state as the baseline · y save/);
		screen.press('n');
		await screen.hides(/as the baseline/);
		screen.press(key, 'y');
		await screen.shows(/baseline of 1 container saved in \S+\.json/);
	},
	openEngines: async (screen, key) => {
		screen.press(key);
		await screen.shows(/CONTEXT +NOW +ENGINE/);
	},
	askRehearsal: async (screen, key) => {
		screen.press('f');
		await screen.shows(/^▌ \[[x ]\]/m);
		screen.press(key);
		await screen.shows(/y start · any other key cancels/);
		screen.press('n');
		await screen.hides(/y start/);
	},
	askObservation: async (screen, key) => {
		screen.press('f');
		await screen.shows(/^▌ \[[x ]\]/m);
		screen.press(key);
		await screen.shows(/creates a kernel trace, removed afterwards · y start/);
		screen.press('n');
		await screen.hides(/y start/);
	},
	scan: async (screen, key) => {
		screen.press(key);
		await screen.shows(/scanning 1 image/);
	},
	scanAll: async (screen, key) => {
		screen.press(key);
		await screen.shows(/scanning 1 image/);
	},
	cancelScans: async (screen, key) => {
		screen.press(key);
		await screen.shows(/nothing is running|scans cancelled/);
	},
};
