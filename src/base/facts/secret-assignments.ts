import {FIRST_WORDS, SECOND_WORDS} from './foreign-secret-words.js';
import {endOfPhrase} from './secret-phrases.js';

/** `name=value` or `"name": "value"` in a text, by position. */
export type Assignment = {
	readonly name: string;
	/** The text between name and value. */
	readonly between: string;
	/** The value including its quotes, and the opening quote (`"`, `'`, `\"` or none). */
	readonly start: number;
	readonly end: number;
	readonly quote: string;
	/** The value without quotes. */
	readonly value: string;
};

/**
 * A copy of the text in which the value of each assignment that `isSecret` accepts is replaced by `mask`; quotes are kept.
 *
 * Scanned by hand from one `=` or `:` to the next, looking back for the name: a single regular expression tries a value
 * again from each name in it, which takes minutes on a label of 500 KB.
 *
 * @param hasSecret  by name: the values of other names are not even looked at
 */
export function maskAssignments(
	text: string,
	mask: string,
	hasSecret: (name: string) => boolean,
	isSecret: (assignment: Assignment) => boolean,
): string {
	let masked = '';
	let copied = 0;
	let from = 0;
	signs.lastIndex = 0;
	for (let sign = nextSign(text, 0); sign !== -1; sign = nextSign(text, Math.max(sign + 1, from))) {
		const name = nameBefore(text, sign, from);
		if (name === null) continue;
		const secret = hasSecret(name.text) ? name : withWordBefore(text, name, from);
		if (secret === null || !hasSecret(secret.text)) continue;
		const assignment = valueAfter(text, secret, sign);
		if (assignment === null) continue;
		if (isSecret(assignment)) {
			masked += `${text.slice(copied, assignment.start)}${assignment.quote}${mask}${assignment.quote}`;
			copied = assignment.end;
			from = assignment.end;
		} else if (assignment.end - assignment.start > MAX_READ_TWICE_LENGTH) {
			from = assignment.end;
		}
	}
	return copied === 0 ? text : masked + text.slice(copied);
}

/** A value that is no secret may contain assignments (`a_key=x?token=y`); longer values are not searched again for each name in them. */
const MAX_READ_TWICE_LENGTH = 1000;

/** `=`, `:`, and both as a URL encodes them. */
const signs = /[=:]|%3[AD]/gi;
function nextSign(text: string, from: number): number {
	signs.lastIndex = from;
	return signs.exec(text)?.index ?? -1;
}

const MAX_NAME_LENGTH = 81;
type Name = {readonly text: string; readonly start: number; readonly end: number};

/**
 * The longest name that ends at a sign: `"name": `, `name = `, `--name=`, `{name:`, `x['name'] = `; not `${name:`. Of a longer one the end:
 * it says what the value is.
 */
