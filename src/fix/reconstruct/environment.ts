const nameOf = (entry: string): string => entry.split('=', 1)[0] ?? '';

/**
 * The variables that were requested, in order: the engine stores those first and appends those of the image with other names.
 * So even one with the same value as in the image is recognised. If the list is not in that order (as always on Podman), those
 * that differ from the image.
 *
 * @param env    `NAME=value` or `NAME`, as the container has them
 * @param image  the same of its image
 * @source moby daemon/commit.go, merge()
 */
export function ownVariables(
	env: readonly string[] | null | undefined,
	image: readonly string[] | null | undefined,
): readonly string[] {
	const [all, inherited] = [env ?? [], image ?? []];
	const ofImage = new Set(inherited);
	const differing = () => all.filter(entry => !ofImage.has(entry));
	if (all.includes('container=podman')) return differing();

	const inheritedNames = inherited.map(nameOf);
	/** How many of the image's variables have each name that was not requested among the first `count`. */
	const added = new Map<string, number>();
	for (const name of inheritedNames) added.set(name, (added.get(name) ?? 0) + 1);
	/** Whether the image's variables of these names, from `first` on, are those that follow the first `count`. */
	const isAdded = (first: number, count: number): boolean => {
		let at = count;
		for (let index = first; index < inherited.length; index++) {
			if (!added.has(inheritedNames[index] ?? '')) continue;
			if (inherited[index] !== all[at]) return false;
			at += 1;
		}
		return true;
	};

	let left = inherited.length;
	let first = 0;
	for (let count = 0; ; count++) {
		while (first < inherited.length && !added.has(inheritedNames[first] ?? '')) first += 1;
		if (left === all.length - count && isAdded(first, count)) return all.slice(0, count);
		if (count === all.length) return differing();
		const name = nameOf(all[count] ?? '');
		left -= added.get(name) ?? 0;
		added.delete(name);
	}
}
