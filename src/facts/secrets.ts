import {type SafeText, sanitise, trusted} from '../terminal/safe-text.js';
import {longestValue, shortened} from '../terminal/shorten.js';
import {type Assignment, maskAssignments} from './secret-assignments.js';
import {mayHoldSecretArgument, secretArguments} from './secret-commands.js';
import {isGeneratedKey, secretName} from './secret-names.js';
import {isPath, isReference, isReferenceInText} from './secret-references.js';
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
	if (!(mayHoldAssignment.test(value) || mayHoldSecretArgument.test(value))) return null;
	// Program options, JSON or configuration lines: a secret among other things.
	return maskRaw(value) === value ? null : trusted('password in text');
}

const mayHoldAssignment = /(?:pass|pwd|secret|token|key|cred|auth|bearer|dsn|salt)[\w.-]{0,80}["']?\s?[=: ]/i;

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
export const judgedPart = (text: string): string => (text.length > longestValue ? text.slice(0, longestValue + slack) : text);

/** The longest issuer token that is not recognised by its prefix. */
const slack = 1024;

/**
 * A command line, a URL, a line of history or of a log with its secrets masked, sanitised. A text that is too long is cut, and
 * the length of the omitted part is shown. A secret may span the cut, so the text behind it is masked first and then dropped.
 */
export function maskSecrets(text: string): SafeText {
	const masked = sanitise(maskRaw(sanitise(judgedPart(text))));
	if (text.length <= longestValue) return masked;
	return sanitise(
		`${masked.slice(0, -slack)}… (${Buffer.byteLength(text.slice(longestValue)).toLocaleString('en')} bytes left out)`,
	);
}

/** The same without sanitising, for raw answers that are written into a snapshot. */
export function maskRaw(text: string): string {
	if (text.length < 6) return text;
	let masked = maskUrls(text, MASK);
	if (mayHoldToken.test(masked)) for (const {pattern} of valuePatterns) masked = masked.replace(pattern, MASK);
	if (masked.includes('=') || masked.includes(':'))
		masked = maskAssignments(masked, MASK, name => secretName(name) !== 'no', isSecretAssignment);
	return maskRandom(maskOptions(masked));
}

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
	return !value.includes(MASK) && secretKind(name, value, isReferenceInText) !== null;
}

const longOption = /(--?)([A-Za-z][\w-]{2,60})(\s+)("[^"]*"|'[^']*'|[^\s"'-][^\s"']*)/g;

function maskOptions(text: string): string {
	let masked = text;
	if (masked.includes('-'))
		masked = masked.replace(longOption, (whole, dashes: string, name: string, gap: string, value: string) => {
			const bare = value.replace(/^["']|["']$/g, '');
			return bare !== MASK && secretName(name) !== 'no' && secretKind(name, bare, isReferenceInText) !== null
				? `${dashes}${name}${gap}${MASK}`
				: whole;
		});
	if (mayHoldSecretArgument.test(masked))
		for (const pattern of secretArguments)
			masked = masked.replace(pattern, (whole, kept: string, secret: string) =>
				isReferenceInText(secret.replace(/^["']|["']$/g, '')) ? whole : `${kept}${MASK}`,
			);
	return masked;
}

/** `=` is only at the end of a base64 token, never inside: `GIT_SHA=d670…` is a name and a digest. */
const maskRandom = (text: string): string =>
	/[A-Za-z\d+/_-]{22}/.test(text)
		? text.replace(/[A-Za-z\d+/_-]{22,}={0,2}/g, token => (looksRandom(token) ? MASK : token))
		: text;
