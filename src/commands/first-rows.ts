import type {ContainerRow} from '../answers/index.js';
import {listedModel} from '../fleet/listed-model.js';
import {listedState} from '../store/initial-state.js';
import type {SafeText} from '../terminal/safe-text.js';
import type {TerminalSession} from '../terminal/session.js';
import {type LoadingScreen, loadingScreen, type ScreenOptions} from './loading-screen.js';

/** Milliseconds: an engine that takes longer for its list is waited for while everything else is being loaded. */
const patience = 150;

/**
 * Paints the containers as soon as they are listed, before what judges them and what draws them is loaded. `null` when there is
 * nothing that could be painted by then: Ink shows the first frame.
 */
export async function showFirstRows(
	rows: Promise<readonly ContainerRow[]>,
	{title, context}: {title: SafeText; context: SafeText | null},
	terminal: TerminalSession,
	stdout: NodeJS.WriteStream,
	options: ScreenOptions,
): Promise<LoadingScreen | null> {
	// That the list failed is told by the reader, which is given the same answer.
	const listed = await Promise.race([rows.catch(() => null), later(patience)]);
	if (listed === null) return null;
	const screen = loadingScreen(terminal, stdout, options);
	const beginning = {title, context, banner: null, columns: stdout.columns, rows: stdout.rows};
	return screen.show(listedState(beginning, listedModel(listed), Date.now())) ? screen : null;
}

const later = (milliseconds: number): Promise<null> => new Promise(resolve => setTimeout(() => resolve(null), milliseconds));
