/**
 * The filter language: words separated by spaces, all of which must match. A bare word is searched for in name, image, project and
 * badges; `badge: sev: alert: img: proj: state: grade: name: cve:` search one field; `!` in front negates a term.
 * `is:worse` finds what is worse than the baseline or yesterday. `"…"` keeps spaces; `proj:"shop"` is that project and not `shop-dev`, and
 * `proj:""` finds what has none. Any text is valid: an unknown field is a bare word.
 */
export type Filter = {readonly text: string; readonly terms: readonly Term[]};
export type Term = {
	readonly field: FilterField;
	readonly value: string;
	readonly inverted: boolean;
	/** The value is the whole name of a project, not a part of it. */
	readonly whole: boolean;
};

export const fields = ['any', 'badge', 'sev', 'alert', 'img', 'proj', 'state', 'grade', 'name', 'cve', 'is'] as const;
export type FilterField = (typeof fields)[number];

export const noFilter: Filter = {text: '', terms: []};

/** Never throws: any text is a filter. */
export function parseFilter(text: string): Filter {
	const words = text.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? [];
	const terms = words.map(parseTerm).filter(({value, whole}) => value !== '' || whole);
	return {text, terms};
}

function parseTerm(word: string): Term {
	const inverted = word.startsWith('!');
	const body = (inverted ? word.slice(1) : word).replaceAll('"', '').toLowerCase();
	const colon = body.indexOf(':');
	const whole = /^!?proj:"[^"]*"$/i.test(word);
	const field = fields.find(name => name !== 'any' && name === body.slice(0, Math.max(0, colon)));
	return field ? {field, value: body.slice(colon + 1), inverted, whole} : {field: 'any', value: body, inverted, whole};
}

/** Whether a term of `proj:` is about this project; `''` is none. */
export function isProject({value, whole}: Term, project: string): boolean {
	const name = project.toLowerCase();
	return whole ? name === value : name.includes(value);
}
