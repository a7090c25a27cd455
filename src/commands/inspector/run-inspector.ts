import {terminalControl} from '../../../components/terminal-control.js';
import {statusOf} from '../../terminal/leave.js';
import {inspectorOf} from './inspector-of.js';
import type {InspectorOptions} from './inspector-options.js';
import {untilInk} from './until-ink.js';

/**
 * Runs the inspector until it is left; gives the exit status or `tryAgain`, and throws what nobody foresaw. The caller gives the
 * terminal back.
 */
export async function runInspector(options: InspectorOptions): Promise<number> {
	const {stdin, stdout, terminal, loading, color, ascii} = options;
	const {out} = terminal;
	const control = terminalControl();
	const {inspector, begin, close} = inspectorOf(options, control, status => out.leave({status}));
	let settled: NodeJS.Timeout | undefined;
	const onResize = () => {
		loading?.forget();
		inspector.actions.resize(stdout.columns, stdout.rows);
		// Ink writes the lines that changed; a terminal that was made narrower may have wrapped or kept others: paint them all anew.
		clearTimeout(settled);
		settled = setTimeout(control.redraw, 100);
	};
	stdout.on('resize', onResize);
	begin().catch((error: unknown) => out.leave({error}));

	const until = loading === null ? null : untilInk(inspector, loading, stdin);
	const early = await Promise.race([until?.ready, out.ending]);
	const screen = early === undefined ? await showOnInk() : null;
	const ending = early ?? (await out.ending);
	// An engine that hangs removes no twin; the next rehearsal does, or `dockscope sweep`, by the journal.
	const tidied = await Promise.race([inspector.actions.endRehearsal().then(() => true), out.insisted.then(() => false)]);
	until?.stop();
	close();
	stdout.off('resize', onResize);
	clearTimeout(settled);
	screen?.unmount();
	// What still waits for the engine would keep the program alive; the terminal is given back at its exit.
	if (!tidied) process.exit(statusOf(ending));
	return statusOf(ending);

	async function showOnInk() {
		const {renderInspector} = await import('./ink-screen.js');
		until?.stop();
		const rendered = renderInspector({inspector, control, stdin, stdout, color, ascii, entered: terminal.entered});
		rendered.waitUntilExit().then(
			() => out.leave({status: 0}),
			(error: unknown) => out.leave({error}),
		);
		return rendered;
	}
}
