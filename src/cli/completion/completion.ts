import {nearest, quoted, UsageError} from '../../base/index.js';
import {exitStatus} from '../exit-status.js';
import type {Run} from '../run.js';
import {shells} from '../summaries.js';
import {writeResult} from '../write-result.js';
import {bashCompletion} from './bash.js';
import {fishCompletion} from './fish.js';
import {zshCompletion} from './zsh.js';

const scripts: Record<(typeof shells)[number], () => string> = {
	bash: bashCompletion,
	zsh: zshCompletion,
	fish: fishCompletion,
};

/** `dockscope completion SHELL`: prints the script that makes the shell complete commands, options and their values. */
export async function completion(run: Run): Promise<number> {
	const [wanted, ...more] = run.line.targets;
	if (wanted === undefined || more.length > 0) throw new UsageError(`completion takes one shell: ${shells.join(', ')}.`);
	const shell = shells.find(one => one === wanted);
	if (shell === undefined)
		throw new UsageError(
			`there is no completion for ${quoted(wanted)}${nearest(wanted, shells)}: only for ${shells.join(', ')}.`,
		);
	await writeResult(run, scripts[shell]());
	return exitStatus.done;
}
