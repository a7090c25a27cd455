import {PassThrough, Readable} from 'node:stream';
import {extract, pack} from 'tar-stream';
import {EngineError} from '../engine/engine-error.js';
import {type SafeText, safely} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';

type Entry = ReturnType<typeof extract> extends AsyncIterable<infer Each> ? Each : never;

/** A file of accounts or of a system's name is smaller. */
const LIMIT = 64 * 1024;
const SETUID_OR_SETGID = 0o6000;

/** Text of the first regular file of a tar, its first 64 KiB; empty when there is none. @throws EngineError when the tar breaks off */
export async function firstFile(archive: NodeJS.ReadableStream): Promise<string> {
	let text = '';
	await forEachEntry(archive, async entry => {
		const parts: Buffer[] = [];
		let size = 0;
		for await (const part of entry) {
			if (!(part instanceof Uint8Array)) continue;
			size += part.length;
			if (size <= LIMIT) parts.push(Buffer.from(part));
		}
		if (entry.header.type !== 'file') return undefined;
		text = Buffer.concat(parts).toString('utf8');
		return 'enough';
	});
	return text;
}

/** Paths of the setuid and setgid files of a tar of a file system, whose contents pass by. @throws EngineError when the tar breaks off */
export async function setuidFilesOf(archive: NodeJS.ReadableStream): Promise<readonly SafeText[]> {
	const found: string[] = [];
	await forEachEntry(archive, async entry => {
		const {name, mode = 0, type} = entry.header;
		// A hard link has the mode of the file that it is another name of.
		if ((type === 'file' || type === 'link') && (mode & SETUID_OR_SETGID) !== 0) found.push(`/${name.replace(/^(\.?\/)+/, '')}`);
		entry.resume();
		return undefined;
	});
	return found.sort().map(sanitise);
}

async function forEachEntry(
	archive: NodeJS.ReadableStream,
	visit: (entry: Entry) => Promise<'enough' | undefined>,
): Promise<void> {
	const entries = extract();
	const source = Readable.from(archive);
	source.on('error', error => entries.destroy(error));
	source.pipe(entries);
	try {
		for await (const entry of entries) if ((await visit(entry)) === 'enough') return;
	} catch (error) {
		if (error instanceof EngineError || !(error instanceof Error)) throw error;
		throw new EngineError('engine', safely`the archive that the engine sent broke off: ${sanitise(error.message)}`);
	} finally {
		source.destroy();
		entries.destroy();
	}
}

/** A tar of one file, as an engine would send it. */
export function tarOf(name: string, content: string): NodeJS.ReadableStream {
	const tar = pack();
	tar.entry({name}, content);
	tar.finalize();
	return tar.pipe(new PassThrough());
}
