import {UsageError} from '../../terminal/usage-error.js';
import type {CommandLine} from '../command-line.js';

const ofOneContainer = ['observe', 'rehearse', 'yes', 'check', 'replay', 'copy-data'] as const;
const ofRehearsal = ['check', 'replay', 'copy-data'] as const;

/**
 * Refuses what `dockscope harden` would otherwise ignore: a gate whose `--check` never runs would always pass.
 *
 * @throws UsageError
 */
export function checkHardenOptions({targets, flag, value}: CommandLine): void {
	if (value('project') === null) {
		if (targets.length !== 1)
			throw new UsageError('dockscope harden takes one container (its name or id), or --project NAME for a Compose project.');
		for (const option of ofRehearsal)
			if (flag(option) && !flag('rehearse')) throw new UsageError(`--${option} is part of a rehearsal: it needs --rehearse.`);
		return;
	}
	if (targets.length > 0) throw new UsageError('dockscope harden takes a container or --project, not both.');
	for (const option of ofOneContainer)
		if (flag(option)) throw new UsageError(`--${option} works with one container, not with --project.`);
}
