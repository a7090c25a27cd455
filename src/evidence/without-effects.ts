import {Readable} from 'node:stream';
import type {ContainerInspect, Known} from '../answers/index.js';
import {archiveEffect, hasEffect} from '../engine/archive-effects.js';
import type {EngineReader} from '../engine/engine-reader.js';
import {answerOrNull} from '../engine/known-answer.js';
import type {HostAccess} from '../host/local-host.js';

/** Milliseconds for which an inspect is believed: a page asks for several files of a container at once. */
const INSPECT_AGE = 1000;

/**
 * The reader for all that only looks: a file of a running container is read on this host where the engine runs here and root may see it,
 * else requested from the engine where that has no effect, else it is an error of kind `has-effect`, which leaves what depends on it unknown.
 * `consented` asks the engine in any case, for what the user has agreed to.
 */
export function withoutEffects(reader: EngineReader, host: HostAccess): EngineReader {
	const inspects = new Map<string, {readonly at: number; readonly answer: Promise<ContainerInspect>}>();
	let version: ReturnType<typeof reader.version> | null = null;

	function inspect(id: string, signal?: AbortSignal): Promise<ContainerInspect> {
		const kept = inspects.get(id);
		if (kept !== undefined && performance.now() - kept.at < INSPECT_AGE) return kept.answer;
		inspects.clear();
		const answer = reader.inspect(id, signal);
		inspects.set(id, {at: performance.now(), answer});
		return answer;
	}

	async function look<T>(
		id: string,
		signal: AbortSignal | undefined,
		here: (pid: number, id: string) => Promise<Known<T>>,
		atEngine: () => Promise<T>,
		hasConsent: boolean,
	): Promise<T> {
		const container = await inspect(id, signal);
		const pid = container.State?.Pid ?? 0;
		const seen = pid > 0 && (await reader.isLocal([{id: container.Id, pid}])) ? await here(pid, container.Id) : null;
		if (seen?.known === true) return seen.value;
		if (hasConsent) return atEngine();
		version ??= reader.version(signal);
		const about = await answerOrNull(version);
		const isPodman = about?.Components?.some(({Name}) => /podman/i.test(Name ?? '')) === true;
		const why = archiveEffect(container, about, isPodman);
		if (why !== null) throw hasEffect(why);
		return atEngine();
	}

	const files = (hasConsent: boolean): Pick<EngineReader, 'pathStat' | 'archive'> => ({
		pathStat: (id, path, signal) =>
			look(
				id,
				signal,
				(pid, whole) => host.statInContainer(pid, whole, path),
				() => reader.pathStat(id, path, signal),
				hasConsent,
			),
		archive: (id, path, signal) =>
			look<NodeJS.ReadableStream | null>(
				id,
				signal,
				async (pid, whole) => {
					const tar = await host.archiveOfContainer(pid, whole, path);
					return tar.known ? {known: true, value: tar.value === null ? null : Readable.from([tar.value])} : tar;
				},
				() => reader.archive(id, path, signal),
				hasConsent,
			),
	});

	return {
		...reader,
		...files(false),
		consented: {...reader, ...files(true)},
		close() {
			reader.close();
			host.close();
		},
	};
}
