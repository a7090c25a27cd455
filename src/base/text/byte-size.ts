/** `224m`, `1g`: bytes in the largest binary unit that divides them, as Docker, Compose and Podman read it. Never rounded. */
export function byteSize(bytes: number): string {
	const [unit, letter] = units.find(([one]) => bytes % one === 0) ?? [1, 'b'];
	return `${bytes / unit}${letter}`;
}

const units = [
	[2 ** 30, 'g'],
	[2 ** 20, 'm'],
	[2 ** 10, 'k'],
] as const;
