import type {EngineAddress} from '../engine/address.js';
import type {Prefetch} from '../engine/prefetch.js';
import type {CommandLine} from './command-line.js';

/** The engine that the command line names, with its list on the way. */
export type Prefetched = {
	readonly address: EngineAddress;
	readonly prefetch: Prefetch | null;
};

/** What a command gets: the parsed line and the streams, so that a test can give its own. */
export type Run = {
	readonly line: CommandLine;
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	readonly stderr: NodeJS.WriteStream;
	readonly env: NodeJS.ProcessEnv;
	/** The engine, where it was asked for its list before the command was loaded. */
	readonly prefetched?: Prefetched;
	/** Aborted by Ctrl-C and SIGTERM. */
	readonly signal: AbortSignal;
};
