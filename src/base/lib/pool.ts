/**
 * Runs a task for each item, at most `width` at once, started in the order of the list. Resolves when the last has ended; a task must
 * not reject.
 */
export async function forEachLimited<T>(items: Iterable<T>, width: number, task: (item: T) => Promise<void>): Promise<void> {
	const queue = items[Symbol.iterator]();
	const worker = async () => {
		for (let next = queue.next(); next.done !== true; next = queue.next()) await task(next.value);
	};
	await Promise.all(Array.from({length: width}, worker));
}
