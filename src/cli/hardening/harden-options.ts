import {type EngineReader, type EngineWriter, type HostAccess, UsageError} from '../../base/index.js';
import type {Asked, OutputFormat, RecordedTraffic, Recordings} from '../../fix/index.js';
import type {AssessedContainer, Fleet} from '../../judge/index.js';
import type {CommandLine} from '../command-line.js';
import type {EndableByKey} from '../interruption.js';

export type HardenFormat = OutputFormat | 'json';

export type HardenOptions = {
	readonly reader: EngineReader;
	/** A started fleet: each container was judged once. */
	readonly fleet: Pick<Fleet, 'model' | 'ask' | 'assessHypothetical'>;
	readonly host: HostAccess;
	readonly assessed: AssessedContainer;
	readonly format: HardenFormat;
	/** Which changes the command has. */
	readonly asked: Asked;
	/** Seconds for which the running container is watched first; `null`: it is not. */
	readonly observe: number | null;
	/** stderr is a terminal. */
	readonly isTerminal: boolean;
	readonly rehearse: boolean;
	/** Consent to what the observation and the rehearsal create; otherwise `confirm` is called. */
	readonly yes: boolean;
	/** A command line for `sh`, run next to each twin; its exit status decides. */
	readonly check: string | null;
	/** Recorded requests that each twin gets. */
	readonly replay?: RecordedTraffic | null;
	/** The maximum bytes of data copied for each twin; `null`: they start without data. */
	readonly copyLimit: number | null;
	readonly withSecrets: boolean;
	/** What was recorded before. */
	readonly recordings: Recordings;
	/** Called only after consent. `null` where nothing can be created: a snapshot, the demo. */
	readonly openWriter: (() => EngineWriter) | null;
	/** Asks the user; `null` without a terminal. */
	readonly confirm: ((question: string) => Promise<boolean>) | null;
	/** Milliseconds since the epoch. */
	readonly now: () => number;
	readonly signal: AbortSignal;
	/** Ctrl-C ends an observation, not the command. */
	readonly endableByKey: EndableByKey;
};

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
