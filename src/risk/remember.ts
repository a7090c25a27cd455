/**
 * Works an answer out once for each object, and keeps it for as long as that is kept: for what never changes.
 *
 * @param compute  `rest`: what it needs besides, from which the same follows for everyone who has the object
 */
export function remember<Key extends object, Answer, Rest extends readonly unknown[] = []>(
	compute: (key: Key, ...rest: Rest) => Answer,
): (key: Key, ...rest: Rest) => Answer {
	const answers = new WeakMap<Key, {readonly answer: Answer}>();
	return (key, ...rest) => {
		const known = answers.get(key);
		if (known !== undefined) return known.answer;
		const answer = compute(key, ...rest);
		answers.set(key, {answer});
		return answer;
	};
}
