import {MAX_VALUE_LENGTH, type SafeText, sanitise, shortened, trusted} from '../text/safe-text.js';
import {type Assignment, maskAssignments} from './secret-assignments.js';
import {mayHoldSecretArgument, secretArguments} from './secret-commands.js';
import {maskMarkup} from './secret-markup.js';
import {isGeneratedKey, mayNameSecret, secretName} from './secret-names.js';
import {maskPairs} from './secret-pairs.js';
import {isPath, isReference, isReferenceInText} from './secret-references.js';
import {maskSentences} from './secret-sentences.js';
import {maskUrls, urlSecret} from './secret-urls.js';
import {isEncodedLogin, looksRandom, mayHoldToken, valuePatterns} from './secret-values.js';

/** Replaces a secret; of fixed length, so that it does not reveal the secret's length. */
export const MASK = trusted('********');

/**
 * Why a variable, label or option is considered a secret, `null` when it is not: `name`, `password in URL`, `GitHub token`…
 *
 * Under a name such as `PASSWORD` every value is a secret except an empty one, a switch and a reference to where the secret is.
 */
export function looksSecret(name: string, value: string): SafeText | null {
	const kind = secretKind(name, value);
	if (kind !== null || isReference(value)) return kind;
	const mayHoldRandom = longRun.test(value) && !hashName.test(name);
	if (!(mayHoldRandom || mayNameSecret(value) || mayHoldSecretArgument.test(value))) return null;
	// Program options, JSON or configuration lines: a secret among other things.
	return maskRaw(value) === value ? null : trusted('password in text');
}

/** The same for a value that contains nothing else. */
function secretKind(name: string, value: string, refers = isReference): SafeText | null {
	if (value === '') return null;
	// In a snapshot the secret is already masked; the mask shows that it was one, and that is what gets judged.
	if (value === MASK) return trusted(secretName(name) === 'yes' ? 'name' : 'masked');
	const known = valueKind(value);
	if (known !== null) return trusted(known);
	if (value.includes(MASK)) return trusted('masked');
	if (isEncodedLogin(value)) return trusted('password in base64');
	const byName = secretName(name);
	if (byName === 'no') return looksRandom(value) && !hashName.test(name) ? trusted('high entropy') : null;
	// Also the working directory.
	if (name === 'pwd' && /^(?:[./~]|[A-Z]:)/.test(value)) return null;
	if (refers(value) || (isGeneratedKey(name) && isPath(value))) return null;
	// `MAX_TOKENS=4096` is a count.
	if (byName === 'yes')
		return /^\d{1,7}$/.test(value) && /tokens?(_|$)/i.test(name) && !/pass|secret/i.test(name) ? null : trusted('name');
	return value.length >= 16 && /\d/.test(value) && /[a-z]/i.test(value) && !/[\s,]/.test(value) ? trusted('name') : null;
}

/** The value as it may be shown: a secret is masked whole, but in a URL only the password is masked. */
export function maskValue(name: string, value: string): SafeText {
	const kind = looksSecret(name, judgedPart(value));
	if (kind === null) return shortened(sanitise(value));
	if (!isPartOfValue(kind)) return MASK;
	const masked = maskSecrets(value);
	return masked.includes(MASK) ? masked : MASK;
}

/** Whether the value contains more than the secret: a URL keeps its host, a command its program. */
export const isPartOfValue = (kind: SafeText): boolean =>
	kind === 'masked' || kind === 'webhook URL' || / in (?:URL|text|connection string)$/.test(kind);

/** Longer than any value a process can be given: what is judged and shown, plus some slack (see `maskSecrets`). */
export const judgedPart = (text: string): string =>
	text.length > MAX_VALUE_LENGTH ? text.slice(0, MAX_VALUE_LENGTH + slack) : text;

/** The longest issuer token that is not recognised by its prefix. */
const slack = 1024;

/**
 * A command line, a URL, a line of history or of a log with its secrets masked, sanitised. A text that is too long is cut, and
 * the length of the omitted part is shown. A secret may span the cut, so the text behind it is masked first and then dropped.
 */
export function maskSecrets(text: string): SafeText {
	const masked = sanitise(maskRaw(sanitise(judgedPart(text))));
	if (text.length <= MAX_VALUE_LENGTH) return masked;
	return sanitise(
		`${masked.slice(0, -slack)}… (${Buffer.byteLength(text.slice(MAX_VALUE_LENGTH)).toLocaleString('en')} bytes left out)`,
	);
}

