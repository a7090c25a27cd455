/** The value of `--mount`, `--network` and `--gpus`, which docker parses as one line of CSV. */
export function csvLine(fields: readonly string[]): string {
	return fields.map(field => (/[",\r\n]|^\s/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',');
}

/** The fields of such a line. */
export const csvFields = (line: string): string[] =>
	[...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
		([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
	);
