import type {ContainerRow} from '../../answers/index.js';
import type {EngineReader} from '../../engine/engine-reader.js';
import type {EngineWriter} from '../../engine/writer.js';
import {type ContainerCreation, isContainer, isTrace, type JournalEntry, type TraceCreation} from '../../ownership/creation.js';
import {isWritten} from '../../ownership/journal.js';
import {isRunning, ownIdentity} from '../../ownership/process-identity.js';
import {creationWindow} from '../../ownership/proof.js';
import type {JournalFile} from '../../ownership/read-journals.js';
import {own, type SafeText, safely} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {isTraceLeft} from '../trace/remove-trace.js';
import {looksLikeOurs} from './labels.js';

/** Milliseconds of silence after which a dockscope that cannot be seen from here counts as ended: no trial takes as long. */
const longestTrial = 3_600_000;
/** Milliseconds from making a journal to its first line, and much more. */
const beginning = 1_000;

/** A container as it is shown. */
type Shown = {readonly id: string; readonly name: SafeText};
type Proven = Shown & {readonly entry: JournalEntry<ContainerCreation>};
type NotRemoved = Shown & {readonly why: SafeText};

/** What earlier dockscopes left on an engine and in this kernel. */
export type Leftovers = {
	/** Proven to be ours: in a journal, and everything about them fits. */
	readonly containers: readonly Proven[];
	readonly traces: readonly TraceCreation[];
	/** Ours, but of a dockscope that still runs, or whose end cannot be seen. */
	readonly inUse: readonly NotRemoved[];
	/** They look like ours and are not proven: dockscope never removes them. */
	readonly unproven: readonly NotRemoved[];
	/** Containers that are noted for other engines. */
	readonly elsewhere: number;
	/** Journals that were not believed, each with its reason. */
	readonly unusable: readonly SafeText[];
	/** Paths of journals of ended dockscopes in which nothing is left, once the containers and traces above are removed. */
	readonly finished: readonly string[];
};

export type LeftoverSources = {
	readonly reader: Pick<EngineReader, 'containers'>;
	readonly writer: Pick<EngineWriter, 'identity' | 'find' | 'journal'>;
	/** Milliseconds since the epoch. */
	readonly now: number;
};

/**
 * Looks for what was left. Only GET requests are sent, and nothing is changed.
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
		/** Entries that keep the journal. */
		let left = 0;
		// A twin before the container that holds its copies.
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
					else unproven.push({...shown(found.id), why: safely`a journal names it, but ${found.why}`});
				}
			} else if (isTrace(entry) && ended && isOfThisKernel(file) && isTraceLeft(entry.what)) traces.push(entry.what);
		}
		if (ended && left === 0) finished.push(file.file);
	}
	const seen = new Set([...containers, ...inUse, ...unproven].map(({id}) => id));
	for (const {Id: id, Names, Labels} of rows)
		if (!seen.has(id) && looksLikeOurs(Names ?? [], Labels ?? {})) unproven.push({...shown(id), why: own('no journal names it')});
	return {containers, traces, inUse, unproven, elsewhere, unusable, finished};
}

function hasEnded({file, by, writtenAt}: JournalFile, now: number): boolean {
	if (isWritten(file)) return false;
	// One of this process that is no longer written to: its rehearsal is over.
	if (by !== null && by.pid === process.pid && isRunning(by) === 'running') return true;
	// Its first line was not written to its end: nothing was made, and its writer notices when the file is gone.
	if (by === null) return now - writtenAt > beginning;
	const state = isRunning(by);
	return state === 'ended' || (state === 'unknown' && now - writtenAt > longestTrial);
}

/** Of a request without an answer: an engine that hangs may still carry it out. */
const mayStillCome = ({id, what}: JournalEntry<ContainerCreation>, now: number): boolean =>
	id === null && now < what.at + creationWindow.after;

/** Traces end with the kernel that has them. */
function isOfThisKernel({by}: JournalFile): boolean {
	const own = ownIdentity();
	return by !== null && by.host === own.host && by.boot === own.boot;
}

const usedBy = ({by}: JournalFile): SafeText =>
	by === null ? own('of another dockscope') : safely`of the dockscope with process id ${by.pid} on ${sanitise(by.host)}`;

const nameOf = ({Names: names}: ContainerRow): SafeText => sanitise((names?.[0] ?? '').replace(/^\//, ''));
