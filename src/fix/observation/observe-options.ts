import type {ContainerFacts, EngineReader, Journal, SafeText} from '../../base/index.js';

export type ObserveOptions = {
	readonly reader: Pick<EngineReader, 'isLocal' | 'changes' | 'stats'>;
	/** Of a running container. */
	readonly facts: ContainerFacts;
	/** Records the kernel trace, for which there is consent; `null`: nothing is traced. */
	readonly journal: Pick<Journal, 'open' | 'intend' | 'settled'> | null;
	readonly seconds: number;
	/** Ends it early; what was seen is kept. */
	readonly signal: AbortSignal;
	/** Called once a second. */
	readonly onProgress?: (progress: ObservationProgress) => void;
};

export type ObservationProgress = {
	/** Since the beginning. */
	readonly seconds: number;
	readonly connections: number | null;
	/** What appeared since the last call: `SETUID by sshd`. */
	readonly news: readonly SafeText[];
	/** Seconds since something new last appeared; `null`: nothing yet. */
	readonly lastNew: number | null;
};
