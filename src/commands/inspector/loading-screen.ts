import {ansiLine} from '../../../components/ansi.js';
import {fleetScreen} from '../../../components/fleet-screen.js';
import type {State} from '../../store/state.js';
import {createPainter} from '../../terminal/painter.js';
import {guardedStdout} from '../../terminal/screen.js';
import type {TerminalSession} from '../../terminal/session.js';

/** The list as it is painted until Ink has taken over: loading Ink and React takes longer than the engine needs to answer. */
export type LoadingScreen = {
	/** Paints what has changed. Returns whether this state can be shown here: see `fleetScreen`. */
	readonly show: (state: State) => boolean;
	/** Whether anything has been painted. */
	readonly shown: () => boolean;
	/** After the terminal has changed its size. */
	readonly forget: () => void;
};

export type ScreenOptions = {readonly ascii: boolean; readonly color: boolean};

export function loadingScreen(
	terminal: TerminalSession,
	stdout: NodeJS.WriteStream,
	{ascii, color}: ScreenOptions,
): LoadingScreen {
	const guarded = guardedStdout(stdout, {ascii});
	const painter = createPainter(text => guarded.write(text));
	return {
		show(state) {
			const lines = fleetScreen(state);
			if (lines === null) return false;
			terminal.enter();
			painter.paint(lines.map(parts => ansiLine(parts, {color})));
			return true;
		},
		shown: () => terminal.entered,
		forget: painter.forget,
	};
}
