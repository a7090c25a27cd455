/**
 * JSON text in which anything that could control a terminal or is invisible is written as `\uXXXX`: the same document, safe to print.
 * `JSON.stringify` escapes only C0; C1, bidi controls and invisible characters pass through.
 */
export const safeJson = (json: string): string =>
	/^[\x20-\x7e\t\n\r]*$/.test(json) ? json : json.replace(dangerous, character => [...codeUnits(character)].join(''));

const dangerous = /[\x7f-\x9f\p{Cs}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

function* codeUnits(character: string): Generator<string> {
	for (let at = 0; at < character.length; at++) yield `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
}
