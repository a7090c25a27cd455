/**
 * Bytes as text by their byte order mark, or, without one, by the zero bytes that ASCII has in UTF-16: a Windows shell that redirects a
 * scanner's output into a file writes that. Everything else is UTF-8; the mark is left out.
 */
export function decodeText(bytes: Uint8Array): string {
	return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
	if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
	return (first === 0xfe && second === 0xff) || (first === 0 && second !== undefined && second !== 0) ? 'utf-16be' : 'utf-8';
}
