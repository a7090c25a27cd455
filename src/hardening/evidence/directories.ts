import {extract, type Header} from 'tar-stream';
import {EngineError} from '../../engine/engine-error.js';
import type {EngineReader} from '../../engine/engine-reader.js';
import {isBelow} from '../../facts/host-paths.js';
import {safely} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {withTimeLimit} from '../../terminal/time-limit.js';
import type {DirectoryEvidence, PathChange} from './evidence.js';

/** Limits for the headers of one directory, in entries and bytes: a database is not read completely to learn its owner. */
const maxEntries = 2000;
const maxBytes = 64 * 1024 * 1024;
/** Milliseconds: until its archive is read to the end, the engine holds the container's lock. */
const timeLimit = 20_000;
const vanishing = /\.(pid|lock|lck|sock|socket)$/;

/** Owner, mode and content of a directory in the container, from the headers of its archive; `null` when it does not exist. */
export function directoryEvidence(
	reader: Pick<EngineReader, 'archive'>,
	id: string,
	path: string,
	changes: readonly PathChange[],
	signal?: AbortSignal,
): Promise<DirectoryEvidence | null> {
	return withTimeLimit(timeLimit, signal, async limited => {
		const stream = await reader.archive(id, path, limited);
		return stream === null ? null : evidenceOf(path, changes, await readHeaders(stream));
	});
}

type Headers = {readonly headers: readonly Header[]; readonly complete: boolean};

function evidenceOf(path: string, changes: readonly PathChange[], {headers, complete}: Headers): DirectoryEvidence | null {
	const [self, ...entries] = headers;
	if (self === undefined || self.type !== 'directory') return null;

	const left = new Set(changes.filter(change => change.kind === 'added').map(change => change.path));
	const base = path.replace(/\/$/, '');
	const named = entries.map(entry => ({entry, path: `${base}/${entry.name.split('/').slice(1).join('/').replace(/\/$/, '')}`}));
	const isLeft = (one: string): boolean => left.has(one) || [...left].some(added => isBelow(one, added));
	const files = named.filter(({entry}) => entry.type === 'file');
	const modified = changes.filter(change => change.kind === 'modified' && isBelow(change.path, base)).map(change => change.path);
	return {
		path,
		mode: (self.mode ?? 0o755) & 0o7777,
		uid: self.uid ?? 0,
		gid: self.gid ?? 0,
		shipsContent: named.some(one => !isLeft(one.path)),
		files: files.filter(one => (isLeft(one.path) || modified.includes(one.path)) && !vanishing.test(one.path)).length,
		complete,
		bytes: files.reduce((sum, {entry}) => sum + (entry.size ?? 0), 0),
		executes: files.some(({entry}) => ((entry.mode ?? 0) & 0o111) !== 0),
		foreignOwner: [self, ...entries].some(entry => (entry.uid ?? 0) > 0),
	};
}

/**
 * The headers of a tar, without contents; stops early if there are too many.
 *
 * @throws EngineError for a truncated tar: if a file shrinks meanwhile, the engine breaks off, and what it has sent by
 * then is not the whole directory
 */
function readHeaders(stream: NodeJS.ReadableStream): Promise<Headers> {
	return new Promise((resolve, reject) => {
		const headers: Header[] = [];
		let bytes = 0;
		const tar = extract();
		const drop = (): void => {
			if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy();
		};
		const finish = (): void => {
			drop();
			resolve({headers, complete: false});
		};
		const broken = (error: Error): void => {
			drop();
			reject(
				error instanceof EngineError
					? error
					: new EngineError('engine', safely`the archive from the engine was cut short: ${sanitise(error.message)}`),
			);
		};
		tar.on('entry', (header, content, next) => {
			headers.push(header);
			bytes += header.size ?? 0;
			content.on('end', next);
			content.on('error', broken);
			content.resume();
			if (headers.length >= maxEntries || bytes >= maxBytes) finish();
		});
		tar.on('finish', () => resolve({headers, complete: true}));
		tar.on('error', broken);
		stream.on('error', broken);
		stream.pipe(tar);
	});
}
