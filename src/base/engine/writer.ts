import {randomBytes} from 'node:crypto';
import type {ContainerConfig, ContainerInspect, EngineInfo, HostConfig, ImageInspect} from '../answers/index.js';
import type {ContainerCreation, JournalEntry} from '../ownership/creation.js';
import type {Journal} from '../ownership/journal.js';
import {journalledEngine, tokenLabel, whyNotOurs} from '../ownership/proof.js';
import {type SafeText, trusted} from '../text/safe-text.js';
import type {EngineAddress} from './endpoint/address.js';
import {EngineError} from './engine-error.js';
import {segment} from './http-exchange.js';
import {plainLog} from './log-lines.js';
import {openWriteRequests} from './write-requests.js';

/** Body of `POST /containers/create`. */
export type CreateRequest = ContainerConfig & {readonly HostConfig: HostConfig};

/** What happened to the container of a journal entry. `unlike`: there is one, but it is not proven to be the same. */
export type FoundContainer =
	| {readonly state: 'gone'}
	| {readonly state: 'ours'; readonly id: string}
	| {readonly state: 'unlike'; readonly id: string; readonly why: SafeText};

/**
 * The only part that can change an engine: creates, starts, stops and removes dockscope's own containers, nothing else. Created only after
 * consent; the reader cannot reach these methods. Ids must be of containers that this writer created: it refuses any other.
 */
export type EngineWriter = {
	/** Records what it is about to create. */
	readonly journal: Journal;
	/** Which engine it is, as recorded in the journal. @throws EngineError when the engine has no id */
	identity(): Promise<string>;
	/**
	 * Creates a container and returns its id. A random token is added to `name` and to the labels, and the journal records both before the
	 * request is sent. @throws JournalError when they cannot be recorded: then nothing is created
	 */
	create(name: string, body: CreateRequest, signal?: AbortSignal): Promise<string>;
	start(id: string, signal?: AbortSignal): Promise<void>;
	/** Asks it to stop, and kills it after `seconds`. */
	stop(id: string, seconds: number): Promise<void>;
	/** Removes it by force, with its anonymous volumes. One that is already gone is not an error. */
	remove(id: string): Promise<void>;
	/** The last lines of its log, stdout and stderr combined; untrusted text. */
	logs(id: string, lines: number): Promise<string>;
	/** Unpacks a tar below a path of one of our containers. */
	putArchive(id: string, path: string, tar: Buffer): Promise<void>;
	/** Looks for what an earlier run of dockscope created on this engine, and compares it with its journal. Changes nothing. */
	find(entry: JournalEntry<ContainerCreation>): Promise<FoundContainer>;
	/** Removes it if everything matches. */
	removeLeftover(entry: JournalEntry<ContainerCreation>): Promise<FoundContainer>;
	close(): void;
};

type Requests = ReturnType<typeof openWriteRequests>;

export function createWriter(address: EngineAddress, journal: Journal, env: NodeJS.ProcessEnv = process.env): EngineWriter {
	const requests = openWriteRequests(address, env);
	const {send} = requests;
	/** Names by the ids that the engine returned. */
	const created = new Map<string, string>();
	let identity: Promise<string> | null = null;

	// By id, never by a name that something else may have by now. 409: removal is already in progress.
	const remove = (id: string) => send('DELETE', `/containers/${segment(id)}?force=1&v=1`, {accepted: [404, 409]});

	const ours = (id: string): string => {
		if (!created.has(id)) throw new Error('a container that dockscope did not create is not touched');
		return segment(id);
	};

	const writer: EngineWriter = {
		journal,
		identity: () => (identity ??= identify(requests)),
		async create(name, body, signal) {
			const engine = await writer.identity();
			const {full, id} = await createMarked(requests, journal, {engine, name, body, signal});
			created.set(id, full);
			try {
				journal.made(full, id);
			} catch (error) {
				await writer.remove(id);
				throw error;
			}
			return id;
		},
		async start(id, signal) {
			await send('POST', `/containers/${ours(id)}/start`, {signal, accepted: [304]});
		},
		async stop(id, seconds) {
			await send('POST', `/containers/${ours(id)}/stop?t=${seconds}`, {
				timeoutMs: (seconds + 60) * 1000,
				accepted: [304, 404],
			});
		},
		async remove(id) {
			ours(id);
			const {status} = await remove(id);
			if (status !== 409) journal.settled(created.get(id) ?? '');
		},
		async logs(id, lines) {
			const {body} = await send('GET', `/containers/${segment(id)}/logs?stdout=1&stderr=1&tail=${lines}`);
			return plainLog(body);
		},
		async putArchive(id, path, tar) {
			await send('PUT', `/containers/${ours(id)}/archive?path=${encodeURIComponent(path)}`, {tar, timeoutMs: 120_000});
		},
		find: entry => find(requests, entry),
		async removeLeftover(entry) {
			if (entry.what.engine !== (await writer.identity())) throw new Error('the entry is for another engine');
			const found = await find(requests, entry);
			if (found.state !== 'ours' || (await remove(found.id)).status !== 409) return found;
			return {state: 'unlike', id: found.id, why: trusted('the engine is removing it already')};
		},
		close() {
			requests.close();
			journal.close();
		},
	};
	return writer;
}

async function identify({look, greeted}: Requests): Promise<string> {
	const info = await look<EngineInfo>('/info');
	const name = info === null ? null : journalledEngine(info, (await greeted()).podman);
	if (name === null)
		throw new EngineError('engine', trusted('the engine reports no id, so nothing created there could be identified later'));
	return name;
}

async function find({look}: Requests, entry: JournalEntry<ContainerCreation>): Promise<FoundContainer> {
	const inspect = await look<ContainerInspect>(`/containers/${segment(entry.id ?? entry.what.name)}/json`);
	if (inspect === null) return {state: 'gone'};
	const image = await look<ImageInspect>(`/images/${segment(inspect.Image ?? 'unknown')}/json`);
	const why = whyNotOurs(entry, inspect, image === null ? null : (image.Config?.Labels ?? {}));
	return why === null ? {state: 'ours', id: inspect.Id} : {state: 'unlike', id: inspect.Id, why};
}

type Creation = {
	readonly engine: string;
	readonly name: string;
	readonly body: CreateRequest;
	readonly signal: AbortSignal | undefined;
};

/** Creates a container with a random token in its name and labels, once the journal has recorded both. */
async function createMarked(
	{greeted, send}: Requests,
	journal: Journal,
	{engine, name, body, signal}: Creation,
): Promise<{readonly full: string; readonly id: string}> {
	const token = randomBytes(16).toString('hex');
	const request = {...body, Labels: {...body.Labels, [tokenLabel]: token}};
	const full = `${name}-${token.slice(0, 16)}`;
	const {HostConfig: host} = body;
	journal.intend({
		make: 'container',
		name: full,
		engine,
		image: body.Image ?? null,
		labels: request.Labels,
		networks: [host.NetworkMode ?? ''],
		volumesFrom: host.VolumesFrom ?? [],
		at: Date.now() + (await greeted()).ahead,
	});
	const {body: answer} = await send('POST', `/containers/create?name=${encodeURIComponent(full)}`, {
		body: request,
		signal,
	}).catch((error: unknown) => {
		// An error status means that nothing was created; without any answer the engine may still create it.
		if (error instanceof EngineError && error.status !== null) journal.settled(full);
		throw error;
	});
	const {Id: id}: {Id?: unknown} = JSON.parse(answer.toString('utf8'));
	if (typeof id !== 'string' || id === '') throw new Error('the engine created a container without an id');
	return {full, id};
}
