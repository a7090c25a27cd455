import {randomBytes} from 'node:crypto';
import {join} from 'node:path';
import {
	type ContainerCreation,
	createJournal,
	EngineError,
	type EngineReader,
	type Journal,
	JournalError,
	journalledEngine,
	safe,
	tokenLabel,
	trusted,
	whyNotOurs,
} from '../../base/index.js';
import type {ScanContext} from '../scanner.js';
import {scanError} from './classify.js';
import {readText} from './scratch.js';

/** The engine's value for a missing `--network`, by version; Podman has its own. */
const usualNetworks = ['default', 'bridge', 'slirp4netns', 'pasta'];

/** One scanner container that the docker CLI will create. */
export type ScannerContainer = {
	/** Name, labels and cidfile: arguments of `docker run`. */
	readonly args: readonly string[];
	/** Calls `remove` with its id if everything about it matches the journal; anything else is not touched. */
	end(remove: (id: string) => Promise<void>): Promise<void>;
};

/** The containers of one scan, recorded in the journal before they are created. */
export type ScannerContainers = {
	/** @throws ScanError when it cannot be recorded: then no container may be created */
	next(): ScannerContainer;
	close(): void;
};

/**
 * @param image  by any name
 * @throws ScanError when the engine does not identify itself
 */
export async function scannerContainers(
	engine: EngineReader,
	image: string,
	scanner: string,
	{environment: {variables}, scratch, signal}: Pick<ScanContext, 'environment' | 'scratch' | 'signal'>,
): Promise<ScannerContainers> {
	const [info, {Components: components}, {Id: id}] = await Promise.all([
		engine.info(signal),
		engine.version(signal),
		engine.image(image, signal),
	]);
	const identity = journalledEngine(info, components?.some(({Name: name}) => name === 'Podman Engine') ?? false);
	if (identity === null) throw scanError('unsupported', scanner, 'the engine reports no id, so no container is created');
	const ahead = Date.parse(info.SystemTime ?? '') - Date.now() || 0;
	const journal = createJournal(variables);
	return {
		next() {
			const token = randomBytes(16).toString('hex');
			const what: ContainerCreation = {
				make: 'container',
				name: `dockscope-scan-${token.slice(0, 16)}`,
				engine: identity,
				image: id ?? null,
				labels: {'dockscope.scan': '1', [tokenLabel]: token},
				networks: usualNetworks,
				volumesFrom: [],
				at: Date.now() + ahead,
			};
			noted(scanner, () => journal.intend(what));
			const idFile = join(scratch, `container-${token}`);
			return {
				args: [
					...['--name', what.name, '--cidfile', idFile],
					...Object.entries(what.labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
				],
				end: remove => end(what, idFile, {engine, journal, remove}),
			};
		},
		close: () => journal.close(),
	};
}

type Tools = {
	readonly engine: EngineReader;
	readonly journal: Journal;
	readonly remove: (id: string) => Promise<void>;
};

async function end(what: ContainerCreation, idFile: string, {engine, journal, remove}: Tools): Promise<void> {
	const id = (await readText(idFile)).trim() || null;
	try {
		const inspect = await engine.inspect(id ?? what.name);
		const {Config: config} = await engine.image(inspect.Image ?? '');
		// A mismatch is kept, and so is its journal: `dockscope sweep` shows it.
		if (whyNotOurs({what, id}, inspect, config?.Labels ?? {}) !== null) return;
		await remove(inspect.Id);
		await engine.inspect(inspect.Id);
	} catch (error) {
		if (!(error instanceof EngineError)) throw error;
		// Gone, by its own `--rm` or by us. If it could not be queried, the next sweep takes it.
		if (error.kind === 'not-found') journal.settled(what.name);
	}
}

function noted(scanner: string, note: () => void): void {
	try {
		note();
	} catch (error) {
		if (!(error instanceof JournalError)) throw error;
		throw scanError('permission', scanner, safe`${trusted('no container is created')}: ${trusted(error.message)}`);
	}
}
