import {decodeText as decoded, detectCompression, type SafeText, UsageError} from '../../base/index.js';

/**
 * The text of a file in any encoding.
 *
 * @param name  for the message
 * @throws UsageError for a compressed file, with the command to decompress it
 */
export function decodeInput(bytes: Uint8Array, name: SafeText | string): string {
	const packed = detectCompression(bytes);
	if (packed !== null) throw new UsageError(`${name} is ${packed}`);
	return decoded(bytes);
}
