import {terminalControl} from '../../../components/index.js';
import {statusOf} from '../../base/index.js';
import type {Run} from '../run.js';
import {quietPolicyOf} from '../source/load-fleet.js';
import type {Engines, EngineTarget} from './engine-target.js';
import {handOverToInk} from './hand-over-to-ink.js';
import {openInspectedFleet} from './inspected-fleet.js';
import {waiverWriter} from './loaded-later.js';
import {type Connected, type Screen, wireTui} from './wire-tui.js';

/**
 * Runs the TUI until the user quits; returns the exit status or `tryAgain`, and throws unexpected errors. The caller restores the
 * terminal.
 */
async function runTui(connected: Connected, screen: Screen): Promise<number> {
	const {stdin, stdout, terminal, features, styles, loading} = screen;
	const {out} = terminal;
	const control = terminalControl();
	const {tui, begin, close} = wireTui(connected, screen, control, status => out.leave({status}));
	let settled: NodeJS.Timeout | undefined;
	const onResize = () => {
		loading?.forget();
		tui.actions.resize(stdout.columns, stdout.rows);
		// Ink only writes changed lines; a narrowed terminal may have wrapped or kept others, so all are repainted.
		clearTimeout(settled);
		settled = setTimeout(control.redraw, 100);
	};
	stdout.on('resize', onResize);
	begin().catch((error: unknown) => out.leave({error}));

	const until = loading === null ? null : handOverToInk(tui, loading, stdin);
	const early = await Promise.race([until?.ready, out.ending]);
	const ink = early === undefined ? await showOnInk() : null;
	const ending = early ?? (await out.ending);
	// A hanging engine removes no twin; the next rehearsal or `dockscope sweep` does, by the journal.
	const tidied = await Promise.race([
		Promise.all([tui.actions.endRehearsal(), tui.actions.leaveObservation()]).then(() => true),
		out.insisted.then(() => false),
	]);
	until?.stop();
	close();
	stdout.off('resize', onResize);
	clearTimeout(settled);
	ink?.unmount();
	// Pending requests would keep the program alive; the terminal is restored at exit.
	if (!tidied) process.exit(statusOf(ending));
	return statusOf(ending);

	async function showOnInk() {
		const {renderTui} = await import('./ink-screen.js');
		until?.stop();
		const {color, unicode} = features;
		const rendered = renderTui({tui, styles, control, stdin, stdout, color, ascii: !unicode, entered: terminal.entered});
		rendered.waitUntilExit().then(
			() => out.leave({status: 0}),
			(error: unknown) => out.leave({error}),
		);
		return rendered;
	}
}

/** Connects the TUI to its engine, or to what it shows instead of one. */
export async function openTui(
	run: Run,
	target: EngineTarget,
	engines: Engines,
	screen: Omit<Screen, 'stdin' | 'stdout'>,
): Promise<number> {
	const policy = await quietPolicyOf(run);
	const inspected = await openInspectedFleet(run, target, policy);
	const {stdin, stdout} = run;
	return runTui({inspected, engines, policy, writeWaiver: waiverWriter(run, policy)}, {...screen, stdin, stdout});
}