/** The same without sanitising, for raw answers that are written into a snapshot. */
export function maskRaw(text: string): string {
	if (text.length < 4) return text;
	let masked = maskUrls(text, MASK);
	if (mayHoldToken.test(masked)) for (const {pattern} of valuePatterns) masked = masked.replace(pattern, MASK);
	if (/>|&gt;|\\u003e/i.test(masked)) masked = maskMarkup(masked, MASK, isSecretPair);
	if (/[=:]|%3[AD]/i.test(masked)) masked = maskAssignments(masked, MASK, name => secretName(name) !== 'no', isSecretAssignment);
	masked = maskPairs(maskOptions(masked), MASK, isSecretPair);
	return maskRandom(mayNameSecret(masked) ? maskSentences(masked, MASK) : masked);
}

const isSecretPair = (name: string, value: string): boolean =>
	!value.includes(MASK) && secretName(name) !== 'no' && secretKind(name, value, isReferenceInText) !== null;

function valueKind(value: string): string | null {
	if (mayHoldToken.test(value)) for (const {kind, pattern} of valuePatterns) if (value.search(pattern) !== -1) return kind;
	return urlSecret(value);
}

/** Names of digests, which are random but public. */
const hashName =
	/sha\d|checksum|digest|commit|revision|integrity|fingerprint|build|hash|etag|version|_id$|public|publishable|site_?key/i;

/** `name: value` in a sentence is an assignment only if the value cannot be anything else. */
function isSecretAssignment({name, between, quote, value}: Assignment): boolean {
	if (quote === '' && between.includes(':') && (/^(bearer|basic|token)$/i.test(value) || /^[A-Za-z]{1,7}$/.test(value)))
		return false;
	// `TokenService.java:112`, `passwd:amd64`, `password=[FILTERED]`.
	if (
		quote === '' &&
		between === ':' &&
		((/\.(?:java|kt|scala|js|ts|py|rb|go|php)$/.test(name) && /^\d+/.test(value)) || architecture.test(value))
	)
		return false;
	return !value.includes(MASK) && !filtered.test(value) && secretKind(name, value, isReferenceInText) !== null;
}

/** @source dpkg-architecture(1), of the packages `passwd` and `libsecret-1-0` */
const architecture = /^(?:amd64|arm64|armhf|armel|i386|ppc64el|riscv64|s390x|loong64|all|any)$/;
/** What a program writes instead of a secret. */
const filtered = /^\[(?:FILTERED|REDACTED|MASKED|HIDDEN|SECRET)\]?$/i;

/** Not inside a word or a path: `/reset-password HTTP/1.1`. */
const longOption = /(?<![\w/.])(--?)([A-Za-z][\w-]{2,60})(\s+)("[^"]*"|'[^']*'|[^\s"'-][^\s"']*)/g;

function maskOptions(text: string): string {
	let masked = text;
	if (masked.includes('-'))
		masked = masked.replace(longOption, (whole, dashes: string, name: string, gap: string, value: string) => {
			const bare = value.replace(/^["']|["']$/g, '');
			return bare !== MASK && secretName(name) !== 'no' && secretKind(name, bare, isReferenceInText) !== null
				? `${dashes}${name}${gap}${MASK}`
				: whole;
		});
	masked = masked.replace(optionPhrase, (_, option: string, rest: string) => option + rest.replace(/\S+/g, MASK));
	if (mayHoldSecretArgument.test(masked))
		for (const pattern of secretArguments)
			masked = masked.replace(pattern, (whole, kept: string, secret: string) =>
				isReferenceInText(secret.replace(/^["']|["']$/g, '')) ? whole : `${kept}${MASK}`,
			);
	return masked;
}

/** The rest of `--mnemonic legal winner thank …`: as many words as before, since each may be an argument. */
const optionPhrase = /(--?[\w-]{0,60}(?:phrase|mnemonic|words)\s\*{8})((?: [a-z]{2,12}){2,47})(?=[\s"';|&]|$)/gi;

const longRun = /[A-Za-z\d+/_-]{22}/;

/** `=` is only at the end of a base64 token, never inside: `GIT_SHA=d670…` is a name and a digest. */
const maskRandom = (text: string): string =>
	longRun.test(text)
		? text.replace(/[A-Za-z\d+/_-]{22,}={0,2}/g, (token, at: number) =>
				looksRandom(token) && !publicBefore.test(text.slice(Math.max(0, at - 24), at)) && !publicKey.test(token) ? MASK : token,
			)
		: text;

/** A fingerprint, and the keys of SSH that begin with the name of their kind. @source RFC 4253, section 6.6 */
const publicBefore = /SHA256:$|\bpublic[ _-]?key["']?\s?[:=]?\s?["']?$/i;
const publicKey = /^AAAA(?:B3NzaC1|C3NzaC1l|E2VjZHNh)/;
