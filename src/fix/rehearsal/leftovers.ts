import {
	type ContainerCreation,
	type ContainerRow,
	creationWindow,
	type EngineReader,
	type EngineWriter,
	hasEnded,
	isContainer,
	isOfThisKernel,
	isTrace,
	isTraceLeft,
	type JournalEntry,
	type JournalFile,
	type SafeText,
	safe,
	sanitise,
	type TraceCreation,
	trusted,
} from '../../base/index.js';
import {looksLikeOurs} from './labels.js';

type Shown = {readonly id: string; readonly name: SafeText};
type Proven = Shown & {readonly entry: JournalEntry<ContainerCreation>};
type NotRemoved = Shown & {readonly why: SafeText};

/** What earlier runs of dockscope left on an engine and in this kernel. */
export type Leftovers = {
	/** Proven to be ours: recorded in a journal, and everything matches. */
	readonly containers: readonly Proven[];
	readonly traces: readonly TraceCreation[];
	/** Ours, but of a dockscope that is still running, or may be. */
	readonly inUse: readonly NotRemoved[];
	/** They look like ours but are not proven: dockscope never removes them. */
	readonly unproven: readonly NotRemoved[];
	/** Containers recorded for other engines. */
	readonly elsewhere: number;
	/** Rejected journals, each with the reason. */
	readonly unusable: readonly SafeText[];
	/** Paths of journals of ended processes in which nothing is left once the containers and traces above are removed. */
	readonly finished: readonly string[];
};

export type LeftoverSources = {
	readonly reader: Pick<EngineReader, 'containers'>;
	readonly writer: Pick<EngineWriter, 'identity' | 'find' | 'journal'>;
	/** Milliseconds since the epoch. */
	readonly now: number;
};

/**
 * Finds what was left behind. Sends only GET requests, and changes nothing.
 *
 * @throws JournalError for a state directory that cannot be trusted
 * @throws EngineError
 */
export async function findLeftovers({reader, writer, now}: LeftoverSources): Promise<Leftovers> {
	const {files, unusable} = writer.journal.read();
	const engine = await writer.identity();
	const rows = await reader.containers({all: true});
	const names = new Map(rows.map(row => [row.Id, nameOf(row)]));
	const shown = (id: string): Shown => ({id, name: names.get(id) ?? sanitise(id.slice(0, 12))});
	const containers: Proven[] = [];
	const traces: TraceCreation[] = [];
	const inUse: NotRemoved[] = [];
	const unproven: NotRemoved[] = [];
	const finished: string[] = [];
	let elsewhere = 0;
	for (const file of files) {
		const ended = hasEnded(file, now);
		/** Entries for which the journal must be kept. */
		let left = 0;
		// A twin before the container with its copies.
		for (const entry of file.entries.toReversed()) {
			if (isContainer(entry)) {
				if (entry.what.engine !== engine) {
					elsewhere += 1;
					left += 1;
					continue;
				}
				const found = await writer.find(entry);
				if (found.state === 'gone') {
					if (mayStillCome(entry, now)) left += 1;
					continue;
				}
				if (found.state === 'ours' && ended) containers.push({...shown(found.id), entry});
				else {
					left += 1;
					if (found.state === 'ours') inUse.push({...shown(found.id), why: usedBy(file)});
					else unproven.push({...shown(found.id), why: safe`a journal names it, but ${found.why}`});
				}
			} else if (isTrace(entry) && ended && isOfThisKernel(file) && isTraceLeft(entry.what)) traces.push(entry.what);
		}
		if (ended && left === 0) finished.push(file.file);
	}
	const seen = new Set([...containers, ...inUse, ...unproven].map(({id}) => id));
	for (const {Id: id, Names, Labels} of rows)
		if (!seen.has(id) && looksLikeOurs(Names ?? [], Labels ?? {}))
			unproven.push({...shown(id), why: trusted('no journal names it')});
	return {containers, traces, inUse, unproven, elsewhere, unusable, finished};
}

/** For a request without an answer: a hanging engine may still execute it. */
const mayStillCome = ({id, what}: JournalEntry<ContainerCreation>, now: number): boolean =>
	id === null && now < what.at + creationWindow.after;

const usedBy = ({by}: JournalFile): SafeText =>
	by === null ? trusted('of another dockscope') : safe`of the dockscope with process id ${by.pid} on ${sanitise(by.host)}`;

const nameOf = ({Names: names}: ContainerRow): SafeText => sanitise((names?.[0] ?? '').replace(/^\//, ''));
