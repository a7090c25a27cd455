import {Readable} from 'node:stream';
import {
	type ContainerPlace,
	type ContainerTop,
	containerPlaceOf,
	EngineError,
	type EngineReader,
	type HostAccess,
	type Known,
	known,
	notInContainer,
	type ProcessFacts,
	safe,
	sanitise,
	trusted,
} from '../../base/index.js';

/**
 * The reader for all that only looks. A file of a container is read on this host, where the engine runs here and root may see it: of a running
 * one through its first process, of another in its layers. The engine is not asked for one: for `/containers/{id}/archive` it first mounts all
 * volumes of the container into it and creates their folders, copies its own files into the layer of one that has run, and before 29.5.1 a
 * hostile container races that very request. What depends on it is unknown, with that reason. Nor is it asked for the log of a container that
 * never ran, for which it makes a file. What a container has changed is read here too where its layer shows it: the engine compares whole file
 * systems, logs an error for a path that is too long, and with containerd's store mounts the image.
 *
 * `consented` asks the engine all the same where this host shows nothing: for what the user has agreed to.
 *
 * @source moby daemon/archive_unix.go, daemon/containerfs_linux.go (CreateIfNotExists); CVE-2026-41568, CVE-2026-42306; tried on 26.1.5
 */
export function withoutEffects(reader: EngineReader, host: HostAccess): EngineReader {
	/** `null` where this host cannot show it at all. */
	async function here<T>(
		id: string,
		signal: AbortSignal | undefined,
		look: (of: ContainerPlace) => Promise<Known<T>>,
	): Promise<Known<T> | null> {
		const inspect = await reader.inspect(id, signal);
		const place = containerPlaceOf(inspect);
		const {pid, containerId} = place;
		const isHere = await (pid > 0 ? reader.isLocal([{id: containerId, pid}]) : reader.isLocal());
		return isHere ? look(place) : null;
	}

	const statHere = (id: string, path: string, signal?: AbortSignal) => here(id, signal, of => host.statInContainer(of, path));
	const archiveHere = async (id: string, path: string, signal?: AbortSignal): Promise<Known<Readable | null> | null> => {
		const tar = await here(id, signal, of => host.archiveOfContainer(of, path));
		return tar?.known === true ? known(tar.value === null ? null : Readable.from([tar.value])) : tar;
	};

	return {
		...reader,
		async pathStat(id, path, signal) {
			const seen = await statHere(id, path, signal);
			if (seen?.known !== true) throw notAsked(seen);
			return seen.value;
		},
		async archive(id, path, signal) {
			const seen = await archiveHere(id, path, signal);
			if (seen?.known !== true) throw notAsked(seen);
			return seen.value;
		},
		async top(id, signal) {
			const seen = await here(id, signal, async ({pid, containerId}) =>
				pid > 0 ? host.readProcesses(pid, containerId) : notInContainer(pid),
			);
			return seen?.known === true ? topOf(seen.value) : reader.top(id, signal);
		},
		async changes(id, signal) {
			const inspect = await reader.inspect(id, signal);
			const seen = (await reader.isLocal()) ? await host.changedPaths(inspect, signal) : null;
			if (seen?.known !== true) return reader.changes(id, signal);
			return seen.value.map(({path, kind}) => ({Path: path, Kind: kinds.indexOf(kind)}));
		},
		async logs(id, asked, signal) {
			const {State: state} = await reader.inspect(id, signal);
			return state?.Status === 'created' ? Readable.from([]) : reader.logs(id, asked, signal);
		},
		consented: {
			...reader,
			async pathStat(id, path, signal) {
				const seen = await statHere(id, path, signal);
				return seen?.known !== true ? reader.pathStat(id, path, signal) : seen.value;
			},
			async archive(id, path, signal) {
				const seen = await archiveHere(id, path, signal);
				return seen?.known !== true ? reader.archive(id, path, signal) : seen.value;
			},
		},
		close() {
			reader.close();
			host.close();
		},
	};
}

/** The columns that the engine is asked for. */
const topOf = (processes: readonly ProcessFacts[]): ContainerTop => ({
	Titles: ['PID', 'PPID', 'UID', 'GID', 'SUPGID', 'USER', 'COMM', 'ARGS'],
	Processes: processes.map(({pid, parent, uid, gid, groups, user, command, args}) => [
		...[pid, parent, uid, gid].map(one => String(one ?? '')),
		...[groups?.join(',') || '-', user, command, args],
	]),
});

/** As the engine numbers them. @source docs.docker.com/reference/api, GET /containers/{id}/changes */
const kinds = ['modified', 'added', 'deleted'] as const;

/** @param seen  why this host does not show it */
function notAsked(seen: Known<unknown> | null): EngineError {
	const why = trusted(
		'the engine is not asked for files of a container, since to read them it changes the container; root sees them on the host of the engine',
	);
	return new EngineError('has-effect', seen?.known === false ? safe`${why} (here: ${sanitise(seen.reason.reason)})` : why);
}
