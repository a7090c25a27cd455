import {Readable} from 'node:stream';
import {extract, type Header, pack} from 'tar-stream';
import {EngineError, type SafeText, safe, sanitise, trusted} from '../../base/index.js';

export type TarCopy = {
	/** Of the first entry, below `folder`. */
	readonly name: string;
	readonly bytes: number;
	readonly tar: Buffer;
	/** Skipped entries, by their path below the first entry. */
	readonly special: readonly {readonly path: string; readonly what: SafeText}[];
};

const maxEntries = 20_000;
/** Milliseconds for one mount. */
const timeLimit = 60_000;

const specials: Partial<Record<NonNullable<Header['type']>, SafeText>> = {
	fifo: trusted('a pipe'),
	'character-device': trusted('a device'),
	'block-device': trusted('a device'),
};

/**
 * Copies a tar from an engine, with each entry moved below `folder`: regular files, directories and links. Sockets are never in a
 * tar; pipes and devices are skipped.
 *
 * @param limit  bytes of the copy
 * @returns what exceeded the limit, if anything; the stream is then closed
 * @throws EngineError for a truncated tar
 */
export async function copyTar(
	stream: NodeJS.ReadableStream,
	folder: string,
	limit: number,
): Promise<TarCopy | 'bytes' | 'files' | 'time'> {
	const source = Readable.from(stream);
	const entries = extract();
	const copy = pack();
	const chunks: Buffer[] = [];
	copy.on('data', chunk => {
		if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
	});
	source.on('error', error => entries.destroy(error));
	source.pipe(entries);
	let late = false;
	const timer = setTimeout(() => {
		late = true;
		entries.destroy(new Error('too slow'));
	}, timeLimit);
	const special: {path: string; what: SafeText}[] = [];
	const left = new Set<string>();
	let first: string | null = null;
	let total = 0;
	let bytes = 0;
	let count = 0;
	try {
		copy.entry({name: `${folder}/`, type: 'directory', mode: 0o755});
		for await (const entry of entries) {
			const {name, type = 'file', size = 0, linkname} = entry.header;
			first ??= name.replace(/\/$/, '');
			count += 1;
			total += 1024 + size;
			if (count > maxEntries) return 'files';
			if (total > limit) return 'bytes';
			const what = specials[type ?? 'file'];
			if (what !== undefined || (type === 'link' && left.has(linkname ?? ''))) {
				left.add(name);
				special.push({path: name.slice(first.length + 1), what: what ?? trusted('a link to something omitted')});
				entry.resume();
				continue;
			}
			const content: Buffer[] = [];
			for await (const part of entry) if (part instanceof Uint8Array) content.push(Buffer.from(part));
			if (type === 'file' || type === 'contiguous-file') bytes += size;
			copy.entry(below(folder, entry.header), Buffer.concat(content));
		}
		if (first === null || /(^|\/)\.\.?(\/|$)|\//.test(first))
			throw new Error('the name of its first entry is not a plain file name');
		copy.finalize();
		await new Promise<void>((resolve, reject) => {
			copy.on('end', resolve);
			copy.on('error', reject);
		});
		return {name: `${folder}/${first}`, bytes, tar: Buffer.concat(chunks), special};
	} catch (error) {
		if (late) return 'time';
		if (error instanceof EngineError || !(error instanceof Error)) throw error;
		throw new EngineError('engine', safe`the archive from the engine was cut short: ${sanitise(error.message)}`);
	} finally {
		clearTimeout(timer);
		source.destroy();
		entries.destroy();
	}
}

/** tar-stream writes the extended headers again from the fields; extended attributes are binary, but it reads them as text. */
function below(folder: string, {pax, name, linkname, ...header}: Header): Header {
	const kept = Object.entries(pax ?? {}).filter(([key]) => !/^(path|linkpath|size|SCHILY\.xattr\..*)$/.test(key));
	return {
		...header,
		name: `${folder}/${name}`,
		linkname: header.type === 'link' ? `${folder}/${linkname}` : linkname,
		...(kept.length > 0 ? {pax: Object.fromEntries(kept)} : {}),
	};
}
