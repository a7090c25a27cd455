import {keyNamesOf, type Styles, type TerminalControl} from '../../../components/index.js';
import {
	clipboardSequence,
	EngineError,
	errorText,
	mouseOff,
	mouseOn,
	saveText,
	type TerminalFeatures,
	type TerminalSession,
	trusted,
} from '../../base/index.js';
import type {Policy} from '../../judge/index.js';
import {createTui, type Services, switchableFleet, type Tui, viewSettingsOf} from '../../tui/index.js';
import {type Engines, tryAgain} from './engine-target.js';
import type {Fallback, InspectedFleet} from './inspected-fleet.js';
import type {LoadingScreen} from './loading-screen.js';
import {releaseMemoryWhenIdle} from './memory.js';

/** What the TUI is connected to. */
export type Connected = {
	readonly inspected: InspectedFleet;
	readonly engines: Engines;
	readonly policy: Policy;
	readonly writeWaiver: Services['writeWaiver'];
};

/** Where the TUI is shown. */
export type Screen = {
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	readonly terminal: TerminalSession;
	readonly features: TerminalFeatures;
	readonly styles: Styles;
	/** The screen that already shows the list; `null`: Ink shows the first frame. */
	readonly loading: LoadingScreen | null;
};

export type WiredTui = {
	readonly tui: Tui;
	/** Starts the fleet. If its engine cannot be reached, another one is shown, or the error and what can be done. */
	readonly begin: () => Promise<void>;
	readonly close: () => void;
};

/** The store with everything it uses. @param quit  called with an exit status, or with `tryAgain` */
export function wireTui(
	{inspected, engines, policy, writeWaiver}: Connected,
	screen: Screen,
	control: TerminalControl,
	quit: (status: number) => void,
): WiredTui {
	const {fleet: firstFleet, title, banner, fallback, openDemo, switchable, ...ofEngine} = inspected;
	const fleet = switchableFleet(firstFleet);
	let closed = false;
	let endReleases: () => void = () => undefined;

	const show = ({fleet: other, title, banner, loadHardener, loadScans}: Fallback) => {
		// Services that belong to the engine are replaced with it.
		Object.assign(services, {...ofNoEngine, loadScans, loadHardener});
		const offered = {canScan: loadScans !== null, canHarden: loadHardener !== null, hasLogs: false};
		tui.store.setState({title, banner, context: null, connectionProblem: null, fix: null, ...offered});
		fleet.become(other);
		return fleet.start();
	};
	const begin = async (): Promise<void> => {
		tui.actions.setConnectionProblem(null);
		try {
			await fleet.start();
			// A start that was closed meanwhile also ends without an error.
			if (!closed) endReleases = releaseMemoryWhenIdle(tui.store);
		} catch (error) {
			if (!(error instanceof EngineError)) throw error;
			const other = (await fallback?.(error)) ?? null;
			if (other) await show(other);
			// The message of an EngineError is already safe to show.
			else tui.actions.setConnectionProblem({message: trusted(error.message), kind: error.kind});
		}
	};
	const showDemo = async (open: NonNullable<typeof openDemo>): Promise<void> => {
		try {
			await show(await open());
		} catch (error) {
			tui.actions.setConnectionProblem({message: errorText(error), kind: 'engine'});
		}
	};
	/** A fleet that failed to start is closed for good, including its sockets: a new one is opened. */
	const reopen = () => {
		engines.keepViewSettings(viewSettingsOf(tui.store.getState()));
		quit(tryAgain);
	};

	const onScreen = servicesOf(screen, control, () => tui.store.getState().mouse);
	const services: Services = {
		...ofEngine,
		policy,
		writeWaiver,
		fleet,
		now: Date.now,
		listEngines: switchable ? engines.list : null,
		openEngine(context) {
			engines.choose(context);
			reopen();
		},
		retry: reopen,
		demo: openDemo ? () => void showDemo(openDemo) : null,
		quit,
		...onScreen,
	};
	const {context, viewSettings, preferences} = engines;
	const {columns, rows} = screen.stdout;
	if (viewSettings.mouse) onScreen.setMouse(true);
	const keyNames = keyNamesOf(preferences.keys);
	const tui: Tui = createTui(services, {title, banner, context, viewSettings, preferences, keyNames, columns, rows});
	return {
		tui,
		begin,
		close() {
			closed = true;
			endReleases();
			tui.close();
			fleet.close();
		},
	};
}

/** For a fleet whose engine is gone. */
const ofNoEngine = {
	stats: null,
	readLog: null,
	loadHistory: null,
	freeze: null,
	baseline: null,
} as const satisfies Partial<Services>;

/** What the terminal is asked for. */
function servicesOf(screen: Screen, control: TerminalControl, isMouseOn: () => boolean) {
	const setMouse = (on: boolean): void => void screen.stdout.write(on ? mouseOn : mouseOff);
	return {
		copy: copyOn(screen),
		save: saveText,
		setMouse,
		redraw: control.redraw,
		suspend() {
			// The shell would get the reports.
			setMouse(false);
			control.suspend();
			process.once('SIGCONT', () => setMouse(isMouseOn()));
		},
	} satisfies Partial<Services>;
}

/** Copies to the clipboard of the user's terminal, or to a file if the text is too long. */
function copyOn({stdout, features}: Screen): Services['copy'] {
	return async text => {
		const sequence = clipboardSequence(text, features.multiplexer);
		if (sequence === null)
			return {how: 'file', path: await saveText(text), why: trusted('it is too long for a clipboard sequence')};
		stdout.write(sequence);
		return {how: 'clipboard', bytes: Buffer.byteLength(text)};
	};
}
