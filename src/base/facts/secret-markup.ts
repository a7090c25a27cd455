/**
 * A copy of an XML or HTML text in which each value under a secret's name is replaced: the content of an element (`<password>…`), of one
 * whose attribute names it (`<property name="db.password">…`), of one after a name (`<key>password</key><string>…`), and the value next to
 * a name (`<add key="ApiSecret" value="…"/>`). Also escaped, as in JSON (`\u003c`) and in other markup (`&lt;`).
 *
 * @param isSecret  by name and value
 */
export function maskMarkup(text: string, mask: string, isSecret: (name: string, value: string) => boolean): string {
	let masked = '';
	let copied = 0;
	/** The content of a `<key>` or `<name>` right before, or the name of the element around. */
	let key: {readonly name: string; readonly end: number} | null = null;
	const hide = (name: string, start: number, end: number): void => {
		if (start >= end || !isSecret(name, text.slice(start, end).trim())) return;
		masked += text.slice(copied, start) + mask;
		copied = end;
	};
	tag.lastIndex = 0;
	for (let one = tag.exec(text); one !== null; one = tag.exec(text)) {
		const [whole, element = '', attributes = ''] = one;
		const local = element.slice(element.indexOf(':') + 1);
		const named = nameAttribute.exec(attributes)?.[2];
		const value = valueAttribute.exec(attributes);
		if (named !== undefined && value !== null) {
			const start = one.index + whole.indexOf(attributes) + value.index + (value[1] ?? '').length;
			hide(named, start, start + (value[3] ?? '').length);
		}
		const start = one.index + whole.length;
		const end = contentEnd(text, start);
		if (end === null) {
			if (named !== undefined) key = {name: named, end: start};
			continue;
		}
		const before = key !== null && text.slice(key.end, one.index).length < 40 ? key.name : null;
		const content = text.startsWith(cdata, start) ? start + cdata.length : start;
		if (/^(?:key|name)$/i.test(local)) key = {name: text.slice(start, Math.min(end, start + 80)).trim(), end};
		else {
			key = null;
			hide(before ?? named ?? local, content, end);
		}
		tag.lastIndex = Math.max(tag.lastIndex, end);
	}
	return copied === 0 ? text : masked + text.slice(copied);
}

const cdata = '<![CDATA[';
const tag = /(?:<|&lt;|\\u003c)([\p{L}_][\p{L}\p{N}_.:-]{0,80})((?:\s[^<>]{0,400}?)?)\/?(?:>|&gt;|\\u003e)/giu;
const nameAttribute = /\s(?:name|key|id|property)\s?=\s?(\\?["'])([^"'\\]{2,80})\1/i;
const valueAttribute = /(\s(?:value|content)\s?=\s?(\\?["']))([^"'\\]+)\2/i;

/** Where the content of an element ends, `null` when it holds another element, or nothing closes it. */
function contentEnd(text: string, start: number): number | null {
	if (text.startsWith(cdata, start)) {
		const end = text.indexOf(']]>', start);
		return end === -1 ? null : end;
	}
	closing.lastIndex = start;
	const next = closing.exec(text);
	return next === null || next[1] === undefined ? null : next.index;
}
const closing = /(?:<|&lt;|\\u003c)(\/)?/gi;
