import type {TerminalFeatures} from '../../terminal/features.js';
import {sanitise} from '../../terminal/sanitise.js';
import type {TerminalSession} from '../../terminal/session.js';
import type {Run} from '../run.js';
import {policyOf} from '../source/load-fleet.js';
import type {Engines, EngineTarget} from './engine-target.js';
import {openInspectedFleet} from './inspected-fleet.js';
import {waiverWriter} from './loaded-later.js';
import type {LoadingScreen} from './loading-screen.js';
import {runTui} from './run-tui.js';

/** Connects the TUI to its engine, or to what it shows instead of one. */
export async function openTui(
	run: Run,
	target: EngineTarget,
	{unicode, color, multiplexer}: TerminalFeatures,
	engines: Engines,
	terminal: TerminalSession,
	loading: LoadingScreen | null,
): Promise<number> {
	const policy = await policyOf(run);
	const {switchable, ...inspected} = await openInspectedFleet(run, target, policy);
	return runTui({
		...inspected,
		policy,
		ascii: !unicode,
		color,
		multiplexer,
		stdin: run.stdin,
		stdout: run.stdout,
		terminal,
		loading,
		writeWaiver: waiverWriter(run, policy),
		listEngines: switchable ? engines.list : null,
		context: engines.context === null ? null : sanitise(engines.context),
		chooseEngine: engines.choose,
		viewSettings: engines.viewSettings,
		keepViewSettings: engines.keepViewSettings,
	});
}
