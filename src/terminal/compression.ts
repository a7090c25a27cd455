import {own, type SafeText, safely} from './safe-text.js';

/** Magic numbers of common compression formats. @source file(1), RFC 1952, RFC 8878 */
const packed: readonly (readonly [magic: readonly number[], name: SafeText, unpacks: SafeText])[] = [
	[[0x1f, 0x8b], own('gzip'), own('gunzip -c')],
	[[0x28, 0xb5, 0x2f, 0xfd], own('zstd'), own('zstd -dc')],
	[[0xfd, 0x37, 0x7a, 0x58, 0x5a], own('xz'), own('xz -dc')],
	[[0x42, 0x5a, 0x68], own('bzip2'), own('bunzip2 -c')],
	[[0x50, 0x4b, 0x03, 0x04], own('zip'), own('unzip -p')],
];

/** Names the compression and the command to decompress the file; `null` for an uncompressed one. */
export function detectCompression(bytes: Uint8Array): SafeText | null {
	const found = packed.find(([magic]) => magic.every((byte, index) => bytes[index] === byte));
	return found === undefined
		? null
		: safely`compressed (${found[1]}): decompress it first, for example ${found[2]} FILE > OUTPUT`;
}
