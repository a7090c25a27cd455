import type {EngineAddress, HostAccess, Prefetch} from '../base/index.js';
import type {CommandLine} from './command-line.js';
import type {EndableByKey} from './interruption.js';

/** The engine named on the command line, with the request for its list in flight. */
export type Prefetched = {
	readonly address: EngineAddress;
	readonly prefetch: Prefetch | null;
	/** This machine, where the engine may run on it. */
	readonly host: HostAccess | null;
};

/** What a command gets: the parsed command line and the streams, which tests can replace. */
export type Run = {
	readonly line: CommandLine;
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	readonly stderr: NodeJS.WriteStream;
	readonly env: NodeJS.ProcessEnv;
	/** The engine, if its list was requested before the command was loaded. */
	readonly prefetched?: Prefetched;
	/** Aborted by Ctrl-C, SIGTERM and SIGHUP. */
	readonly signal: AbortSignal;
	readonly endableByKey: EndableByKey;
};
