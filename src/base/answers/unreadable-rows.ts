import type {BlindSpot} from './known.js';

/** A row of a list of an engine; `UnreadableFields` where some of it was malformed. */
export type Row = {
	readonly Name?: string;
	readonly Id?: string;
	readonly UnreadableFields?: Readonly<Record<string, string>> | null;
};

/** A malformed row is dropped whole: nothing is known about a network whose options cannot be read. */
export const isReadableRow = (row: Row | null): boolean => row !== null && row.UnreadableFields == null;

/**
 * The dropped rows, each by its name. One without a name could be any: it counts for the whole list.
 *
 * @param source  of the list, `engine:/networks`
 */
export const unreadableRows = (source: string, rows: readonly (Row | null)[]): readonly BlindSpot[] =>
	rows.flatMap(row => {
		const {Name, Id, UnreadableFields: unreadable} = row ?? {};
		const name = Name ?? Id;
		const [problem] = Object.values(unreadable ?? {});
		if (problem === undefined) return [];
		return [
			{
				source: name === undefined ? source : `${source}/${name}`,
				reason: `the row ${name === undefined ? 'without a name' : `"${name}"`} is malformed: ${problem}`,
			},
		];
	});
