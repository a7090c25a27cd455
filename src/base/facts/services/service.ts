import type {SafeText} from '../../text/safe-text.js';
import type {ConfigFile, ConfigFiles, WantedFile} from './files/config-file.js';
import type {Options} from './read-options.js';

/**
 * What a client owns: `host` (root on the host), `code` (commands in the container), `data` (all that it stores), `use` (its function,
 * what it reports of others).
 */
export type Gain = 'host' | 'code' | 'data' | 'use';

/** `guessable`: it asks for a password, and that is the one in the documentation or among the first that are tried. */
export type Authentication = 'open' | 'guessable' | 'authenticated' | 'unknown';

/** Where something was read; never the value of a secret. */
export type Trace = {
	readonly source: 'inspect' | 'top' | 'proc' | 'file';
	readonly path: string;
	readonly value: SafeText | string;
};

/** What can be seen of how a service is set up. */
export type Setup = {
	readonly env: ReadonlyMap<string, string>;
	readonly options: Options;
	/** Its commands, each as its words. */
	readonly commands: readonly (readonly string[])[];
	/** Files of settings that they name, as they are written. */
	readonly named: readonly string[];
	/** Other words of its command: `server`, `/data`, `-`. */
	readonly words: ReadonlySet<string>;
	/** By the tag of its maker's image, when that is a version. */
	readonly version: readonly number[] | null;
	readonly tag: string;
	/** Mounted or named on the command line, and not read, so that what they say is not known. */
	readonly configs: readonly Trace[];
	/** Those that were read, or could not be. */
	readonly files: ConfigFiles;
	/** In which it starts: relative names of files begin there. */
	readonly directory: string;
	/** Its image comes from its maker and no configuration is mounted. */
	readonly isMakers: boolean;
	/** The one that a condition on a setting asks. */
	readonly file: ConfigFile;
};

/** What shows how a service is set up. */
export type Condition = {
	/** Names of the variables and options, for the evidence that none of them is set. */
	readonly looksAt: readonly string[];
	readonly holds: (setup: Setup) => readonly Trace[] | null;
};

/** What a clue shows. */
export type Shown = {
	readonly access: Authentication;
	readonly evidence: readonly Trace[];
	/** A file that decides and was not read yet. */
	readonly wants?: WantedFile;
	/** Where a client gets less, or more, than the row of the service says. */
	readonly gives?: Gain;
	readonly gain?: string;
	/** Where that file cannot be read, what else is known decides. */
	readonly isDoubtOnly?: true;
};

/** A condition, and what it shows. */
export type Clue = {
	readonly looksAt: readonly string[];
	readonly shows: (setup: Setup) => Shown | null;
};

/** One row of the table. */
export type Service = {
	readonly name: string;
	/** Its maker's images, `redis` for one of Docker's own; `*` at the end stands for the rest of a name. */
	readonly images: readonly string[];
	readonly programs: readonly string[];
	/** Its default ports. */
	readonly ports: readonly number[];
	readonly gives: Gain;
	/** What a client can do, as the end of "Any client can …". */
	readonly gain: string;
	/** The first that holds decides. */
	readonly clues: readonly Clue[];
	/** What its maker's images do when no clue holds; others may be set up in any way. */
	readonly otherwise: Authentication;
	/** It is this service only then: one image serves several purposes. */
	readonly only?: Condition;
	/** Variables that its maker's image sets: an image made from it has them too. */
	readonly marks?: readonly string[];
	/** Which of its options and variables name the address that it listens on, besides the usual ones. */
	readonly bindEnv?: readonly string[];
	/** It listens on loopback only unless an address is given. */
	readonly loopbackByDefault?: true;
	/** A configuration file that the image itself brings, and that hides nothing. */
	readonly ownConfig?: RegExp;
	/** Settings of its files that name the address it listens on, where its command names none. */
	readonly bindSettings?: readonly string[];
};

/** A service of a container, and whether it asks who its client is. */
export type ServiceAccess = {
	readonly service: Service;
	readonly access: Authentication;
	/** How it was recognised, and what decided. */
	readonly evidence: readonly Trace[];
	/** It listens where no other machine or container can connect. */
	readonly onLoopback: boolean;
	/** Of the container, on which it listens by default or by its command; empty where that is not known. */
	readonly ports: readonly number[];
	/** A file that would decide, and was not read yet. */
	readonly wants: WantedFile | null;
};

/** `gain` of a store whose every row an unauthenticated client owns. */
export const anyRow = 'read, change and delete all of its data';
