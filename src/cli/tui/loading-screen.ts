import {ansiLine, fleetScreen, isOnFleetScreen} from '../../../components/index.js';
import {createPainter, guardedStdout, type TerminalSession} from '../../base/index.js';
import type {State} from '../../tui/index.js';

/** The list as painted until Ink takes over: loading Ink and React takes longer than the engine's answer. */
export type LoadingScreen = {
	/**
	 * Paints what has changed, and briefly holds back a list without grades. Returns whether this state can be shown here: see
	 * `isOnFleetScreen`.
	 */
	readonly show: (state: State) => boolean;
	readonly shown: () => boolean;
	/** After a resize of the terminal. */
	readonly forget: () => void;
	/** Stops painting: the terminal now belongs to Ink, or the program exits. */
	readonly stop: () => void;
};

export type ScreenOptions = {readonly ascii: boolean; readonly color: boolean};

/**
 * Milliseconds that rows wait for their grades, from the start of the program or from the choice of another engine, so that a short list
 * is painted once, in its order. Any longer and lazydocker's first rows come first.
 */
const waitForGrades = 140;

/** @param begun  when the engine was selected: milliseconds on the clock of `performance.now` */
export function loadingScreen(
	terminal: Pick<TerminalSession, 'enter'>,
	stdout: NodeJS.WriteStream,
	begun: number,
	{ascii, color}: ScreenOptions,
): LoadingScreen {
	const guarded = guardedStdout(stdout, {ascii});
	const painter = createPainter(text => guarded.write(text));
	let painted = false;
	let held: {state: State; readonly timer: NodeJS.Timeout} | null = null;
	return {
		show(state) {
			if (!isOnFleetScreen(state)) {
				stop();
				return false;
			}
			const early = begun + waitForGrades - performance.now();
			if (painted || state.model.loading.complete || early <= 0) paint(state);
			else if (held === null) held = {state, timer: setTimeout(paintHeld, early)};
			else held.state = state;
			return true;
		},
		shown: () => painted || held !== null,
		forget: painter.forget,
		stop,
	};

	function paint(state: State): void {
		stop();
		painted = true;
		terminal.enter();
		painter.paint(fleetScreen(state).map(parts => ansiLine(parts, {color})));
	}

	function paintHeld(): void {
		if (held !== null) paint(held.state);
	}

	function stop(): void {
		clearTimeout(held?.timer);
		held = null;
	}
}
