import {safeJson} from '../text/safe-json.js';

/** A JSON document as every command writes it: indented by two spaces, with a line feed at its end, and safe to print. */
export const jsonText = (document: unknown, replacer?: (key: string, value: unknown) => unknown): string =>
	safeJson(`${JSON.stringify(document, replacer, 2)}\n`);
