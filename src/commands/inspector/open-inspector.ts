import type {TerminalFeatures} from '../../terminal/features.js';
import {sanitise} from '../../terminal/sanitise.js';
import type {TerminalSession} from '../../terminal/session.js';
import type {Run} from '../run.js';
import {policyOf} from '../source/load-fleet.js';
import type {Engines, Place} from './engine-target.js';
import {waiverWriter} from './loaded-later.js';
import type {LoadingScreen} from './loading-screen.js';
import {runInspector} from './run-inspector.js';
import {subjectAt} from './subject.js';

/** Wires the inspector to its engine, or to what it shows in the place of one. */
export async function openInspector(
	run: Run,
	place: Place,
	{unicode, color, multiplexer}: TerminalFeatures,
	engines: Engines,
	terminal: TerminalSession,
	loading: LoadingScreen | null,
): Promise<number> {
	const policy = await policyOf(run);
	const {switchable, ...subject} = await subjectAt(run, place, policy);
	return runInspector({
		...subject,
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
