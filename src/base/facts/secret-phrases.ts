import {isPhraseName} from './secret-names.js';
import {isReferenceInText} from './secret-references.js';

/**
 * Where an unquoted value ends that goes on after a blank: of `PASSPHRASE=correct horse battery staple` all words are the secret. Under a
 * name that means one word it needs four plain words and nothing else, and in a sentence (`passphrase: …`) none that only sentences have.
 */
export function endOfPhrase(text: string, name: string, start: number, end: number, inSentence: boolean): number {
	if (text[end] !== ' ' || isReferenceInText(text.slice(start, end))) return end;
	const isPhrase = isPhraseName(name) && !inSentence;
	let at = end;
	let words = 1;
	// Bounded, as each name in a long text asks.
	for (; words < MAX_WORDS && text[at] === ' '; words += 1) {
		word.lastIndex = at + 1;
		const [next] = word.exec(text) ?? [];
		if (next === undefined || (!isPhrase && !plain.test(next))) break;
		at += 1 + next.length;
	}
	if (isPhrase) return at;
	const phrase = text.slice(start, at);
	const isAll = text[at] !== ' ' || assignment.test(text.slice(at, at + 60));
	return isAll && words >= 4 && /^[a-z]/i.test(phrase) && plain.test(text.slice(start, end)) && !sentence.test(phrase) ? at : end;
}

/** Twice the longest mnemonic. @source BIP-39: 24 words */
const MAX_WORDS = 48;

/** Neither an option, nor a setting, nor longer than a word. */
const word = /[^\s\-=;|&"'<>(){}[\]][^\s=;|&"'<>(){}[\]]{0,39}(?=[\s;|&"'<>(){}[\]]|$)/y;
const plain = /^[\p{Ll}]{3,12}$/u;
const assignment = /^ [\w.-]{1,50}[=:]/;
const sentence =
	/\b(?:the|for|not|and|was|has|are|from|been|should|must|your|will|with|that|this|than|when|set|can|cannot|only|please)\b/;
