import type {Actions} from '../src/tui/index.js';

/** What a key or a palette entry can run, by name. */
type Command = (actions: Actions, key: string) => unknown;

export const commands = {
	down: actions => actions.down(),
	up: actions => actions.up(),
	toTop: actions => actions.toTop(),
	toBottom: actions => actions.toBottom(),
	halfPageDown: actions => actions.halfPageDown(),
	halfPageUp: actions => actions.halfPageUp(),
	pageDown: actions => actions.pageDown(),
	pageUp: actions => actions.pageUp(),
	enter: actions => actions.enter(),
	back: actions => actions.back(),
	nextTab: actions => actions.nextTab(),
	previousTab: actions => actions.previousTab(),
	tabByNumber: (actions, key) => actions.tabByNumber(Number(key) || 10),
	nextContainer: actions => actions.stepContainer(1),
	previousContainer: actions => actions.stepContainer(-1),
	beginFilter: actions => actions.beginFilter(),
	beginSearch: actions => actions.beginSearch(),
	nextMatch: actions => actions.nextMatch(),
	previousMatch: actions => actions.previousMatch(),
	sortNext: actions => actions.sortNext(),
	sortReversed: actions => actions.sortReversed(),
	toggleStopped: actions => actions.toggleStopped(),
	toggleTree: actions => actions.toggleTree(),
	mark: actions => actions.mark(),
	toggleWide: actions => actions.toggleWide(),
	toggleMeters: actions => actions.toggleMeters(),
	openHost: actions => actions.openHost(),
	openRules: actions => actions.openRules(),
	openNetwork: actions => actions.openNetwork(),
	openEvents: actions => actions.openEvents(),
	togglePause: actions => actions.togglePause(),
	openEngines: actions => actions.openEngines(),
	openPolicy: actions => actions.openPolicy(),
	openVulnerabilities: actions => actions.openVulnerabilities(),
	openLogs: actions => actions.openLogs(),
	openRaw: actions => actions.openRaw(),
	openFix: actions => actions.openFix(),
	toggleChange: actions => actions.toggleChange(),
	switchRung: actions => actions.switchRung(),
	openOutput: actions => actions.openOutput(),
	previousOutput: actions => actions.previousOutput(),
	askRehearsal: actions => actions.askRehearsal(),
	askObservation: actions => actions.askObservation(),
	copyRollBack: actions => actions.copyRollBack(),
	scan: actions => actions.scan(),
	scanAll: actions => actions.scanAll(),
	raiseThreshold: actions => actions.stepThreshold(1),
	lowerThreshold: actions => actions.stepThreshold(-1),
	toggleFixable: actions => actions.toggleFixable(),
	toggleLoaded: actions => actions.toggleLoaded(),
	cancelScans: actions => actions.cancelScans(),
	copy: actions => actions.copy(),
	copyPage: actions => actions.copyPage(),
	openPlain: actions => actions.openPlain(),
	save: actions => actions.save(),
	reveal: actions => actions.reveal(),
	askBaseline: actions => actions.askBaseline(),
	freeze: actions => actions.freeze(),
	beginWaiver: actions => actions.beginWaiver(),
	beginPalette: actions => actions.beginPalette(),
	beginHelp: actions => actions.beginHelp(),
	refresh: actions => actions.refresh(),
	openDemo: actions => actions.openDemo(),
	toggleMouse: actions => actions.toggleMouse(),
	redraw: actions => actions.redraw(),
	suspend: actions => actions.suspend(),
	quit: actions => actions.quit(),
	interrupt: actions => actions.interrupt(),
} as const satisfies Readonly<Record<string, Command>>;

export type KeyCommand = keyof typeof commands;

/** Runs a command; `key` is the pressed key, `''` from the palette. A failure is shown, and the next key works. */
export function run(name: KeyCommand, actions: Actions, key = ''): void {
	const command: Command = commands[name];
	const stopped = (error: unknown) => actions.stopped(`the command ${name}`, error);
	try {
		Promise.resolve(command(actions, key)).catch(stopped);
	} catch (error) {
		stopped(error);
	}
}
