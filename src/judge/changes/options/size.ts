const units: Readonly<Record<string, number>> = {'': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4};

/** Bytes of `512m`, `1.5GB`, `1 GiB`; `null` for what is no size. @source docker/go-units RAMInBytes */
export function sizeOf(value: string): number | null {
	const [, digits, unit = ''] = /^(\d+(?:\.\d+)?) ?([bkmgt]?)(?:i?b)?$/i.exec(value) ?? [];
	return digits === undefined ? null : Math.floor(Number(digits) * (units[unit.toLowerCase()] ?? 1));
}
