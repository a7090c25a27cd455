/**
 * Secrets in sentences: `the admin password is Xai6ohqu`, `generated token 9f3a…`, `a temporary password … for root@localhost: k3%x`,
 * `using 9f3a… as API key`. Only what no word, version, path, date or count can be.
 *
 * Each telling word looks at a bounded part of the text after it.
 */
export function maskSentences(text: string, mask: string): string {
	let masked = '';
	let copied = 0;
	telling.lastIndex = 0;
	for (let word = telling.exec(text); word !== null; word = telling.exec(text)) {
		const end = word.index + word[0].length;
		const [start, stop] = generatedAfter(text, end, [direct, afterColon], /pass|pin/i.test(word[0]) ? 8 : 16) ?? [0, 0];
		if (stop === 0 || start < copied) continue;
		masked += text.slice(copied, start) + mask;
		copied = stop;
		telling.lastIndex = copied;
	}
	const rest = copied === 0 ? text : masked + text.slice(copied);
	return rest.replace(asSecret, (whole, found: string, as: string) => (isGenerated(found, 16) ? mask + as : whole));
}

function generatedAfter(text: string, end: number, links: readonly RegExp[], least: number): readonly [number, number] | null {
	const part = text.slice(end, end + MAX_DISTANCE);
	for (const link of links) {
		const between = link.exec(part)?.[0];
		if (between === undefined) continue;
		const start = end + between.length;
		value.lastIndex = start;
		const found = withoutEnd(value.exec(text)?.[0] ?? '');
		if (isGenerated(found, least)) return [start, start + found.length];
	}
	return null;
}

/** Without what ends a sentence. */
function withoutEnd(word: string): string {
	let end = word.length;
	while (end > 0 && '.,:;!?)]}'.includes(word.charAt(end - 1))) end -= 1;
	return word.slice(0, end);
}

const MAX_DISTANCE = 120;
/** Not as a part of a path, of a name or of an option. */
const telling =
	/(?<![\w/.\-$])(?:pass(?:word|wd|phrase|code)|(?:api|access|secret|private|signing|encryption|master|license|auth|unseal|recovery|shared)[ -]?key|secret|token|credentials?)s?(?![\w/(.-])/gi;
/** Nothing but small words between. */
const direct =
	/^["'`]?(?:\s(?:is|was|are|now|set|to|value|key|as|of|with|created|generated|issued|changed|\d{1,2}|=|->)){0,4}\s?[:=]?\s{1,3}["'`]?/i;
/** Somebody's: `for root@localhost: `, or on its own line below: `…to proceed to installation:`. */
const afterColon = /^(?: (?:has been |was |is |for |to )[^\n:=]{0,80}):\s{1,4}["'`]?/i;
const value = /[^\s"'`<>,;]{1,200}/y;
const asSecret =
	/(?<![\w/+.:=-])([A-Za-z\d_-]{16,100})((?: as| is)?(?: the| an?| my| your)? \(?(?:api[ -]?key|access[ -]?key|secret|password|token)\b)/gi;

function isGenerated(text: string, least: number): boolean {
	if (text.length < least || !/\d/.test(text) || !/[A-Za-z]/.test(text) || /[^\x21-\x7e]/.test(text)) return false;
	if (notGenerated.test(text)) return false;
	if (/^[a-f\d]+$/i.test(text) || uuid.test(text)) return text.length >= 16 && /[a-f]/i.test(text);
	// A word with a number (`user12`, `orders-2026`) is a name; a token mixes them.
	return text.split(/(?<=\d)(?=[A-Za-z])|(?<=[A-Za-z])(?=\d)/).length >= (least < 16 ? 3 : 4) && !slug.test(text);
}

const uuid = /^[a-f\d]{8}(?:-[a-f\d]{4}){3}-[a-f\d]{12}$/i;
const slug = /^[a-z]+\d{0,4}(?:[-_.:@][a-z]*\d{0,6})*$/i;
/** Paths, URLs, digests, hexadecimal numbers, dates, versions, addresses, files, calls, settings and what is masked. */
const notGenerated =
	/^(?:\/|\.|~|\$|%|\w+:\/\/|sha\d+[:-]|0x|v?\d+[.:]\d|\d{4}-\d\d|\d+[a-z]{1,5}$)|\*{4}|\(|=.|@[\w.-]+\.|\.(?:js|ts|go|py|rb|java|c|cc|rs|json|ya?ml|pem|key|crt|txt|sock|service|example|com|org|net)(?::\d+)*$|\/.*\//i;
