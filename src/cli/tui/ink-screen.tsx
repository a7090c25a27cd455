import {type Instance, render} from 'ink';
import {App, type Styles, type TerminalControl, ThemeContext, TuiProvider} from '../../../components/index.js';
import {guardedStdout} from '../../base/index.js';
import type {Tui} from '../../tui/index.js';
import type {ScreenOptions} from './loading-screen.js';

export type InkOptions = ScreenOptions & {
	readonly tui: Tui;
	readonly styles: Styles;
	readonly control: TerminalControl;
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	/** Whether the alternate screen is already on. */
	readonly entered: boolean;
};

/** Renders the TUI with Ink from now on. */
export function renderTui({tui, styles, control, stdin, stdout, color, ascii, entered}: InkOptions): Instance {
	return render(
		<ThemeContext value={{color, styles}}>
			<TuiProvider value={tui}>
				<App control={control} />
			</TuiProvider>
		</ThemeContext>,
		{
			stdin,
			stdout: guardedStdout(stdout, {ascii, entered}),
			alternateScreen: true,
			incrementalRendering: true,
			patchConsole: false,
			exitOnCtrlC: false,
			maxFps: 60,
			interactive: true,
		},
	);
}
