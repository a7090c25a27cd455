/** The position of a value in an answer. */
export type AnswerPlace = {
	/** Its key; for an element of a list, the key of the list. */
	readonly name: string;
	/** The key of the object that contains it. */
	readonly within: string;
	/** That object, `null` at the top. */
	readonly owner: Readonly<Record<string, unknown>> | null;
};

/** Levels that are kept: an engine nests ten, and `JSON.stringify` ends the program at some thousand. */
const MAX_DEPTH = 200;

/**
 * A deep copy of an answer in which `change` may replace each value; for `undefined` the value is kept and its content
 * visited. Order and keys are kept. Not recursive, since the sender controls the depth.
 */
export function mapAnswer(answer: unknown, change: (value: unknown, place: AnswerPlace) => unknown): unknown {
	const top: {copy?: unknown} = {};
	const waiting: {into: object; key: string | number; value: unknown; place: AnswerPlace; depth: number}[] = [
		{into: top, key: 'copy', value: answer, place: {name: '', within: '', owner: null}, depth: 0},
	];
	for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
		const {into, key, value, place, depth} = next;
		const changed = depth > MAX_DEPTH && typeof value === 'object' ? null : change(value, place);
		const copy = changed === undefined ? emptyCopy(value) : changed;
		Reflect.set(into, key, copy);
		if (changed !== undefined || typeof value !== 'object' || value === null || typeof copy !== 'object' || copy === null)
			continue;
		if (Array.isArray(value))
			for (const [index, item] of value.entries()) waiting.push({into: copy, key: index, value: item, place, depth: depth + 1});
		else {
			const owner = value as Readonly<Record<string, unknown>>;
			for (const [name, inner] of Object.entries(owner))
				waiting.push({into: copy, key: name, value: inner, place: {name, within: place.name, owner}, depth: depth + 1});
		}
	}
	return top.copy;
}

/** The keys are there already, so that the order stays and `__proto__` is a key like any other. */
function emptyCopy(value: unknown): unknown {
	if (Array.isArray(value)) return new Array(value.length);
	return typeof value === 'object' && value !== null ? Object.fromEntries(Object.keys(value).map(name => [name, null])) : value;
}
