import {isRecord, type SafeText, sanitise, trusted} from '../../../base/index.js';

/** What is recorded, by kind: the name and type of each field. A later version may add kinds and fields; it removes none. */
const shapes = {
	/** The recorder began or ended; what it sees, and what it does not, with the reason; its learning time in seconds. */
	recorder: {state: 'text', sees: 'texts', missing: 'texts', learning: 'number'},
	/** The clock was set: milliseconds that it moved. */
	clock: {moved: 'number'},
	/** Events of a source that were dropped. */
	lost: {source: 'text', count: 'number'},
	/** An engine event, secrets masked; `count` of the same within a minute, from `first` to `last`. */
	event: {
		type: 'text',
		action: 'text',
		severity: 'text',
		meaning: 'text',
		detail: 'text',
		count: 'number',
		first: 'number?',
		last: 'number?',
	},
	/** Something this generation of a workload did for the first time. */
	seen: {what: 'text', key: 'text', note: 'text'},
	/** The highest memory (bytes) and number of tasks so far. */
	peak: {memory: 'number', tasks: 'number'},
	/**
	 * The grade and open findings of a generation, when it was first seen and whenever they changed. The severities are in the order of the
	 * findings; the last three are missing in entries of the first version.
	 */
	posture: {
		image: 'text',
		grade: 'text',
		score: 'number',
		findings: 'texts',
		severities: 'texts?',
		unknown: 'texts?',
		paths: 'texts?',
	},
	/** The image of a generation, and the options of `docker run` that it was created with, secrets masked. */
	configuration: {image: 'text', imageId: 'text', options: 'texts'},
	/**
	 * Something that a detection raised; `count` of the same from `first` to `last`, milliseconds since the epoch. `excepted`: the reason of the policy's
	 * exception that covers it, else empty; `expired`: the last day of one that covered it, else empty.
	 */
	detection: {
		rule: 'text',
		severity: 'text',
		text: 'text',
		count: 'number',
		first: 'number',
		last: 'number?',
		excepted: 'text?',
		expired: 'text?',
	},
	/**
	 * An alert of Falco or Tetragon, with its own priority; `count` of the same rule and container from `first` to `last`. `from`: the file that
	 * it was read from, else empty.
	 */
	alert: {
		source: 'text',
		rule: 'text',
		severity: 'text',
		priority: 'text',
		text: 'text',
		count: 'number',
		first: 'number',
		from: 'text?',
		last: 'number?',
	},
} as const;

/** Of `lost`: what the trace of capabilities and programs no longer shows for certain. More may follow these words. */
export const traceSource = trusted('the kernel trace');

/** `text?`: empty where it is missing; `texts?` and `number?`: `null` there. Entries of earlier versions do not have them. */
type Types = {
	text: SafeText;
	'text?': SafeText;
	number: number;
	'number?': number | null;
	texts: readonly SafeText[];
	'texts?': readonly SafeText[] | null;
};
type Added<Shape> = {[Name in keyof Shape]: Shape[Name] extends 'number?' ? Name : never}[keyof Shape];
type Fields<Shape> = {readonly [Name in Exclude<keyof Shape, Added<Shape>>]: Types[Shape[Name] & keyof Types]} & {
	readonly [Name in Added<Shape>]?: number | null;
};

export type EntryKind = keyof typeof shapes;
/** What is written, without where it belongs. */
export type Content = {[Kind in EntryKind]: {readonly kind: Kind} & Fields<(typeof shapes)[Kind]>}[EntryKind];
export type ContentOf<Kind extends EntryKind> = Extract<Content, {kind: Kind}>;

/** To whom an entry belongs; all empty for the engine and the recorder itself. */
export type Subject = {
	/** Compose project and service, else the container's name. */
	readonly workload: SafeText;
	/** Of its image and configuration. */
	readonly generation: SafeText;
	/** Id of the container. */
	readonly container: SafeText;
};

/** One line of the store. */
export type Entry = Subject & {
	/** Increases by one with each entry, whatever the clock does. */
	readonly n: number;
	/** Milliseconds since the epoch. */
	readonly at: number;
} & Content;

/**
 * When it happened; of repetitions, which are written up to a minute later, the last time; of an alert, the time that it has. Milliseconds since
 * the epoch, never later than it was written: others choose the times of their alerts.
 */
export const happenedAt = (entry: Entry): number => Math.min(('last' in entry ? entry.last : null) ?? entry.at, entry.at);

export const isLostTrace = (entry: Entry): entry is Extract<Entry, {kind: 'lost'}> =>
	entry.kind === 'lost' && entry.source.startsWith(traceSource);

const isKind = (value: unknown): value is EntryKind => typeof value === 'string' && Object.hasOwn(shapes, value);

/** Reads one line of a segment; `null` for one that is damaged, or of a kind that a later version writes. */
export function parseEntry(line: string): Entry | null {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch (error) {
		if (error instanceof SyntaxError) return null;
		throw error;
	}
	if (!isRecord(value)) return null;
	const {n, at, kind, workload, generation, container} = value;
	if (!isCount(n) || typeof at !== 'number' || !Number.isFinite(at) || !isKind(kind)) return null;
	const fields: Record<string, unknown> = {};
	for (const [name, type] of Object.entries(shapes[kind])) {
		const read = readField(type, value[name]);
		if (read === undefined) return null;
		fields[name] = read;
	}
	// The fields are those of the table for this kind, each read by its type.
	const content = {kind, ...fields} as Content;
	return {n, at, workload: textOf(workload), generation: textOf(generation), container: textOf(container), ...content};
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
/** It is ours, but a file is no proof of it. */
const textOf = (value: unknown): SafeText => sanitise(typeof value === 'string' ? value : '');

/** `undefined` for a value of another type. */
function readField(type: keyof Types, value: unknown): Types[keyof Types] | undefined {
	if (type === 'number?' && (value === undefined || value === null)) return null;
	if (type === 'number' || type === 'number?') return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
	if (type === 'text?' && value === undefined) return sanitise('');
	if (type === 'text' || type === 'text?') return typeof value === 'string' ? sanitise(value) : undefined;
	if (type === 'texts?' && (value === undefined || value === null)) return null;
	return Array.isArray(value) ? value.map(textOf) : undefined;
}
