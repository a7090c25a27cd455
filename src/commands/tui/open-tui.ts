import type {Run} from '../run.js';
import {policyOf} from '../source/load-fleet.js';
import type {Engines, EngineTarget} from './engine-target.js';
import {openInspectedFleet} from './inspected-fleet.js';
import {waiverWriter} from './loaded-later.js';
import {runTui} from './run-tui.js';
import type {Screen} from './wire-tui.js';

/** Connects the TUI to its engine, or to what it shows instead of one. */
export async function openTui(
	run: Run,
	target: EngineTarget,
	engines: Engines,
	screen: Omit<Screen, 'stdin' | 'stdout'>,
): Promise<number> {
	const policy = await policyOf(run);
	const inspected = await openInspectedFleet(run, target, policy);
	const {stdin, stdout} = run;
	return runTui({inspected, engines, policy, writeWaiver: waiverWriter(run, policy)}, {...screen, stdin, stdout});
}
