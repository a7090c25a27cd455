import {PassThrough} from 'node:stream';
import {pack} from 'tar-stream';
import {
	type ContainerInspect,
	type ContainerRow,
	EngineError,
	type EngineReader,
	type HostFacts,
	parseTime,
	readContainerChanges,
	readContainerInspect,
	readContainerRows,
	readContainerTop,
	readEngineInfo,
	readEngineVersion,
	readHistoryRows,
	readImageInspect,
	readImageRows,
	readNetworkRows,
	readPluginRows,
	readSwarmAnswers,
	readVolumeRows,
	type SafeText,
	safe,
	sanitise,
	trusted,
} from '../../base/index.js';
import {parseSnapshot} from './parse-snapshot.js';
import type {Snapshot} from './snapshot.js';

export type OpenSnapshot = {
	readonly reader: EngineReader;
	readonly host: HostFacts | null;
	readonly scans: Snapshot['scans'];
};

/**
 * A snapshot, or `docker inspect` output, as an engine that answers what was recorded; everything else fails as `not-recorded`.
 *
 * @param name  of the file
 * @throws SnapshotError
 */
export function openSnapshot(text: string, name: string): OpenSnapshot {
	const snapshot = parseSnapshot(text, name);
	return {reader: snapshotReader(snapshot, safe`snapshot ${sanitise(name)}`), host: snapshot.host, scans: snapshot.scans};
}

/**
 * Answers from a snapshot as its engine did; what it does not hold fails as `not-recorded`. A file may have been edited by anyone, so each
 * answer is held to the shape that a live one is held to, and fails as `invalid-answer` where it differs.
 *
 * @param endpoint  its name in errors
 */
function snapshotReader(snapshot: Snapshot, endpoint: SafeText): EngineReader {
	const {unseen, missing, recorded, container, inspectOf, image} = answersIn(snapshot, endpoint);
	return {
		endpoint,
		isLocal: async () => false,
		socketPath: null,
		reachedBy: null,
		replayed: true,
		atOnce: 1,
		ping: async () => undefined,
		heardAt: () => Number.POSITIVE_INFINITY,
		version: () => recorded(snapshot.version, trusted('/version'), readEngineVersion),
		info: () => recorded(snapshot.info, trusted('/info'), readEngineInfo),
		containers: async ({all}) => {
			const rows = readContainerRows(endpoint, [
				...snapshot.containers.map(({inspect}) => rowOf(inspect)),
				...[...unseen.values()].map(({row}) => row),
			]);
			return all ? rows : rows.filter(({State}) => State === 'running' || State === 'paused');
		},
		inspect: async id => inspectOf(id),
		top: async id => recorded(container(id).top, trusted('the processes'), readContainerTop),
		changes: async id => {
			const {changes} = container(id);
			return changes === undefined ? missing(trusted('the changed files')) : readContainerChanges(endpoint, changes ?? []);
		},
		stats: async () => missing(trusted('measurements')),
		exec: async () => missing(trusted('execs')),
		logs: async () => missing(trusted('logs')),
		pathStat: async () => missing(trusted('files of containers')),
		async archive(id, path) {
			const config = container(id).configs?.[path];
			if (config === null) return null;
			if (config !== undefined) return tarOf('config', config);
			const passwd = path === '/etc/passwd' ? image(inspectOf(id).Image ?? '').passwd : undefined;
			return passwd === undefined ? missing(trusted('files of containers')) : tarOf('passwd', passwd);
		},
		images: () => recorded(snapshot.imageList, trusted('/images/json'), readImageRows),
		image: async id => readImageInspect(endpoint, image(id).inspect),
		async identity(id) {
			const {Identity: identity} = readImageInspect(endpoint, image(id).inspect);
			return identity === undefined ? missing(trusted('what the engine recorded of the origin of the image')) : identity;
		},
		history: async id => recorded(image(id).history, trusted('the history of the image'), readHistoryRows),
		saveImage: async () => missing(trusted('the layers of images')),
		networks: () => recorded(snapshot.networks, trusted('/networks'), readNetworkRows),
		network: async id => {
			const networks = await recorded(snapshot.networks, trusted('/networks'), readNetworkRows);
			return networks.find(({Id, Name}) => Id === id || Name === id) ?? missing(safe`the network ${sanitise(id)}`);
		},
		volumes: () => recorded(snapshot.volumes, trusted('/volumes'), readVolumeRows),
		plugins: () => recorded(snapshot.plugins, trusted('/plugins'), readPluginRows),
		swarm: () => recorded(snapshot.swarm, trusted('/swarm'), readSwarmAnswers),
		diskUsage: async () => missing(trusted('/system/df')),
		events: () => ({
			// Nothing happens in a snapshot.
			[Symbol.asyncIterator]: () => ({next: async () => ({done: true, value: undefined})}),
		}),
		close: () => undefined,
	};
}

