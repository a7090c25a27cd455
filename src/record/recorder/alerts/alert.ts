import {maskSecrets, type SafeText, type Severity, shortened} from '../../../base/index.js';

export type AlertEngine = 'falco' | 'tetragon';

/** One alert of another engine, with its own severity. Texts are sanitised, and secrets in them masked. */
export type ForeignAlert = {
	readonly kind: 'alert';
	readonly source: AlertEngine;
	readonly rule: SafeText;
	readonly severity: Severity;
	/** The engine's own word: `Warning`; for Tetragon what it did: `post`, `sigkill`. */
	readonly priority: SafeText;
	/** Milliseconds since the epoch. */
	readonly at: number;
	/** The first 12 or more digits of a container's id; `null`: it happened on the host, or that is not said. */
	readonly container: string | null;
	readonly text: SafeText;
};

/** The engine could not keep up and dropped events: evidence is lost. */
export type Dropped = {readonly kind: 'dropped'; readonly source: AlertEngine; readonly at: number; readonly count: number};

/** What a line says; `other`: it is valid, but no alert (a program was executed, a banner); `unreadable`: it is neither. */
export type ReadAlert = ForeignAlert | Dropped | {readonly kind: 'other' | 'unreadable'};

/** Characters of an alert's text. */
const MAX_LENGTH = 500;

type Raw = Omit<ForeignAlert, 'kind' | 'rule' | 'priority' | 'text'> & {readonly [Name in 'rule' | 'priority' | 'text']: string};

/** An alert of foreign texts. */
export const alertOf = ({rule, priority, text, ...rest}: Raw): ForeignAlert => ({
	...rest,
	kind: 'alert',
	rule: shortened(maskSecrets(rule), 200),
	priority: shortened(maskSecrets(priority), 20),
	text: shortened(maskSecrets(text), MAX_LENGTH),
});

/** Whether a prefix that an engine reports is of this container. @param id  64 hexadecimal digits */
export const isOfContainer = (prefix: string, id: string): boolean => prefix.length >= leastPrefix && id.startsWith(prefix);

/** Falco reports 12 digits, Tetragon 31. */
const leastPrefix = 12;

/** The container of a field of an engine: `null` for the host, an empty field, and whatever is not an id. */
export const containerPrefix = (value: unknown): string | null =>
	typeof value === 'string' && /^[\da-f]{12,64}$/.test(value) ? value : null;
