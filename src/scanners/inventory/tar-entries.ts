import {at, type Extended, extensionOf, verify} from './tar-header.js';

export type TarEntry = {
	/** As the archive writes it. */
	readonly path: string;
	readonly kind: 'file' | 'link' | 'symlink' | 'directory' | 'other';
	readonly linkTarget: string;
	readonly size: number;
	/** Its bytes as they come, to be read before the next entry is asked for, or not at all. */
	content(): AsyncGenerator<Uint8Array, void>;
};

const block = 512;
/** What extends the next header holds a path and numbers. */
const extensionLimit = 1 << 20;
const kinds: Readonly<Record<string, TarEntry['kind']>> = {
	...{'\0': 'file', '0': 'file', '7': 'file'},
	...{'1': 'link', '2': 'symlink', '5': 'directory'},
};
/** Long names of GNU tar, and the extended headers of POSIX. */
const extensions = new Set(['L', 'K', 'x', 'X', 'g']);
/** No bytes follow them, whatever size they write: links, devices, folders, pipes. */
const headerOnly = new Set(['1', '2', '3', '4', '5', '6']);

/**
 * The entries of a tar, in the formats of POSIX and GNU. A container's files pass by in 30,000 entries of which a few hundred are wanted:
 * of the others nothing is read but the header, no stream is made and no byte is copied. @source pax(1), tar(5). @throws BrokenTar
 */
export async function* tarEntries(bytes: AsyncIterable<unknown>): AsyncGenerator<TarEntry, void> {
	const input = new TarInput(bytes);
	let extended: Extended = {};
	try {
		for (;;) {
			const header = await input.take(block);
			// Blocks of zeros end an archive, and what is behind them is padding.
			if (header === null || header[0] === 0) return await input.drain();
			verify(header);
			const type = String.fromCharCode(header[156] ?? 0);
			const written = at.number(header, 124, 12);
			if (extensions.has(type)) {
				if (written > extensionLimit) throw new BrokenTar('a header is too long');
				extended = {...extended, ...extensionOf(type, (await input.take(written)) ?? new Uint8Array())};
				await input.skip(padding(written));
				continue;
			}
			const size = headerOnly.has(type) ? 0 : (extended.size ?? written);
			input.begin(size);
			const [path, linkTarget] = [extended.path ?? at.path(header), extended.linkTarget ?? at.text(header, 157, 100)];
			yield {path, kind: kinds[type] ?? 'other', linkTarget, size, content: () => input.body()};
			extended = {};
			await input.skip(input.left + padding(size));
		}
	} finally {
		await input.close();
	}
}

export class BrokenTar extends Error {
	override readonly name = 'BrokenTar';
}

const padding = (size: number): number => (block - (size % block)) % block;

/** Bytes that come in chunks of any size, taken in pieces of any size. */
class TarInput {
	readonly #chunks: AsyncIterator<unknown>;
	#chunk: Uint8Array = new Uint8Array();
	#at = 0;
	/** Of the present entry's bytes, those that were not taken. */
	left = 0;

	constructor(bytes: AsyncIterable<unknown>) {
		this.#chunks = bytes[Symbol.asyncIterator]();
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
			this.#chunk = value;
			this.#at = 0;
			return true;
		}
	}
}
