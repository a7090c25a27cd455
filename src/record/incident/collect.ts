import {
	type ContainerFacts,
	changedLeaves,
	EngineError,
	type EngineReader,
	jsonText,
	maskAnswer,
	maskSecrets,
	newDirectories,
	type SafeText,
	safeJson,
	sanitise,
	trusted,
} from '../../base/index.js';
import type {BundleFile} from './bundle.js';
import {hashChangedFiles} from './changed-files.js';

/** Seconds of the past that the engine is asked for; it keeps the last 256 events. @source moby daemon/events */
const pastSeconds = 24 * 3600;
const MAX_LINES = 10_000;

export type Collected = {
	readonly files: readonly BundleFile[];
	/** What was read, and is nothing: these have no file. */
	readonly empty: readonly Pick<BundleFile, 'name' | 'about'>[];
	/** What could not be read, and why. */
	readonly missing: readonly {readonly what: string; readonly why: SafeText}[];
};

export type LogLines = (id: string, lines: number, signal: AbortSignal) => Promise<readonly string[]>;

export type CollectOptions = {
	/** Milliseconds since the epoch. */
	readonly now: number;
	readonly logs: LogLines;
	readonly signal: AbortSignal;
	/** Called with the name of each file before it is read. */
	readonly onStep?: (name: string) => void;
};

/**
 * What the engine says of one container, for someone who was not there: only by reading, each part masked.
 *
 * @throws EngineError when it is aborted; what the engine refuses is `missing`
 */
export async function collectIncident(
	reader: EngineReader,
	facts: ContainerFacts,
	{now, logs, signal, onStep}: CollectOptions,
): Promise<Collected> {
	const {id} = facts;
	const missing: Collected['missing'][number][] = [];
	const files: BundleFile[] = [];
	const empty: Pick<BundleFile, 'name' | 'about'>[] = [];
	const read = async (name: string, about: string, ask: () => Promise<string>): Promise<void> => {
		onStep?.(name);
		try {
			const text = await ask();
			if (text === '') empty.push({name, about});
			else files.push({name, about, text});
		} catch (error) {
			if (!(error instanceof EngineError) || error.kind === 'cancelled') throw error;
			missing.push({what: name, why: sanitise(error.message)});
		}
	};
	const json = (value: unknown): string => jsonText(maskAnswer(value));
	const rows = (values: readonly unknown[]): string =>
		safeJson(values.map(value => `${JSON.stringify(maskAnswer(value))}\n`).join(''));

	// The log first: a container that runs on may push its beginning out.
	await read('log.txt', `the end of its log: up to ${MAX_LINES} lines, each up to 4096 characters`, async () => {
		const lines = await logs(id, MAX_LINES, signal);
		return lines.map(line => `${maskSecrets(line)}\n`).join('');
	});
	// Before files are read: each is an event too, and pushes an older one out.
	if (reader.replayed) missing.push({what: 'events.jsonl', why: trusted('a snapshot does not contain events')});
	else
		await read(
			'events.jsonl',
			'engine events about it in the last day, as far as the engine keeps them (256 of all containers)',
			async () => rows(await pastEvents(reader, id, now, signal)),
		);
	await read('inspect.json', 'its configuration and state, as the engine reports them', async () => json(facts.raw));
	await read('processes.json', 'its processes', async () => json(await reader.top(id, signal)));
	await read('changed-files.jsonl', 'every file that differs from its image, with its hash: a line each', async () => {
		const changes = await reader.changes(id, signal);
		return rows(
			await hashChangedFiles(
				reader,
				id,
				{files: changedLeaves(changes, facts.raw), whole: newDirectories(changes, facts.raw)},
				signal,
			),
		);
	});
	await read('image.json', 'its image', async () => json(await reader.image(facts.imageId, signal)));
	await read('image-history.json', 'how its image was built', async () => json(await reader.history(facts.imageId, signal)));
	const networks = await Promise.all(
		facts.networks.map(({id: network}) =>
			reader.network(network, signal).catch((error: unknown) => {
				if (!(error instanceof EngineError) || error.kind === 'cancelled') throw error;
				missing.push({what: `network ${sanitise(network.slice(0, 12))}`, why: sanitise(error.message)});
				return null;
			}),
		),
	);
	files.push({
		name: 'networks.json',
		about: 'its networks, with the other containers on them',
		text: json(networks.filter(network => network !== null)),
	});
	return {files, empty, missing};
}

async function pastEvents(reader: EngineReader, id: string, now: number, signal: AbortSignal): Promise<readonly unknown[]> {
	// Whole seconds: what happened in this one belongs to it.
	const until = Math.ceil(now / 1000);
	const found: unknown[] = [];
	for await (const event of reader.events({since: until - pastSeconds, until}, signal))
		if (event.Actor?.ID === id || JSON.stringify(event).includes(id)) found.push(event);
	return found;
}

/** Names of containers may be used in names of files. @source moby names.RestrictedNameChars */
export const fileName = (name: string): string => name.replaceAll(/[^\w.-]/g, '_').slice(0, 100);
