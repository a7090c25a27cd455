import {Readable} from 'node:stream';
import type {Known} from '../answers/index.js';
import {EngineError} from '../engine/engine-error.js';
import type {EngineReader} from '../engine/engine-reader.js';
import type {HostAccess} from '../host/local-host.js';
import {trusted} from '../terminal/safe-text.js';

/**
 * The reader for all that only looks. A file of a running container is read on this host, where the engine runs here and root may see it. The
 * engine is not asked for one: for `/containers/{id}/archive` it first mounts all volumes of the container into it and creates their folders,
 * copies its own files into the layer of one that has run, and before 29.5.1 a hostile container races that very request. What depends on it is
 * unknown, with that reason. Nor is it asked for the log of a container that never ran, for which it makes a file.
 *
 * `consented` asks the engine all the same where this host shows nothing: for what the user has agreed to.
 *
 * @source moby daemon/archive_unix.go, daemon/containerfs_linux.go (CreateIfNotExists); CVE-2026-41568, CVE-2026-42306; tried on 26.1.5
 */
export function withoutEffects(reader: EngineReader, host: HostAccess): EngineReader {
	/** `null` where this host does not show it. */
	async function here<T>(
		id: string,
		signal: AbortSignal | undefined,
		look: (pid: number, id: string) => Promise<Known<T>>,
	): Promise<{readonly value: T} | null> {
		const {Id: whole, State: state} = await reader.inspect(id, signal);
		const pid = state?.Pid ?? 0;
		const seen = pid > 0 && (await reader.isLocal([{id: whole, pid}])) ? await look(pid, whole) : null;
		return seen?.known === true ? seen : null;
	}

	const statHere = (id: string, path: string, signal?: AbortSignal) =>
		here(id, signal, (pid, whole) => host.statInContainer(pid, whole, path));
	const archiveHere = async (id: string, path: string, signal?: AbortSignal) => {
		const tar = await here(id, signal, (pid, whole) => host.archiveOfContainer(pid, whole, path));
		return tar === null ? null : {value: tar.value === null ? null : Readable.from([tar.value])};
	};

	return {
		...reader,
		async pathStat(id, path, signal) {
			const seen = await statHere(id, path, signal);
			if (seen === null) throw notAsked();
			return seen.value;
		},
		async archive(id, path, signal) {
			const seen = await archiveHere(id, path, signal);
			if (seen === null) throw notAsked();
			return seen.value;
		},
		async logs(id, asked, signal) {
			const {State: state} = await reader.inspect(id, signal);
			return state?.Status === 'created' ? Readable.from([]) : reader.logs(id, asked, signal);
		},
		consented: {
			...reader,
			async pathStat(id, path, signal) {
				const seen = await statHere(id, path, signal);
				return seen === null ? reader.pathStat(id, path, signal) : seen.value;
			},
			async archive(id, path, signal) {
				const seen = await archiveHere(id, path, signal);
				return seen === null ? reader.archive(id, path, signal) : seen.value;
			},
		},
		close() {
			reader.close();
			host.close();
		},
	};
}

const notAsked = (): EngineError =>
	new EngineError(
		'has-effect',
		trusted(
			'the engine is not asked for files of a container, since to read them it changes the container; of a running one, root sees them on the host of the engine',
		),
	);
