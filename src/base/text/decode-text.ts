/**
 * Decodes bytes by their byte order mark, or, without one, by the zero bytes of ASCII text in UTF-16: that is what a Windows shell writes
 * when a scanner's output is redirected to a file. Everything else is UTF-8; the mark is removed.
 */
export function decodeText(bytes: Uint8Array): string {
	return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
	if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
	return (first === 0xfe && second === 0xff) || (first === 0 && second !== undefined && second !== 0) ? 'utf-16be' : 'utf-8';
}
