import type {EngineReader} from '../../engine/engine-reader.js';
import type {ContainerFacts} from '../../facts/index.js';
import type {SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';

/** What one writable mount holds, as a tar whose names begin with the last part of its path. */
export type CopiedMount = {readonly path: string; readonly bytes: number; readonly tar: Buffer};
/** Kept in memory, and given to each twin anew: they start over the same data, and none sees what another wrote. */
export type DataCopy = readonly CopiedMount[];

export type DataReading = {readonly ok: true; readonly copy: DataCopy} | {readonly ok: false; readonly reason: SafeText};

const mebi = 1024 * 1024;

/** Mount points whose content a twin gets in volumes of its own: the original's are never shared. */
export function dataPaths({mounts}: Pick<ContainerFacts, 'mounts'>): string[] {
	return mounts
		.filter(({kind, writable}) => writable && (kind === 'bind' || kind === 'volume'))
		.map(({destination}) => String(destination));
}

/**
 * Reads what is in the writable mounts of a container, which goes on meanwhile: a database that recovers from a power failure
 * recovers from such a copy. Nothing is written.
 *
 * @param limit  bytes of all mounts together
 * @param files  mount points that are files: those are shared read-only anyway
 * @throws EngineError
 */
export async function readData(
	reader: Pick<EngineReader, 'archive'>,
	facts: Pick<ContainerFacts, 'id' | 'mounts'>,
	{limit, files, signal}: {readonly limit: number; readonly files: ReadonlySet<string>; readonly signal?: AbortSignal},
): Promise<DataReading> {
	const copy: CopiedMount[] = [];
	let left = limit;
	for (const path of dataPaths(facts).filter(one => !files.has(one))) {
		const stream = await reader.archive(facts.id, path, signal);
		if (stream === null) continue;
		const tar = await bytesWithin(stream, left);
		if (tar === null)
			return {
				ok: false,
				reason: sanitise(
					`the data in its writable mounts is more than ${Math.floor(limit / mebi)} MB (reached in ${path}): give a higher limit, or rehearse without a copy`,
				),
			};
		left -= tar.length;
		copy.push({path, bytes: tar.length, tar});
	}
	return {ok: true, copy};
}

/** `/data: 12.3 MB` for each, for the consent. */
export const sizes = (copy: DataCopy): string =>
	copy.map(({path, bytes}) => `${path}: ${Math.ceil((10 * bytes) / mebi) / 10} MB`).join(', ');

/** All of a stream; `null` when it is larger than allowed. */
async function bytesWithin(stream: NodeJS.ReadableStream, limit: number): Promise<Buffer | null> {
	const chunks: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of stream) {
		if (!Buffer.isBuffer(chunk)) throw new Error('an archive is made of bytes');
		bytes += chunk.length;
		// Leaving the loop ends the stream.
		if (bytes > limit) return null;
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}
