import type {ContainerRow, TerminalSession} from '../../base/index.js';
import {listedModel} from '../../judge/index.js';
import {type InitialView, listedState} from '../../tui/index.js';
import {type LoadingScreen, loadingScreen, type ScreenOptions} from './loading-screen.js';

/** Milliseconds: with an engine that takes longer to list, the rest is loaded meanwhile. */
const patience = 150;

/**
 * Passes the containers to a loading screen as soon as they are listed, before Ink is loaded. A slow list is passed on by `handOverToInk`.
 * `null` when the list failed, or cannot be painted here: Ink shows the first frame.
 *
 * @param begun  see `loadingScreen`
 */
export async function showFirstRows(
	rows: Promise<readonly ContainerRow[]>,
	heading: Pick<InitialView, 'title' | 'context' | 'viewSettings' | 'preferences' | 'keyNames'>,
	terminal: TerminalSession,
	stdout: NodeJS.WriteStream,
	begun: number,
	options: ScreenOptions,
): Promise<LoadingScreen | null> {
	const screen = loadingScreen(terminal, stdout, begun, options);
	// A failure of the list is reported by the reader, which gets the same answer.
	const listed = await Promise.race([rows.catch(() => null), later(patience)]);
	if (listed === 'later') return screen;
	if (listed === null) return null;
	const initialView = {...heading, banner: null, columns: stdout.columns, rows: stdout.rows};
	return screen.show(listedState(initialView, listedModel(listed), Date.now())) ? screen : null;
}

const later = (milliseconds: number): Promise<'later'> =>
	new Promise(resolve => setTimeout(() => resolve('later'), milliseconds).unref());
