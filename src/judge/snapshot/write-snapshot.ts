import {
	answerOrNull,
	type EngineError,
	type EngineReader,
	engineKind,
	type HostFacts,
	imageStore,
	maskAnswer,
	safeJson,
} from '../../base/index.js';
import {withoutJoinTokens} from './mask-answers.js';
import {type LookAtPaths, pathsOnHost} from './mounted-paths.js';
import {type AskedParts, nameOnly, recordContainer, recordEach, recordImage, unseenOf, withAccounts} from './record-objects.js';
import {withServiceFiles} from './service-files.js';
import {type Snapshot, snapshotSchema} from './snapshot.js';

export type SnapshotOptions = {
	/** Also ask for the processes and the changed files of each container: one slow request each. */
	readonly include?: AskedParts;
	readonly host?: HostFacts | null;
	/** What is at the paths of the host that containers were given. */
	readonly lookAtPaths?: LookAtPaths;
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
					...(await pathsOnHost(containers, volumes, options.lookAtPaths)),
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
