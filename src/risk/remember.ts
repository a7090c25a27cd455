/** Works an answer out once for each object, and keeps it for as long as that is kept: for what never changes. */
export function remember<Key extends object, Answer>(compute: (key: Key) => Answer): (key: Key) => Answer {
	const answers = new WeakMap<Key, {readonly answer: Answer}>();
	return key => {
		const known = answers.get(key);
		if (known !== undefined) return known.answer;
		const answer = compute(key);
		answers.set(key, {answer});
		return answer;
	};
}