/** Where an answer is in a snapshot. */
function answersIn(snapshot: Snapshot, endpoint: SafeText) {
	const containers = new Map(snapshot.containers.map(one => [one.inspect.Id, one]));
	const unseen = new Map((snapshot.unseen ?? []).map(({row, reason}) => [row.Id, {row, reason}]));
	const images = new Map(snapshot.images.map(one => [one.inspect.Id, one]));

	const missing = (what: SafeText): never => {
		throw new EngineError('not-recorded', safe`${endpoint} does not contain ${what}`);
	};
	const recorded = async <T>(value: unknown, what: SafeText, shape: (from: SafeText, value: unknown) => T): Promise<T> =>
		shape(endpoint, value ?? missing(what));
	const inspectOf = (id: string) => readContainerInspect(endpoint, container(id).inspect);
	const container = (id: string) => {
		const exact = containers.get(id) ?? snapshot.containers.find(({inspect}) => inspect.Name === `/${id}`);
		if (exact !== undefined) return exact;
		const refused = unseen.get(id);
		if (refused !== undefined) throw new EngineError('not-recorded', safe`when it was recorded: ${sanitise(refused.reason)}`);
		throw new EngineError('not-found', safe`no such container: ${sanitise(id)}`, 404);
	};
	const image = (id: string) => {
		const found =
			images.get(id) ?? snapshot.images.find(({inspect: {RepoTags: tags}}) => Array.isArray(tags) && tags.includes(id));
		return found ?? missing(safe`the image ${sanitise(id.slice(0, 19))}`);
	};
	return {unseen, missing, recorded, container, inspectOf, image};
}

/** Its row in `GET /containers/json`. */
function rowOf(inspect: ContainerInspect): ContainerRow {
	// Nothing of it has been looked at yet.
	const created = typeof inspect.Created === 'string' ? parseTime(inspect.Created) : Number.NaN;
	return {
		Id: inspect.Id,
		Names: inspect.Name === undefined ? [] : [inspect.Name],
		...(inspect.Config?.Image === undefined ? {} : {Image: inspect.Config.Image}),
		...(typeof inspect.Image === 'string' ? {ImageID: inspect.Image} : {}),
		...(Number.isNaN(created) ? {} : {Created: Math.floor(created / 1000)}),
		...(inspect.State?.Status === undefined ? {} : {State: inspect.State.Status}),
		...(inspect.Config?.Labels === undefined ? {} : {Labels: inspect.Config.Labels}),
		...(inspect.HostConfig?.NetworkMode === undefined ? {} : {HostConfig: {NetworkMode: inspect.HostConfig.NetworkMode}}),
		...(inspect.NetworkSettings?.Networks === undefined ? {} : {NetworkSettings: {Networks: inspect.NetworkSettings.Networks}}),
		...(inspect.Mounts === undefined ? {} : {Mounts: inspect.Mounts}),
	};
}

/** A tar of one file, as an engine would send it. */
function tarOf(name: string, content: string): NodeJS.ReadableStream {
	const tar = pack();
	tar.entry({name}, content);
	tar.finalize();
	return tar.pipe(new PassThrough());
}