function nameBefore(text: string, sign: number, from: number): Name | null {
	let end = sign;
	if (end > from && /\s/.test(text[end - 1] ?? '')) end -= 1;
	if (end > from && text[end - 1] === ']') end -= 1;
	if (end > from && /["']/.test(text[end - 1] ?? '')) end -= 1;
	if (text[end - 1] === '\\' && text[end] === '"') end -= 1;
	if (text[sign] === '%' && end - 3 >= from && /%2[27]/.test(text.slice(end - 3, end))) end -= 3;
	let start = -1;
	let at = end - 1;
	for (; at >= from && end - at <= MAX_NAME_LENGTH && isNamePart(text.charCodeAt(at)); at -= 1)
		if (startsName(text, at) && beginsName(text, at, from)) start = at;
	if (start === -1 && end - at > MAX_NAME_LENGTH) start = at + 1;
	// `$name=` assigns in PHP and Perl; `$name:` is a shell's variable and what follows it.
	if (start > 0 && text[start - 1] === '$' && text[sign] !== '=') return null;
	return start === -1 || end - start < 2 ? null : {text: text.slice(start, end), start, end};
}

/** A digit begins a name only before a letter (`2FA_SECRET`): a time is none. */
const startsName = (text: string, at: number): boolean =>
	/[\p{L}_]/u.test(text[at] ?? '') || (/\d/.test(text[at] ?? '') && /[A-Za-z]/.test(text[at + 1] ?? ''));

/** `API key: …`, `seed phrase: …`: a word that says something only with the one before it. */
function withWordBefore(text: string, {text: name, start, end}: Name, from: number): Name | null {
	if (!needsWordBefore.test(name) || text[start - 1] !== ' ') return null;
	let at = start - 1;
	while (at > from && start - at <= 24 && isNamePart(text.charCodeAt(at - 1))) at -= 1;
	const before = text.slice(at, start - 1);
	return tellingBefore.test(before) ? {text: text.slice(at, end), start: at, end} : null;
}
const needsWordBefore = new RegExp(`^(?:keys?|phrase|words|${SECOND_WORDS.join('|')})$`, 'i');
const tellingBefore = new RegExp(
	'(?:^|[-_.])(?:api|access|secret|private|encryption|signing|master|license|auth|service|account|storage|shared|unseal|seed|recovery|backup|' +
		`wallet|${FIRST_WORDS.join('|')})$`,
	'i',
);

const isNamePart = (code: number): boolean =>
	(code >= 97 && code <= 122) ||
	(code >= 65 && code <= 90) ||
	(code >= 48 && code <= 57) ||
	code === 45 ||
	code === 46 ||
	code === 95 ||
	(code > 0x7f && /[\p{L}\p{M}]/u.test(String.fromCharCode(code)));

function beginsName(text: string, at: number, from: number): boolean {
	if (at === 0) return true;
	const before = text[at - 1] ?? '';
	if (at - 1 < from) return false;
	if (/[A-F\d]/i.test(before)) return text[at - 3] === '%' && /%(?:2[0267CBF]|3[ABDF]|5B|7B|0A)/i.test(text.slice(at - 3, at));
	return before === '{' ? text[at - 2] !== '$' : /[\s"'`|,;(?&#/:[=<>$@-]/.test(before);
}

/** Quoted, or up to the next space or delimiter. The colon of a URL does not start one. */
function valueAfter(text: string, named: Name, sign: number): Assignment | null {
	const {text: name, end} = named;
	if (text[sign] === ':' && text.startsWith('//', sign + 1)) return null;
	if (text[sign] === '%') return encodedValue(text, named, sign);
	// `:=`, `=>`, `==` are one sign.
	const signEnd = /[=>]/.test(text[sign + 1] ?? '') ? sign + 1 : sign;
	let start = signEnd + 1;
	// A space before an unquoted value belongs to `name = value`, but after `name=` it belongs to what follows.
	if (/\s/.test(text[start] ?? '') && (text[sign] === ':' || sign > end || signEnd > sign)) start += 1;
	const between = text.slice(end, start);
	const quote =
		text[start] === '\\' && text[start + 1] === '"' ? '\\"' : text[start] === '"' || text[start] === "'" ? text[start] : '';
	if (quote === undefined || quote === '') {
		const one = nextEnd(text, start);
		const stop = one === start ? one : endOfPhrase(text, name, start, one, text[sign] === ':');
		return stop === start ? null : {name, between, start, end: stop, quote: '', value: text.slice(start, stop)};
	}
	const inner = start + quote.length;
	const close = closingQuote(text, quote, inner);
	// An unclosed quote extends to the end: masking too much is better than showing the rest of a password.
	const [last, stop] = close === -1 ? [text.length, text.length] : [close, close + quote.length];
	return {name, between, start, end: stop, quote, value: text.slice(inner, last)};
}

/** In a text that is encoded as a part of a URL the quotes and what ends the value are encoded too. */
function encodedValue(text: string, {text: name, end}: Name, sign: number): Assignment | null {
	const start = sign + 3;
	const open = /^(?:%20|\+)?%2[27]/i.exec(text.slice(start, start + 6))?.[0].length ?? 0;
	encodedEnds.lastIndex = start + open;
	const stop = encodedEnds.exec(text)?.index ?? text.length;
	if (stop === start + open) return null;
	return {
		name,
		between: text.slice(end, start),
		start: start + open,
		end: stop,
		quote: '',
		value: text.slice(start + open, stop),
	};
}
const encodedEnds = /[\s"'&;]|%(?:2[26C]|[57]D|0[AD])/gi;

const ends = /[\s"'&,;|)}\]]/g;
function nextEnd(text: string, from: number): number {
	ends.lastIndex = from;
	return ends.exec(text)?.index ?? text.length;
}

function closingQuote(text: string, quote: string, from: number): number {
	for (let at = text.indexOf(quote, from); at !== -1; at = text.indexOf(quote, at + 1))
		if (quote !== '"' || backslashesBefore(text, at, from) % 2 === 0) return at;
	return -1;
}

function backslashesBefore(text: string, at: number, from: number): number {
	let count = 0;
	while (at - count - 1 >= from && text[at - count - 1] === '\\') count += 1;
	return count;
}
