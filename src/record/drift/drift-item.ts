import type {BlindSpot, Known, SafeText, Severity} from '../../base/index.js';
import type {DriftRecord} from './drift-record.js';
import type {ForeignProcesses} from './foreign-processes.js';

export type DriftKind = 'program' | 'process' | 'file' | 'listener';

/** A difference between a running container and its image, or what it has learned. */
export type DriftItem = {
	readonly kind: DriftKind;
	readonly severity: Severity;
	readonly text: SafeText;
	/** Milliseconds since the epoch; `null` where only this moment was seen. */
	readonly first: number | null;
	readonly last: number | null;
	readonly count: number;
};

/** What could not be looked at: it is neither drift nor none. */
export type DriftUnknown = {readonly kind: DriftKind} & BlindSpot;

export type ContainerDrift = {readonly items: readonly DriftItem[]; readonly unknown: readonly DriftUnknown[]};

export type DriftSources = {
	/** `null`: nothing was ever recorded here, or may be read; with the reason. */
	readonly recording: DriftRecord | null;
	readonly whyNotRecorded: string;
	/** By container, as root on the host of the engine; else why it is not looked at. */
	readonly foreign: ReadonlyMap<string, Known<ForeignProcesses>>;
	readonly whyNoHost: string;
	/** Milliseconds since the epoch. */
	readonly now: number;
};

/** Seen at this moment, once. */
export const item = (kind: DriftKind, severity: Severity, text: SafeText): DriftItem => ({
	kind,
	severity,
	text,
	first: null,
	last: null,
	count: 1,
});
