import {type Instance, render} from 'ink';
import {App} from '../../../components/App.js';
import type {TerminalControl} from '../../../components/terminal-control.js';
import {InspectorProvider} from '../../../components/use-inspector.js';
import {ThemeContext} from '../../../components/use-theme.js';
import type {RunningInspector} from '../../store/inspector.js';
import {guardedStdout} from '../../terminal/screen.js';
import type {ScreenOptions} from './loading-screen.js';

export type InkOptions = ScreenOptions & {
	readonly inspector: RunningInspector;
	readonly control: TerminalControl;
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	/** Whether the alternate screen is on already. */
	readonly entered: boolean;
};

/** The inspector as Ink draws it, from here on. */
export function renderInspector({inspector, control, stdin, stdout, color, ascii, entered}: InkOptions): Instance {
	return render(
		<ThemeContext value={{color}}>
			<InspectorProvider value={inspector}>
				<App control={control} />
			</InspectorProvider>
		</ThemeContext>,
		{
			stdin,
			stdout: guardedStdout(stdout, {ascii, entered}),
			alternateScreen: true,
			incrementalRendering: true,
			patchConsole: false,
			exitOnCtrlC: false,
			maxFps: 30,
			interactive: true,
		},
	);
}
