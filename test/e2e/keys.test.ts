import {afterAll, afterEach, beforeAll, describe, expect, it, vi} from 'vitest';
import type {Binding} from '../../components/bindings/binding.js';
import type {CommandName} from '../../components/commands.js';
import {keymap} from '../../components/keymap.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {dockscope, type ProgramOptions, type Screen} from '../support/terminal-program.js';

/** What a key must do to be worth its line in the help. Starts on the list, at its top; may end anywhere. */
type Proof = (screen: Screen, key: string) => Promise<void>;

/** Opens the plan in its first form, and gives the words of the heading. */
async function firstOutput(screen: Screen): Promise<string> {
	screen.press('f');
	await screen.shows(/^▌ \[x\]/m);
	screen.press('o');
	await screen.shows(/ for [a-z]+/);
	return / for [a-z]+/.exec(screen.text())?.[0] ?? '';
}

/** `node-exporter` is the selected row of the demo fleet, sorted by risk. */
const onDemo: Partial<Record<CommandName, Proof>> = {
	enter: async (screen, key) => {
		screen.press(key);
		await screen.shows(/‹ fleet +node-exporter[\s\S]*WHY F/);
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
			/SEEN SINCE/,
			/WHY F/,
			/^▌ critical /m,
			/CAPABILITY/,
			/DESTINATION/,
			/mode +/,
			/PID +USER/,
			/PROVENANCE/,
			/NAME +VALUE/,
			/Not scanned/,
		];
		await screen.shows(marks[Number(key)] ?? /nothing/);
	},
	nextContainer: async (screen, key) => {
		screen.press('Enter', key);
		await screen.shows(/‹ fleet +vpn/);
	},
	previousContainer: async (screen, key) => {
		screen.press('j', 'Enter');
		await screen.shows(/‹ fleet +vpn/);
		screen.press(key);
		await screen.shows(/‹ fleet +node-exporter/);
	},
	beginFilter: async (screen, key) => {
		screen.press(key, 'traefik');
		await screen.hides(/node-exporter/);
		await screen.shows(/1 match/);
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
		await screen.shows(/^●F +100 +node-exporter/m);
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
		await screen.shows(/built-in policy is in force/);
	},
	openVulnerabilities: async (screen, key) => {
		screen.press(key);
		await screen.shows(/Not scanned: this run has no scanner/);
	},
	openRaw: async (screen, key) => {
		screen.press(key);
		await screen.shows(/"Id":/);
	},
	openFix: async (screen, key) => {
		screen.press(key);
		await screen.shows(/‹ fleet +node-exporter fix[\s\S]*\[x\]/);
	},
	toggleChange: async (screen, key) => {
		screen.press('f');
		await screen.shows(/^▌ \[x\]/m);
		screen.press(key);
		await screen.shows(/^▌ \[ \]/m);
	},
	openOutput: async (screen, key) => {
		const first = await firstOutput(screen);
		screen.press(key);
		await screen.hides(new RegExp(first));
		await screen.shows(/ for [a-z]+/);
	},
	previousOutput: async (screen, key) => {
		const first = await firstOutput(screen);
		screen.press('o');
		await screen.hides(new RegExp(first));
		screen.press(key);
		await screen.shows(new RegExp(first));
	},
	copyUndo: async (screen, key) => {
		screen.press('f');
		await screen.shows(/^▌ \[x\]/m);
		screen.press(key);
		await screen.copies(/^docker /);
	},
	copy: async (screen, key) => {
		screen.press(key);
		await screen.copies(/^node-exporter$/);
	},
	copyPage: async (screen, key) => {
		screen.press(key);
		await screen.copies(/node-exporter[\s\S]*traefik/);
	},
	openPlain: async (screen, key) => {
		screen.press(key);
		await screen.shows(/plain page[\s\S]*node-exporter/);
	},
	beginWaiver: async (screen, key) => {
		screen.press('Enter', '2');
		await screen.shows(/^▌ critical/m);
		screen.press(key);
		await screen.shows(/accept [a-z-]+: why\?/);
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
		const before = screen.text();
		const written = screen.output().length;
		screen.press(key);
		await screen.settles(1_000);
		expect(screen.output().length - written).toBeGreaterThan(before.replaceAll(/\s/g, '').length / 2);
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

const selected = (name: string) => new RegExp(`^▌[A-F ]{2} *\\d+ +${name} `, 'm');
/** On a short screen of six rows, sorted by name. */
const names = [
	'backup',
	'ci-runner',
	'grafana',
	'metrics',
	'node-exporter',
	'portainer',
	'prometheus',
	'shop-api',
	'shop-cache',
	'shop-db',
	'shop-web',
	'traefik',
	'vpn',
];
const goes =
	(from: readonly string[], to: number): Proof =>
	async (screen, key) => {
		screen.press(...from, key);
		await screen.shows(selected(names[to] ?? ''));
	};
const onShortScreen: Partial<Record<CommandName, Proof>> = {
	down: goes([], 1),
	up: goes(['j', 'j'], 1),
	toTop: goes(['G'], 0),
	toBottom: goes([], 12),
	halfPageDown: goes([], 3),
	halfPageUp: goes(['G'], 9),
	pageDown: goes([], 6),
	pageUp: goes(['G'], 6),
};

const onEngine: Partial<Record<CommandName, Proof>> = {
	toggleMeters: async (screen, key) => {
		screen.press(key);
		await screen.shows(/CPU +MEM/);
		await screen.shows(/\d% +\d+K|\d% +\d+M/);
	},
	reveal: async (screen, key) => {
		screen.press('Enter', '8');
		await screen.shows(/API_TOKEN +\*{8}/);
		screen.press('G');
		await screen.settles();
		for (let row = 0; row < 6 && !/▌API_TOKEN/.test(screen.text()); row += 1) {
			screen.press('k');
			await screen.settles();
		}
		await screen.shows(/x reveal/);
		screen.press(key);
		await screen.shows(/s3cr3t-Value-9f8e7d6c/);
	},
	refresh: async (screen, key) => {
		screen.press(key);
		await screen.shows(/read again/);
	},
	openEngines: async (screen, key) => {
		screen.press(key);
		await screen.shows(/CONTEXT +NOW +ENGINE/);
	},
	askRehearsal: async (screen, key) => {
		screen.press('f');
		await screen.shows(/^▌ \[x\]/m);
		screen.press(key);
		await screen.shows(/y start +any other key: no/);
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
		await screen.shows(/nothing is being scanned|cancel/);
	},
};

/** Proven where there is something to do it to, without a terminal. */
const elsewhere: Partial<Record<CommandName, string>> = {
	raiseThreshold: 'test/scanners/inspector.test.ts',
	lowerThreshold: 'test/scanners/inspector.test.ts',
	toggleFixable: 'test/scanners/inspector.test.ts',
	toggleLoaded: 'test/scanners/inspector.test.ts',
	openDemo: 'test/e2e/demo.test.ts',
	save: 'below',
};

const bindingsWith = (proofs: Partial<Record<CommandName, Proof>>): readonly (readonly [string, CommandName, Proof])[] =>
	keymap.flatMap(({keys, does}: Binding) => {
		const proof = proofs[does];
		return proof ? keys.map(key => [key, does, proof] as const) : [];
	});

it('has a proof for every key', () => {
	const proven = new Set(Object.keys({...onDemo, ...onShortScreen, ...onEngine, ...elsewhere}));
	expect(keymap.map(({does}) => does).filter(does => !proven.has(does))).toEqual([]);
});

const screens: Screen[] = [];
afterEach(async () => {
	for (const screen of screens.splice(0)) await screen.stop();
});
async function open(options: ProgramOptions): Promise<Screen> {
	const screen = await dockscope(options);
	screens.push(screen);
	await screen.shows(/▌[A-F] +\d+/);
	await screen.settles();
	return screen;
}

describe('on the demo fleet', () => {
	it.each(bindingsWith(onDemo))('%s does what it says: %s', async (key, _does, proof) => {
		await proof(await open({args: ['--demo'], columns: 80, rows: 24}), key);
	});
	it.each(bindingsWith(onShortScreen))('%s does what it says: %s', async (key, _does, proof) => {
		const screen = await open({args: ['--demo'], columns: 80, rows: 14});
		screen.press('s');
		await screen.shows(/NAME▼/);
		await screen.shows(selected('backup'));
		await proof(screen, key);
	});
	it('`:save` writes the page to a file', async () => {
		const screen = await open({args: ['--demo'], columns: 120, rows: 24});
		screen.press(':', 'save', 'Enter');
		await screen.shows(/written to \S+page\.txt, readable by you alone/);
	});
	it('`:q` leaves, as a hand that knows vim types it', async () => {
		const screen = await open({args: ['--demo'], columns: 80, rows: 24});
		screen.press(':', 'q');
		await screen.shows(/▌quit/);
		screen.press('Enter');
		expect(await screen.exit()).toBe(0);
	});
});

describe.skipIf(await whyNoEngine())('on a real engine', () => {
	let engine: PrivateEngine;
	beforeAll(async () => {
		engine = await startPrivateEngine();
		await busyboxImage(engine);
		await engine.docker(
			'run',
			'--detach',
			'--name',
			'only',
			'--stop-signal',
			'KILL',
			'--env',
			'API_TOKEN=s3cr3t-Value-9f8e7d6c',
			'busybox:1',
			'sleep',
			'100000',
		);
	});
	afterAll(() => engine?.stop());

	it.each(bindingsWith(onEngine))('%s does what it says: %s', async (key, _does, proof) => {
		const screen = await open({args: ['--host', engine.host], columns: 120, rows: 24});
		await screen.settles(1_000);
		await proof(screen, key);
	});
});
