import type {SafeText} from '../../../base/index.js';
import type {Endpoint} from '../client/connector.js';

/** One thing that a twin was made to do. */
export type ExerciseStep = {
	/** The same for the same step of each twin: `tcp/80 repeat`. */
	readonly name: string;
	/** What twins are compared by. */
	readonly outcome: string;
	/** Compared where both twins have it: the owner of a file, which is not always found. */
	readonly detail?: string | null;
	/** For the reports: `tcp/80 PUT /dockscope-upload.txt → 201`. */
	readonly says: SafeText;
	/** Ports that it shows to do their work: a write was accepted. */
	readonly serves?: readonly string[];
	/** Compared, but not listed as exercised: a hundred errors are no work either. */
	readonly isNoWork?: true;
	/** Only part of a whole exercise. */
	readonly isLong?: true;
};

/** What a twin was made to do, and what it could not be. */
export type Exercised = {readonly steps: readonly ExerciseStep[]; readonly not: readonly SafeText[]};

/** How much a twin is made to do: `short` without what takes long, that is, waiting and a reload. */
export type Effort = 'short' | 'whole';

/** A port whose protocol is known. */
export type ExerciseTarget = Endpoint & {
	/** `tcp/80` */
	readonly name: string;
	/** Without `TLS/`. */
	readonly protocol: string;
	/** The twin's environment, the container's own: may hold a login, which is never shown. */
	readonly env: ReadonlyMap<string, string>;
	/** First process of the twin. */
	readonly pid: number;
};

/** What an attempt to write came to: a step, or why there was nothing to do. */
export type WriteAttempt = {readonly step: ExerciseStep} | {readonly not: string};
