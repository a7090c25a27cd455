import type {ContainerInspect, ContainerRow, ImageRow} from '../answers/index.js';
import {fileOf} from '../archives/archive-files.js';
import {answerOrNull, EngineError, isNoSuchContainer, knownAnswer} from '../engine/engine-error.js';
import type {EngineReader} from '../engine/engine-reader.js';
import {engineKind, type HostFacts, imageStore, type MountedSource, parseAccounts, renderAccounts} from '../facts/index.js';
import {maskAnswer} from '../facts/mask-answer.js';
import {userFacts} from '../facts/user.js';
import {forEachLimited} from '../terminal/pool.js';
import {safeJson} from '../terminal/safe-json.js';
import {withoutBuildContainer, withoutJoinTokens} from './mask-answers.js';
import {linksOf, sourcesOf} from './mounted-paths.js';
import {withServiceFiles} from './service-files.js';
import {type Snapshot, snapshotSchema} from './snapshot.js';

const width = 8;

export type SnapshotOptions = {
	/** Also ask for the processes and the changed files of each container: one slow request each. */
	readonly include?: {readonly top?: boolean; readonly changes?: boolean};
	readonly host?: HostFacts | null;
	/** Where a path of the host really leads. */
	readonly realPath?: (path: string) => string | null;
	/** What lies at a path of the host that is mounted. */
	readonly mountedSource?: (path: string) => MountedSource | null;
	/** Reports that are kept about images, by their ids. */
	readonly scansOf?: (images: readonly string[]) => Promise<readonly object[]>;
	readonly signal?: AbortSignal;
};

/**
 * Records an engine's answers with their secrets masked. A part that is refused is `null`: it becomes a blind spot of the replay.
 *
 * @throws EngineError when the containers cannot be listed, or none of them can be inspected
 */
async function recordSnapshot(reader: EngineReader, options: SnapshotOptions = {}): Promise<Snapshot> {
	const {include = {}, signal} = options;
	const rows = await reader.containers({all: true}, signal);
	const unseen = new Map<string, EngineError>();
	const [asVersion, asInfo] = [answerOrNull(reader.version(signal)), answerOrNull(reader.info(signal))];
	const recordsOrigin = async () => {
		const info = await asInfo;
		const store = imageStore(engineKind((await asVersion) ?? {}, info), info);
		return store.known && store.value === 'containerd';
	};
	const [version, info, imageList, networks, volumes, plugins, containers, images] = await Promise.all([
		asVersion,
		asInfo,
		answerOrNull(reader.images(signal)),
		answerOrNull(reader.networks(signal)),
		answerOrNull(reader.volumes(signal)),
		answerOrNull(reader.plugins(signal)),
		recordEach(
			rows.map(({Id}) => Id),
			id => recordContainer(reader, id, include, unseen, signal),
		),
		recordEach([...new Set(rows.flatMap(({ImageID}) => ImageID ?? []))], async id =>
			recordImage(reader, id, await recordsOrigin(), signal),
		),
	]);
	const [refused] = unseen.values();
	if (refused !== undefined && containers.length === 0) throw refused;
	const isManager = info?.Swarm?.ControlAvailable === true;
	const swarm = isManager ? await answerOrNull(reader.swarm(signal)) : null;
	// One walk over the whole of it, and no list of the fields that may hold a secret.
	const masked = maskAnswer<Snapshot>({
		schema: snapshotSchema,
		version,
		info,
		containers,
		...(unseen.size === 0 ? {} : {unseen: unseenOf(rows, unseen)}),
		images,
		imageList: imageList?.map(nameOnly) ?? null,
		networks,
		volumes,
		plugins,
		swarm: swarm && withoutJoinTokens(swarm),
		scans: (await options.scansOf?.(images.map(({inspect}) => inspect.Id))) ?? [],
		host: options.host
			? {
					...options.host,
					...linksOf(containers, volumes, options.realPath),
					...sourcesOf(containers, volumes, options.mountedSource),
				}
			: null,
	});
	// Names and ids only, rendered by dockscope: the walk would take the name of the field, passwd, for that of a secret.
	return {
		...masked,
		// Likewise: dockscope has masked and rendered what it keeps of these files.
		containers: await withServiceFiles(masked, reader, signal),
		images: await withAccounts(masked.images, containers, reader, signal),
	};
}

