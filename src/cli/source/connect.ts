import {
	boundedText,
	createReader,
	type EngineAddress,
	type EngineReader,
	fileTrouble,
	type HostAccess,
	type HostFacts,
	isolatedHost,
	ownContainer,
	readInput,
	readStream,
	sanitise,
	UnreadFileError,
	UsageError,
} from '../../base/index.js';
import {openSnapshot, SnapshotError, withoutEffects} from '../../judge/index.js';
import type {Prefetched, Run} from '../run.js';
import {decodeInput} from './decode-input.js';
import {chosenEngine} from './engine-choice.js';

export type EngineSource = {
	/** What it is asked has no effect; see `withoutEffects`. */
	readonly reader: EngineReader;
	/** This machine, if the engine turns out to run on it. */
	readonly host: HostAccess;
	/** The engine's host, as recorded in a snapshot. */
	readonly recordedHost: HostFacts | null;
	/** Scan reports in a snapshot; `null` for an engine. */
	readonly recordedScans: readonly object[] | null;
	/** The id of the container that dockscope itself runs in, when it runs from its image. */
	readonly ownContainer: string | null;
};

/**
 * The reader that the command line asks for: a snapshot (`--from`, `--demo`), else the engine that is found.
 *
 * @throws UsageError for an unreadable file or two sources at once
 * @throws EngineError when no engine is found; the message lists what was tried
 */
export async function connect(run: Run): Promise<EngineSource> {
	const replay = await openReplay(run);
	if (replay !== null) return replay;
	if (run.prefetched !== undefined) return engineSource(run, run.prefetched.address, run.prefetched);
	return engineSource(run, await chosenEngine(run));
}

/** Bytes. Each of its lines is a mount of this container. */
const MAX_MOUNTS = 1024 * 1024;

export function engineSource({env}: Run, address: EngineAddress, begun: Partial<Omit<Prefetched, 'address'>> = {}): EngineSource {
	const host = begun.host ?? isolatedHost();
	return {
		reader: withoutEffects(createReader(address, {env, prefetch: begun.prefetch ?? null}), host),
		host,
		recordedHost: null,
		recordedScans: null,
		ownContainer: env['DOCKSCOPE_IMAGE'] ? ownContainer(boundedText('/proc/self/mountinfo', MAX_MOUNTS)) : null,
	};
}

function replay(text: string, name: string): EngineSource {
	try {
		const {reader, host, scans} = openSnapshot(text, name);
		return {reader, host: isolatedHost(), recordedHost: host, recordedScans: scans, ownContainer: null};
	} catch (error) {
		if (error instanceof SnapshotError) throw new UsageError(error.message, {cause: error});
		throw error;
	}
}

/** The snapshot or the demo fleet named on the command line, else `null`. */
export async function openReplay({line, stdin}: Run): Promise<EngineSource | null> {
	const from = line.value('from');
	const sources = [
		from !== null && '--from',
		line.flag('demo') && '--demo',
		line.value('host') !== null && '--host',
		line.list('context').length > 0 && '--context',
	].filter(source => source !== false);
	if (sources.length > 1) throw new UsageError(`${sources.join(' and ')} name different sources: use one.`);
	if (line.flag('demo')) return openDemo();
	if (from === null) return null;
	const text = from === '-' ? await readAll(stdin) : await readNamed(from);
	return replay(text, from === '-' ? 'stdin' : from);
}

export async function openDemo(): Promise<EngineSource> {
	const {demoFleet} = await import('../demo/demo-fleet.js');
	return replay(demoFleet(), 'demo');
}

/** Bytes: about the limit of a JavaScript string. A snapshot of 20,000 containers has some 100 MB. */
const MAX_SNAPSHOT = 500 * 1024 * 1024;

async function readNamed(path: string): Promise<string> {
	let bytes: Uint8Array;
	try {
		bytes = await readInput(path, MAX_SNAPSHOT);
	} catch (error) {
		throw new UsageError(`cannot read ${sanitise(path)}: ${fileTrouble(error)}.`);
	}
	return decodeInput(bytes, sanitise(path));
}

async function readAll(stream: NodeJS.ReadStream): Promise<string> {
	try {
		return decodeInput(await readStream(stream, MAX_SNAPSHOT), 'stdin');
	} catch (error) {
		if (error instanceof UnreadFileError) throw new UsageError(`cannot read stdin: ${fileTrouble(error)}.`);
		throw error;
	}
}
