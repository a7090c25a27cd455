import type {SafeText} from '../../terminal/safe-text.js';
import {UsageError} from '../../terminal/usage-error.js';

/** First bytes of what people pack. @source file(1), RFC 1952, RFC 8878 */
const packed: readonly (readonly [magic: readonly number[], name: string, unpacks: string])[] = [
	[[0x1f, 0x8b], 'gzip', 'gunzip -c'],
	[[0x28, 0xb5, 0x2f, 0xfd], 'zstd', 'zstd -dc'],
	[[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'xz', 'xz -dc'],
	[[0x42, 0x5a, 0x68], 'bzip2', 'bunzip2 -c'],
	[[0x50, 0x4b, 0x03, 0x04], 'zip', 'unzip -p'],
];

/**
 * The text of a file: UTF-8, or UTF-16 as PowerShell's `>` writes it, with its mark or without.
 *
 * @param name  for the message
 * @throws UsageError for a packed file, with the command that unpacks it
 */
export function decodeText(bytes: Uint8Array, name: SafeText | string): string {
	const found = packed.find(([magic]) => magic.every((byte, index) => bytes[index] === byte));
	if (found !== undefined) {
		const [, kind, unpacks] = found;
		throw new UsageError(`${name} is packed (${kind}): unpack it first, as in ${unpacks} FILE > UNPACKED`);
	}
	const [first, second] = bytes;
	if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return new TextDecoder('utf-16le').decode(bytes);
	if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return new TextDecoder('utf-16be').decode(bytes);
	return new TextDecoder('utf-8').decode(bytes);
}
