/**
 * Whether a word of the command line is a container id prefix. Shorter ones could as well be a mistyped name, or that of
 * a removed container: `db`, `fe`.
 */
export const isIdPrefix = (word: string, id: string): boolean => isLong(word) && id.startsWith(word);

/** A hint for a word that may have been meant as one. */
export const tooShortForId = (word: string): string =>
	/^[0-9a-f]+$/.test(word) && !isLong(word) ? `; of an id, ${LEAST} characters are needed` : '';

const LEAST = 4;
const isLong = (word: string): boolean => word.length >= LEAST && /^[0-9a-f]+$/.test(word);
