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
	if (all.includes('container=podman')) return all.filter(entry => !inherited.includes(entry));

	const asked = all.findIndex((_, count) => follows(all, count, inherited));
	if (asked >= 0) return all.slice(0, asked);
	return follows(all, all.length, inherited) ? all : all.filter(entry => !inherited.includes(entry));
}

/** Whether what follows the first `count` variables is exactly what the image adds to them. */
function follows(all: readonly string[], count: number, inherited: readonly string[]): boolean {
	const names = new Set(all.slice(0, count).map(nameOf));
	const added = inherited.filter(entry => !names.has(nameOf(entry)));
	return added.length === all.length - count && added.every((entry, index) => entry === all[count + index]);
}
