import type {Yaml} from './yaml.js';

/** Compose expands `$NAME` in every string of the file: a dollar sign is doubled. */
export const literal = (text: string): string => text.replaceAll('$', '$$$$');
/** Values for a Compose file; empty ones are dropped by `compact`. */
export const strings = (list: readonly string[] | string | null | undefined): string[] =>
	(typeof list === 'string' ? [list] : (list ?? [])).map(literal);
export const map = (record: Readonly<Record<string, string>> | null | undefined): Record<string, string> =>
	Object.fromEntries(Object.entries(record ?? {}).map(([key, value]) => [key, literal(value)]));

/** Without `undefined`, `[]` and `{}`. */
export function compact(record: Readonly<Record<string, Yaml | undefined>>): Record<string, Yaml> {
	return Object.fromEntries(
		Object.entries(record).filter((entry): entry is [string, Yaml] => {
			const [, value] = entry;
			return value !== undefined && (typeof value !== 'object' || Object.keys(value).length > 0);
		}),
	);
}
