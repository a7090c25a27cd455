import type {CommandLine} from './command-line.js';
import type {Prefetched} from './source/prefetch-engine.js';

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
