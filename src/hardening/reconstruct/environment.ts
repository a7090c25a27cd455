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

	const names = inherited.map(nameOf);
	/** How many of the image's variables have each name that has not been requested yet. */
	const added = new Map<string, number>();
	for (const name of names) added.set(name, (added.get(name) ?? 0) + 1);
	let left = inherited.length;
	let first = 0;
	for (let count = 0; ; count++) {
		while (first < names.length && !added.has(names[first] ?? '')) first += 1;
		if (left === all.length - count && isAddedFrom(first, count)) return all.slice(0, count);
		if (count === all.length) return differing();
		const name = nameOf(all[count] ?? '');
		left -= added.get(name) ?? 0;
		added.delete(name);
	}

	/** Whether the image's variables from there on, without those that were requested, are the last ones. */
	function isAddedFrom(index: number, count: number): boolean {
		let at = count;
		for (let next = index; next < names.length; next++) {
			if (!added.has(names[next] ?? '')) continue;
			if (inherited[next] !== all[at]) return false;
			at += 1;
		}
		return true;
	}
}
