import type {CommandLine} from './command-line.js';

/** What a command gets: the parsed line and the streams, so that a test can give its own. */
export type Run = {
	readonly line: CommandLine;
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	readonly stderr: NodeJS.WriteStream;
	readonly env: NodeJS.ProcessEnv;
	/** Aborted by Ctrl-C and SIGTERM. */
	readonly signal: AbortSignal;
};
