import {escapeMarkdown} from '../text/escape-markdown.js';

/** The lines of a table; a heading that ends in `:` is one of numbers, aligned on the right. Cells are text, not Markdown. */
export const markdownTable = (headings: readonly string[], rows: readonly (readonly string[])[]): string[] => [
	`| ${headings.map(heading => heading.replace(/:$/, '')).join(' | ')} |`,
	`|${headings.map(heading => (heading.endsWith(':') ? '---:' : '---')).join('|')}|`,
	...rows.map(row => `| ${row.map(escapeMarkdown).join(' | ')} |`),
];
