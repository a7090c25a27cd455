import type {ArchiveBudget} from './archive-budget.js';
import {at, BrokenTar, type Extended, extensionOf, verify} from './tar-header.js';

export type TarEntry = {
	/** As the archive writes it. */
	readonly path: string;
	readonly kind: 'file' | 'link' | 'symlink' | 'directory' | 'other';
	readonly linkTarget: string;
	readonly size: number;
	/** Permission bits, with setuid and setgid. */
	readonly mode: number;
	/** Its bytes as they come, to be read before the next entry is asked for, or not at all. */
	content(): AsyncGenerator<Uint8Array, void>;
};

const block = 512;
/** What extends the next header holds a path, attributes and numbers. Several may stand in a row. */
const extensionLimit = 1 << 20;
const mostExtensions = 16;
const kinds: Readonly<Record<string, TarEntry['kind']>> = {
	...{'\0': 'file', '0': 'file', '7': 'file'},
	...{'1': 'link', '2': 'symlink', '5': 'directory'},
};
/** Long names of GNU tar, and the extended headers of POSIX. */
const extensionTypes = new Set(['L', 'K', 'x', 'X', 'g']);
/** No bytes follow them, whatever size they write: links, devices, folders, pipes. */
const headerOnly = new Set(['1', '2', '3', '4', '5', '6']);

/**
 * The entries of a tar, in the formats of POSIX and GNU. A container's files pass by in 30,000 entries of which a few hundred are wanted:
 * of the others nothing is read but the header, no stream is made and no byte is copied.
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
			// Blocks of zeros end an archive, and what is behind them is padding.
			if (header === null || header[0] === 0) return await input.drain();
			verify(header);
			const type = String.fromCharCode(header[156] ?? 0);
			const written = at.number(header, 124, 12);
			if (extensionTypes.has(type)) {
				extensions += 1;
				if (written > extensionLimit || extensions > mostExtensions) throw new BrokenTar('a header is too long');
				extended = {...extended, ...extensionOf(type, (await input.take(written)) ?? new Uint8Array())};
				await input.skip(padding(written));
				continue;
			}
			const size = headerOnly.has(type) ? 0 : (extended.size ?? written);
			budget.takeEntry();
			input.begin(size);
			const [path, linkTarget] = [extended.path ?? at.path(header), extended.linkTarget ?? at.text(header, 157, 100)];
			const mode = at.number(header, 100, 8);
			yield {path, kind: kinds[type] ?? 'other', linkTarget, size, mode, content: () => input.body()};
			extended = {};
			extensions = 0;
			// Of what is left of this one; its reader may have had enough before.
			budget.mustFit(input.left);
			await input.skip(input.left + padding(size));
		}
	} finally {
		await input.close();
	}
}

const padding = (size: number): number => (block - (size % block)) % block;

/** Bytes that come in chunks of any size, taken in pieces of any size. */
class TarInput {
	readonly #chunks: AsyncIterator<unknown>;
	readonly #budget: ArchiveBudget;
	#chunk: Uint8Array = new Uint8Array();
	#at = 0;
	/** Of the present entry's bytes, those that were not taken. */
	left = 0;

	constructor(bytes: AsyncIterable<unknown>, budget: ArchiveBudget) {
		this.#chunks = bytes[Symbol.asyncIterator]();
		this.#budget = budget;
	}

	begin(size: number): void {
		this.left = size;
	}

	/** That many bytes, or `null` where the archive ends before them. */
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
