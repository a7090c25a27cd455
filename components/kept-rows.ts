/** What Ink's renderer uses of its `Output` (ink/build/output.js, 7.1.1): texts are written, then all of them are painted. */
type Transform = (line: string, index: number) => string;
type Clip = {readonly [edge in 'x1' | 'x2' | 'y1' | 'y2']: number | undefined};
type Output = {
	write(x: number, y: number, text: string, options: {transformers: Transform[]}): void;
	clip(clip: Clip): void;
	unclip(): void;
	get(): {output: string; height: number};
};
type OutputClass = new (size: {width: number; height: number}) => Output;

/** One line of a text, placed in a row of the screen; `index` is its number within the text, which transforms receive. */
type Piece = {
	readonly x: number;
	readonly line: string;
	readonly index: number;
	readonly transformers: readonly Transform[];
	readonly clip: Clip | undefined;
};
type Row = {readonly pieces: readonly Piece[]; readonly painted: string};

/**
 * Ink's `Output`, called only for the rows that differ from the last frame. Ink 7.1.1 makes a cell for each column, and splits
 * every text into styled characters and joins them again, for each frame: on a screen of 200x50 that is 20 ms of CPU time per key,
 * while a moved highlight changes four rows. Changed rows are still painted by Ink's own class, in a frame of those rows.
 *
 * A row is unchanged if its texts are, in the same place of the screen or, after scrolling, in another: position, line, clip, and the very transform functions, which Ink keeps until a text is
 * rendered again. Each class made here is for one screen. An empty line stays empty: transforms that would fill it, which
 * Ink's own never do, are not called.
 */
export function keepingRows(InkOutput: OutputClass): OutputClass {
	let kept: readonly Row[] = [];
	let keptWidth = 0;

	return class KeptRows implements Output {
		readonly #width: number;
		readonly #rows: Piece[][];
		readonly #clips: Clip[] = [];

		constructor({width, height}: {width: number; height: number}) {
			this.#width = width;
			this.#rows = Array.from({length: height}, () => []);
		}

		write(x: number, y: number, text: string, {transformers}: {transformers: Transform[]}) {
			if (text === '') return;
			const clip = this.#clips.at(-1);
			// As in Ink, a clip applies in a direction only if it has both edges.
			const isCut = clip?.y1 !== undefined && clip.y2 !== undefined;
			const top = isCut ? Math.max(y, clip.y1) : y;
			const bottom = isCut ? clip.y2 : this.#rows.length;
			// Ink drops a text that begins above the screen entirely, unless a clip cuts it there.
			if (top < 0) return;
			for (const [offset, line] of text.split('\n').entries()) {
				const row = y + offset;
				if (row < top || row >= bottom) continue;
				this.#rows[row]?.push({x, line, index: row - top, transformers, clip: clip && cuts(clip, x, line) ? clip : undefined});
			}
		}

		clip(clip: Clip) {
			this.#clips.push(clip);
		}

		unclip() {
			this.#clips.pop();
		}

		get() {
			const before = this.#width === keptWidth ? kept : [];
			const byText = new Map(before.map(row => [textOf(row.pieces), row]));
			const known = this.#rows.map((pieces, y) =>
				[before[y], byText.get(textOf(pieces))].find(row => samePieces(pieces, row?.pieces)),
			);
			const changed = this.#rows.filter((_, y) => known[y] === undefined);
			const painted = paint(InkOutput, this.#width, changed).values();
			kept = this.#rows.map((pieces, y) => known[y] ?? {pieces, painted: painted.next().value ?? ''});
			keptWidth = this.#width;
			return {output: kept.map(row => row.painted).join('\n'), height: kept.length};
		}
	};
}

/** Whether a line may be partly outside of the clip: a UTF-16 code unit is at most two columns wide. */
function cuts({x1, x2}: Clip, x: number, line: string): boolean {
	if (x1 === undefined || x2 === undefined) return false;
	const widest = /^[ -~]*$/.test(line) ? line.length : 2 * line.length;
	return x < x1 || x + widest > x2;
}

function paint(InkOutput: OutputClass, width: number, rows: readonly (readonly Piece[])[]): string[] {
	if (rows.length === 0) return [];
	const output = new InkOutput({width, height: rows.length});
	for (const [y, pieces] of rows.entries()) {
		for (const {x, line, index, transformers, clip} of pieces) {
			if (clip) output.clip({...clip, y1: undefined, y2: undefined});
			output.write(x, y, line, {transformers: transformers.map(transform => text => transform(text, index))});
			if (clip) output.unclip();
		}
	}
	return output.get().output.split('\n');
}

const textOf = (pieces: readonly Piece[]): string => pieces.map(({line}) => line).join('\n');

function samePieces(pieces: readonly Piece[], others: readonly Piece[] | undefined): boolean {
	return pieces.length === others?.length && pieces.every((piece, index) => samePiece(piece, others[index] as Piece));
}

function samePiece(piece: Piece, other: Piece): boolean {
	return (
		piece.x === other.x &&
		piece.line === other.line &&
		piece.index === other.index &&
		piece.clip?.x1 === other.clip?.x1 &&
		piece.clip?.x2 === other.clip?.x2 &&
		piece.transformers.length === other.transformers.length &&
		piece.transformers.every((transform, index) => transform === other.transformers[index])
	);
}
