/**
 * Names, images and advisories are untrusted: they must not create a link, HTML or a table cell, nor a link through a bare URL.
 * @source github.github.com/gfm: backslash escapes, autolinks (extension)
 */
export const escapeMarkdown = (text: string): string =>
	text.replaceAll(/[\\`*_{}[\]<>#|!&~@]|:(?=\/\/)|(?<=\bwww)\./gi, character => `\\${character}`);
