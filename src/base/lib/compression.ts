import {type SafeText, safe, trusted} from '../text/safe-text.js';

/** Magic numbers of common compression formats. @source file(1), RFC 1952, RFC 8878 */
const packed: readonly (readonly [magic: readonly number[], name: SafeText, unpacks: SafeText])[] = [
	[[0x1f, 0x8b], trusted('gzip'), trusted('gunzip -c')],
	[[0x28, 0xb5, 0x2f, 0xfd], trusted('zstd'), trusted('zstd -dc')],
	[[0xfd, 0x37, 0x7a, 0x58, 0x5a], trusted('xz'), trusted('xz -dc')],
	[[0x42, 0x5a, 0x68], trusted('bzip2'), trusted('bunzip2 -c')],
	[[0x50, 0x4b, 0x03, 0x04], trusted('zip'), trusted('unzip -p')],
];

/** Names the compression and the command to decompress the file; `null` for an uncompressed one. */
export function detectCompression(bytes: Uint8Array): SafeText | null {
	const found = packed.find(([magic]) => magic.every((byte, index) => bytes[index] === byte));
	return found === undefined ? null : safe`compressed (${found[1]}): decompress it first, for example ${found[2]} FILE > OUTPUT`;
}
