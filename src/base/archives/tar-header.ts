export class BrokenTar extends Error {
	override readonly name = 'BrokenTar';
}

/** What an extension header adds for an entry whose own header has no room for it. */
export type Extended = {
	readonly path?: string;
	readonly linkTarget?: string;
	readonly size?: number;
	readonly uid?: number;
	readonly gid?: number;
	/** Value of the extended attribute `security.capability`. */
	readonly capability?: Uint8Array;
};

/** Attributes as star, GNU tar and Docker write them. */
const capabilityKey = 'SCHILY.xattr.security.capability';

const decoder = new TextDecoder();

/** Fields of a header, by offset and length. */
export const at = {
	text(header: Uint8Array, from: number, length: number): string {
		const end = header.indexOf(0, from);
		return decoder.decode(header.subarray(from, end === -1 || end > from + length ? from + length : end));
	},
	/** Octal digits, or, with the highest bit set, a base-256 number as GNU writes for larger values. */
	number(header: Uint8Array, from: number, length: number): number {
		if (((header[from] ?? 0) & 0x80) === 0) return Number.parseInt(at.text(header, from, length).trim() || '0', 8) || 0;
		return header.subarray(from + 1, from + length).reduce((sum, byte) => sum * 256 + byte, (header[from] ?? 0) & 0x7f);
	},
	/** POSIX splits a long path in two; GNU uses that field for other things. */
	path(header: Uint8Array): string {
		const name = at.text(header, 0, 100);
		const isPosix = at.text(header, 257, 6) === 'ustar' && header[262] === 0;
		const prefix = isPosix ? at.text(header, 345, 155) : '';
		return prefix === '' ? name : `${prefix}/${name}`;
	},
};

/** Checks the header's checksum, computed with spaces in its own field. @throws BrokenTar */
export function verify(header: Uint8Array): void {
	let sum = 8 * 0x20;
	for (let index = 0; index < 148; index++) sum += header[index] ?? 0;
	for (let index = 156; index < 512; index++) sum += header[index] ?? 0;
	if (sum !== at.number(header, 148, 8)) throw new BrokenTar('it is not a tar, or a part of it is missing');
}

/**
 * @param type  `L` and `K`: GNU's long path and link target; `x`: POSIX records; `g`: those of a whole archive, which have no
 * path
 */
export function extensionOf(type: string, content: Uint8Array): Extended {
	if (type === 'L') return {path: at.text(content, 0, content.length)};
	if (type === 'K') return {linkTarget: at.text(content, 0, content.length)};
	return type === 'g' ? {} : recordsOf(content);
}

/** `<length> <key>=<value>\n`, where the length includes itself. */
function recordsOf(content: Uint8Array): Extended {
	const found = new Map<string, string>();
	let capability: Uint8Array | undefined;
	for (let from = 0; from < content.length; ) {
		const blank = content.indexOf(0x20, from);
		const length = Number(decoder.decode(content.subarray(from, blank === -1 ? from : blank)));
		if (blank === -1 || !Number.isInteger(length) || length <= 0) break;
		const record = decoder.decode(content.subarray(blank + 1, from + length - 1));
		const equals = record.indexOf('=');
		// Its value is binary, and may hold anything but its own end.
		if (record.startsWith(`${capabilityKey}=`))
			capability = content.slice(blank + 1 + capabilityKey.length + 1, from + length - 1);
		found.set(record.slice(0, equals), record.slice(equals + 1));
		from += length;
	}
	const text = (key: string, name: string) => (found.has(key) ? {[name]: found.get(key)} : {});
	const number = (key: string) => (/^\d+$/.test(found.get(key) ?? '') ? {[key]: Number(found.get(key))} : {});
	return {
		...text('path', 'path'),
		...text('linkpath', 'linkTarget'),
		...number('size'),
		...number('uid'),
		...number('gid'),
		...(capability === undefined ? {} : {capability}),
	};
}
