/** What a table has under a word that someone else wrote: every object has `constructor` and `__proto__` too. */
export const ownValue = <T>(table: Readonly<Record<string, T>>, word: string): T | undefined =>
	Object.hasOwn(table, word) ? table[word] : undefined;