/** The same as text, one container or image a line, so that two snapshots can be compared. */
export async function writeSnapshot(reader: EngineReader, options: SnapshotOptions = {}): Promise<string> {
	const snapshot = await recordSnapshot(reader, options);
	const parts = Object.entries(snapshot).map(([key, value]) => {
		const text = Array.isArray(value) ? `[\n${value.map(one => JSON.stringify(one)).join(',\n')}\n]` : JSON.stringify(value);
		return `${JSON.stringify(key)}: ${text}`;
	});
	return safeJson(`{\n${parts.join(',\n')}\n}\n`);
}

async function recordContainer(
	reader: EngineReader,
	id: string,
	{top, changes}: NonNullable<SnapshotOptions['include']>,
	unseen: Map<string, EngineError>,
	signal?: AbortSignal,
): Promise<Snapshot['containers'][number] | null> {
	const inspect = await inspectOr(error => unseen.set(id, error), reader.inspect(id, signal));
	if (inspect === null) return null;
	const processes = top === true && isAlive(inspect) ? await answerOrNull(reader.top(id, signal)) : null;
	const changed = changes === true ? await knownAnswer('engine:/changes', reader.changes(id, signal)) : null;
	return {inspect, top: processes, ...(changed?.known ? {changes: changed.value} : {})};
}

/** A container that is gone since the list is no blind spot; a refused answer is. */
async function inspectOr(
	note: (error: EngineError) => void,
	answer: Promise<ContainerInspect>,
): Promise<ContainerInspect | null> {
	try {
		return await answer;
	} catch (error) {
		if (!(error instanceof EngineError) || error.kind === 'cancelled') throw error;
		if (!isNoSuchContainer(error)) note(error);
		return null;
	}
}

function unseenOf(rows: readonly ContainerRow[], unseen: ReadonlyMap<string, EngineError>): NonNullable<Snapshot['unseen']> {
	return rows.flatMap(({Id, Names, Image, State}) => {
		const error = unseen.get(Id);
		if (error === undefined) return [];
		const row = {
			Id,
			...(Names === undefined ? {} : {Names}),
			...(Image === undefined ? {} : {Image}),
			...(State === undefined ? {} : {State}),
		};
		return [{row, reason: error.message}];
	});
}

async function recordImage(
	reader: EngineReader,
	id: string,
	recordsOrigin: boolean,
	signal?: AbortSignal,
): Promise<Snapshot['images'][number] | null> {
	const [inspect, history, identity] = await Promise.all([
		answerOrNull(reader.image(id, signal)),
		answerOrNull(reader.history(id, signal)),
		recordsOrigin ? knownAnswer('engine:/images', reader.identity(id, signal)) : null,
	]);
	if (inspect === null) return null;
	return {inspect: {...withoutBuildContainer(inspect), ...(identity?.known ? {Identity: identity.value} : {})}, history};
}

/** The ids of users given by name: one request per image with such a user. */
async function withAccounts(
	images: Snapshot['images'],
	containers: Snapshot['containers'],
	reader: EngineReader,
	signal?: AbortSignal,
): Promise<Snapshot['images']> {
	const named = containers.filter(({inspect}) => userFacts(inspect.Config?.User, null, null).uid === null);
	const asked = new Map(named.map(({inspect}) => [inspect.Image, inspect.Id]));
	return Promise.all(
		images.map(async image => {
			const id = asked.get(image.inspect.Id);
			const text = id === undefined ? null : await answerOrNull(fileOf(reader, id, '/etc/passwd', signal));
			return text === null ? image : {...image, passwd: renderAccounts(parseAccounts(text))};
		}),
	);
}

const isAlive = ({State}: ContainerInspect): boolean => State?.Running === true || State?.Paused === true;

async function recordEach<T>(ids: readonly string[], record: (id: string) => Promise<T | null>): Promise<T[]> {
	const found = new Map<string, T>();
	await forEachLimited(ids, width, async id => {
		const one = await record(id);
		if (one !== null) found.set(id, one);
	});
	return ids.flatMap(id => found.get(id) ?? []);
}

/** Labels of images that are not in use are not recorded. */
const nameOnly = ({Id, RepoTags = null, RepoDigests = null}: ImageRow): ImageRow => ({Id, RepoTags, RepoDigests});
