import * as v from 'valibot';
import {
	anyTextSchema,
	countSchema,
	finiteSchema,
	isRecord,
	readOwnJson,
	safeTextSchema,
	textsSchema,
	trusted,
} from '../../../base/index.js';

const head = {
	/** Increases by one with each entry, whatever the clock does. */
	n: countSchema,
	/** Milliseconds since the epoch. */
	at: finiteSchema,
	/** Compose project and service, else the container's name. */
	workload: anyTextSchema,
	/** Of its image and configuration. */
	generation: anyTextSchema,
	/** Id of the container. */
	container: anyTextSchema,
};

/** Missing in entries of earlier versions. */
const added = {
	text: v.optional(safeTextSchema, ''),
	texts: v.nullish(textsSchema, null),
	number: v.nullish(finiteSchema),
};

/** What is recorded, by kind. A later version may add kinds and fields; it removes none. */
const kinds = [
	/** The recorder began or ended; what it sees, and what it does not, with the reason; its learning time in seconds. */
	v.object({
		...head,
		kind: v.literal('recorder'),
		state: safeTextSchema,
		sees: textsSchema,
		missing: textsSchema,
		learning: finiteSchema,
	}),
	/** The clock was set: milliseconds that it moved. */
	v.object({...head, kind: v.literal('clock'), moved: finiteSchema}),
	/** Events of a source that were dropped. */
	v.object({...head, kind: v.literal('lost'), source: safeTextSchema, count: finiteSchema}),
	/** An engine event, secrets masked; `count` of the same within a minute, from `first` to `last`. */
	v.object({
		...head,
		kind: v.literal('event'),
		type: safeTextSchema,
		action: safeTextSchema,
		severity: safeTextSchema,
		meaning: safeTextSchema,
		detail: safeTextSchema,
		count: finiteSchema,
		first: added.number,
		last: added.number,
	}),
	/** Something this generation of a workload did for the first time. */
	v.object({...head, kind: v.literal('seen'), what: safeTextSchema, key: safeTextSchema, note: safeTextSchema}),
	/** The highest memory (bytes) and number of tasks so far. */
	v.object({...head, kind: v.literal('peak'), memory: finiteSchema, tasks: finiteSchema}),
	/**
	 * The grade and open findings of a generation, when it was first seen and whenever they changed. The severities are in the order of the
	 * findings.
	 */
	v.object({
		...head,
		kind: v.literal('posture'),
		image: safeTextSchema,
		grade: safeTextSchema,
		score: finiteSchema,
		findings: textsSchema,
		severities: added.texts,
		unknown: added.texts,
		paths: added.texts,
	}),
	/** The image of a generation, and the options of `docker run` that it was created with, secrets masked. */
	v.object({...head, kind: v.literal('configuration'), image: safeTextSchema, imageId: safeTextSchema, options: textsSchema}),
	/**
	 * Something that a detection raised; `count` of the same from `first` to `last`, milliseconds since the epoch. `excepted`: the reason of the policy's
	 * exception that covers it, else empty; `expired`: the last day of one that covered it, else empty.
	 */
	v.object({
		...head,
		kind: v.literal('detection'),
		rule: safeTextSchema,
		severity: safeTextSchema,
		text: safeTextSchema,
		count: finiteSchema,
		first: finiteSchema,
		last: added.number,
		excepted: added.text,
		expired: added.text,
	}),
	/**
	 * An alert of Falco or Tetragon, with its own priority; `count` of the same rule and container from `first` to `last`. `from`: the file that
	 * it was read from, else empty.
	 */
	v.object({
		...head,
		kind: v.literal('alert'),
		source: safeTextSchema,
		rule: safeTextSchema,
		severity: safeTextSchema,
		priority: safeTextSchema,
		text: safeTextSchema,
		count: finiteSchema,
		first: finiteSchema,
		from: added.text,
		last: added.number,
	}),
] as const;
const byKind = new Map<unknown, (typeof kinds)[number]>(kinds.map(schema => [schema.entries.kind.literal, schema]));
/** A line names its kind: to try one schema after the other would be slow. */
const entrySchema = v.lazy(line => (isRecord(line) ? byKind.get(line['kind']) : undefined) ?? v.never());

/** One line of the store. */
export type Entry = Readonly<v.InferOutput<(typeof kinds)[number]>>;
export type EntryKind = Entry['kind'];
/** To whom an entry belongs; all empty for the engine and the recorder itself. */
export type Subject = Pick<Entry, 'workload' | 'generation' | 'container'>;
/** What is written, without where it belongs. */
export type Content = {[Kind in EntryKind]: Omit<Extract<Entry, {kind: Kind}>, keyof typeof head>}[EntryKind];
export type ContentOf<Kind extends EntryKind> = Extract<Content, {kind: Kind}>;

/** Of `lost`: what the trace of capabilities and programs no longer shows for certain. More may follow these words. */
export const traceSource = trusted('the kernel trace');

/**
 * When it happened; of repetitions, which are written up to a minute later, the last time; of an alert, the time that it has. Milliseconds since
 * the epoch, never later than it was written: others choose the times of their alerts.
 */
export const happenedAt = (entry: Entry): number => Math.min(('last' in entry ? entry.last : null) ?? entry.at, entry.at);

export const isLostTrace = (entry: Entry): entry is Extract<Entry, {kind: 'lost'}> =>
	entry.kind === 'lost' && entry.source.startsWith(traceSource);

/** Reads one line of a segment; `null` for one that is damaged, or of a kind that a later version writes. */
export const parseEntry = (line: string): Entry | null => readOwnJson(entrySchema, line);
