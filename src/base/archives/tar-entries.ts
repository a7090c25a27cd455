import type {ArchiveBudget} from './archive-budget.js';
import {at, BrokenTar, type Extended, extensionOf, verify} from './tar-header.js';

export type TarEntry = {
	/** As in the archive. */
	readonly path: string;
	readonly kind: 'file' | 'link' | 'symlink' | 'directory' | 'other';
	readonly linkTarget: string;
	readonly size: number;
	/** Permission bits, with setuid and setgid. */
	readonly mode: number;
	readonly uid: number;
	readonly gid: number;
	/** Of its content: seconds since the epoch. */
	readonly modified: number;
	/** Value of the extended attribute `security.capability`, `null` for none. */
	readonly capability: Uint8Array | null;
	/** Its content as a stream, to be read before the next entry is requested, or not at all. */
	content(): AsyncGenerator<Uint8Array, void>;
};

const block = 512;
/** Extension headers contain a path, attributes and numbers. There may be several in a row. */
const extensionLimit = 1 << 20;
const MAX_EXTENSIONS = 16;
const kinds: Readonly<Record<string, TarEntry['kind']>> = {
	'\0': 'file',
	'0': 'file',
	'7': 'file',
	'1': 'link',
	'2': 'symlink',
	'5': 'directory',
};
/** GNU tar's long names, and POSIX extended headers. */
const extensionTypes = new Set(['L', 'K', 'x', 'X', 'g']);
/** These have no content, whatever size their header says: links, devices, directories, pipes. */
const headerOnly = new Set(['1', '2', '3', '4', '5', '6']);

/**
 * The entries of a tar in POSIX or GNU format. A container's file system has 30,000 entries of which a few hundred are wanted:
 * of the others only the header is read, without creating a stream or copying a byte.
 *
 * @source pax(1), tar(5)
 * @throws BrokenTar, EngineError `over-budget`
 */
export async function* tarEntries(bytes: AsyncIterable<unknown>, budget: ArchiveBudget): AsyncGenerator<TarEntry, void> {
	const input = new TarInput(bytes, budget);
	let extended: Extended = {};
	let extensions = 0;
	try {
		for (;;) {
			const header = await input.take(block);
			// Zero blocks end an archive; what follows is padding.
			if (header === null || header[0] === 0) return await input.drain();
			verify(header);
			const type = String.fromCharCode(header[156] ?? 0);
			const written = at.number(header, 124, 12);
			if (extensionTypes.has(type)) {
				extensions += 1;
				if (written > extensionLimit || extensions > MAX_EXTENSIONS) throw new BrokenTar('a header is too long');
				extended = {...extended, ...extensionOf(type, (await input.take(written)) ?? new Uint8Array())};
				await input.skip(padding(written));
				continue;
			}
			const size = headerOnly.has(type) ? 0 : (extended.size ?? written);
			budget.takeEntry();
			input.begin(size);
			const [path, linkTarget] = [extended.path ?? at.path(header), extended.linkTarget ?? at.text(header, 157, 100)];
			const mode = at.number(header, 100, 8);
			const [uid, gid] = [extended.uid ?? at.number(header, 108, 8), extended.gid ?? at.number(header, 116, 8)];
			const {capability = null} = extended;
			const modified = at.number(header, 136, 12);
			const kind = kinds[type] ?? 'other';
			yield {path, kind, linkTarget, size, mode, uid, gid, modified, capability, content: () => input.body()};
			extended = {};
			extensions = 0;
			// The unread rest of this entry: its reader may have stopped early.
			budget.mustFit(input.left);
			await input.skip(input.left + padding(size));
		}
	} finally {
		await input.close();
	}
}

const padding = (size: number): number => (block - (size % block)) % block;

/** Bytes that arrive in chunks of any size, read in pieces of any size. */
class TarInput {
	readonly #chunks: AsyncIterator<unknown>;
	readonly #budget: ArchiveBudget;
	#chunk: Uint8Array = new Uint8Array();
	#at = 0;
	/** Unread bytes of the current entry. */
	left = 0;

	constructor(bytes: AsyncIterable<unknown>, budget: ArchiveBudget) {
		this.#chunks = bytes[Symbol.asyncIterator]();
		this.#budget = budget;
	}

	begin(size: number): void {
		this.left = size;
	}

	/** Exactly that many bytes, or `null` when the archive ends before them. */
	async take(size: number): Promise<Uint8Array | null> {
		if (this.#chunk.length - this.#at >= size) return this.#piece(size);
		const pieces: Uint8Array[] = [];
		for (let missing = size; missing > 0; ) {
			if (this.#at === this.#chunk.length && !(await this.#next())) {
				if (missing === size) return null;
				throw new BrokenTar('it breaks off');
			}
			const piece = this.#piece(missing);
			pieces.push(piece);
			missing -= piece.length;
		}
		return Buffer.concat(pieces);
	}

	async skip(size: number): Promise<void> {
		this.left = 0;
		let missing = size;
		while (missing > this.#chunk.length - this.#at) {
			missing -= this.#chunk.length - this.#at;
			if (!(await this.#next())) throw new BrokenTar('it breaks off');
		}
		this.#at += missing;
	}

	async *body(): AsyncGenerator<Uint8Array, void> {
		while (this.left > 0) {
			if (this.#at === this.#chunk.length && !(await this.#next())) throw new BrokenTar('it breaks off');
			const piece = this.#piece(this.left);
			this.left -= piece.length;
			yield piece;
		}
	}

	async drain(): Promise<void> {
		while (await this.#next());
	}

	async close(): Promise<void> {
		await this.#chunks.return?.();
	}

	#piece(most: number): Uint8Array {
		const piece = this.#chunk.subarray(this.#at, this.#at + most);
		this.#at += piece.length;
		return piece;
	}

	async #next(): Promise<boolean> {
		for (;;) {
			const {done, value} = await this.#chunks.next();
			if (done === true) return false;
			if (!(value instanceof Uint8Array) || value.length === 0) continue;
			this.#budget.takeBytes(value.length);
			this.#chunk = value;
			this.#at = 0;
			return true;
		}
	}
}
