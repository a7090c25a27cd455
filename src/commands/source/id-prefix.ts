/**
 * Whether a word of the command line is the beginning of a container's id. Shorter ones could as well be a name that is mistyped, or of
 * a container that is gone: `db`, `fe`.
 */
export const isIdPrefix = (word: string, id: string): boolean => isLong(word) && id.startsWith(word);

/** What to say of a word that might have been meant so. */
export const tooShortForId = (word: string): string =>
	/^[0-9a-f]+$/.test(word) && !isLong(word) ? `; of an id, ${LEAST} characters are needed` : '';

const LEAST = 4;
const isLong = (word: string): boolean => word.length >= LEAST && /^[0-9a-f]+$/.test(word);
