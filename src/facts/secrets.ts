import {own, type SafeText} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import {mayHoldSecretArgument, secretArguments} from './secret-commands.js';
import {secretName} from './secret-names.js';
import {connectionPassword, looksRandom, mayHoldToken, urlPassword, valuePatterns} from './secret-values.js';

/** What stands where a secret was: of one length, so that it does not tell how long the secret is. */
export const MASK = own('********');

/**
 * How a variable, label or option is recognised as a secret, `null` when it is none: `name`, `password in URL`, `GitHub token`…
 *
 * A name that says `PASSWORD` is not enough: the value must be a literal secret, not a path to one, a reference, a switch or empty.
 */
export function looksSecret(name: string, value: string): SafeText | null {
	const kind = secretKind(name, value);
	if (kind !== null || !(mayHoldAssignment.test(value) || mayHoldSecretArgument.test(value))) return kind;
	// Options of a program, JSON, lines of configuration: a secret among other things.
	return maskRaw(value) === value ? null : own('password in text');
}

const mayHoldAssignment = /(?:pass|pwd|secret|token|key|cred|auth|bearer|dsn|salt)[\w.-]{0,80}["']?\s?[=: ]/i;

/** The same for a value that holds nothing but itself. */
function secretKind(name: string, value: string): SafeText | null {
	if (value === '') return null;
	// A snapshot holds it masked: that it was a secret is what is left of it, and what is judged.
	if (value === MASK) return own(secretName(name) === 'yes' ? 'name' : 'masked');
	const known = valueKind(value);
	if (known !== null) return own(known);
	if (value.includes(MASK)) return own('masked');
	const byName = secretName(name);
	if (byName === 'no') return looksRandom(value) && !hashName.test(name) ? own('high entropy') : null;
	if (isReference(value)) return null;
	// `MAX_TOKENS=4096` counts them.
	if (byName === 'yes')
		return /^\d{1,7}$/.test(value) && /tokens?(_|$)/i.test(name) && !/pass|secret/i.test(name) ? null : own('name');
	return value.length >= 16 && /\d/.test(value) && /[a-z]/i.test(value) && !/[\s,]/.test(value) ? own('name') : null;
}

/** The value as it may be shown: a secret is masked whole, a password in a URL is masked alone. */
export function maskValue(name: string, value: string): SafeText {
	const kind = looksSecret(name, value);
	if (kind === null) return sanitise(value);
	return kind === 'masked' || kind.startsWith('password in ') ? maskSecrets(value) : MASK;
}

/** A command line, a URL, a line of history or of a log with each secret in it masked, and sanitised. */
export function maskSecrets(text: string): SafeText {
	return sanitise(maskRaw(sanitise(text)));
}

/** The same without sanitising, for raw answers that are written into a snapshot. */
export function maskRaw(text: string): string {
	if (text.length < 6) return text;
	let masked = text;
	if (masked.includes('://')) masked = masked.replace(urlPassword, `$1${MASK}@`);
	if (masked.includes(';')) masked = masked.replace(connectionPassword, `$1${MASK}`);
	if (mayHoldToken.test(masked)) for (const {pattern} of valuePatterns) masked = masked.replace(pattern, MASK);
	if (masked.includes('=') || masked.includes(':')) masked = maskAssignments(masked);
	return maskRandom(maskOptions(masked));
}

function valueKind(value: string): string | null {
	if (mayHoldToken.test(value)) for (const {kind, pattern} of valuePatterns) if (value.search(pattern) !== -1) return kind;
	if (value.includes('://') && value.search(urlPassword) !== -1) return 'password in URL';
	return value.includes(';') && value.search(connectionPassword) !== -1 ? 'password in connection string' : null;
}

/** Names of digests: random by nature and public. */
const hashName =
	/sha\d|checksum|digest|commit|revision|integrity|fingerprint|build|hash|etag|version|_id$|public|publishable|site_?key/i;

function isReference(value: string): boolean {
	return (
		/^(true|false|yes|no|on|off|none|null|nil|undefined|enabled|disabled|required|optional|auto|default|0|1)$/i.test(value) ||
		// Filled in elsewhere: `${DB_PASSWORD}`, `$(cat FILE)`, `<token>`, `{{ secret }}`, `***`.
		isExpansion(value) ||
		/^(<[^>]*>|\{\{.*\}\}|\*+|x{4,}|\.{3})$/i.test(value) ||
		(/^(\.{0,2}|~)\/[\w.@/-]*(?:\/[\w.@-]+)*$/.test(value) && pathLike.test(value)) ||
		/^(file|env|vault|op|secretref|secret|ref|ssm|awssm|gcpsm|k8s|docker|config):(\/\/)?[\w./:@#-]+$/i.test(value) ||
		/^arn:aws[\w-]*:/.test(value) ||
		/^https?:\/\/[^\s?@]*$/.test(value) ||
		/^\d+(ms|s|m|h|d)$/.test(value)
	);
}

/** What a shell or Compose fills in. The literal that stands in for an empty variable (`${PW:-changeme}`) is one that everybody reads. */
function isExpansion(value: string): boolean {
	if (/^(?:\$\(|`)/.test(value)) return true;
	const [whole, literal = ''] = /^\$\{?\w+(?::?(?:\?[^}]*|[-+]([^}]*)))?\}?$/.exec(value) ?? [];
	return whole !== undefined && (literal === '' || isReference(literal));
}

/** Absolute paths of containers and file names; a base64 secret may begin with a slash too. */
const pathLike =
	/^(\/(run|var|etc|mnt|home|opt|usr|app|data|tmp|srv|root|keys?|certs?|secrets?|config|vault|proc)\/|\.{1,2}\/|~\/)|\.(pem|key|txt|json|crt|p12|jks|env|ya?ml|conf)$/;

// A name, `=` or `:`, and a value: quoted, or up to the next blank. `"name": "value"` of JSON and headers too.
const assignment =
	/(^|(?<!\$)\{|[\s"'`|,;(?&/:[-])([A-Za-z_][\w.-]{1,80})(["']?\s?[=:](?!\/\/)\s?|=)(\\?"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'&,;|)}\]]+)/g;

const maskAssignments = (text: string): string =>
	text.replace(assignment, (whole, before: string, name: string, between: string, value: string) => {
		const [, quote = '', bare = value] = /^(\\?["'])([\s\S]*?)\\?["']?$/.exec(value) ?? [];
		// `name: value` in a sentence is no assignment unless the value could be nothing else.
		if (quote === '' && between.includes(':') && (/^(bearer|basic|token)$/i.test(bare) || /^[A-Za-z]{1,7}$/.test(bare)))
			return whole;
		return bare !== MASK && secretKind(name, bare) !== null && !bare.includes(MASK)
			? `${before}${name}${between}${quote}${MASK}${quote}`
			: whole;
	});

const longOption = /(--?)([A-Za-z][\w-]{2,60})(\s+)("[^"]*"|'[^']*'|[^\s"'-][^\s"']*)/g;

function maskOptions(text: string): string {
	let masked = text;
	if (masked.includes('-'))
		masked = masked.replace(longOption, (whole, dashes: string, name: string, gap: string, value: string) => {
			const bare = value.replace(/^["']|["']$/g, '');
			return bare !== MASK && secretName(name) !== 'no' && secretKind(name, bare) !== null
				? `${dashes}${name}${gap}${MASK}`
				: whole;
		});
	if (mayHoldSecretArgument.test(masked))
		for (const pattern of secretArguments)
			masked = masked.replace(pattern, (whole, kept: string, secret: string) =>
				isReference(secret.replace(/^["']|["']$/g, '')) ? whole : `${kept}${MASK}`,
			);
	return masked;
}

/** `=` ends a token of base64, and is no part of it before: `GIT_SHA=d670…` is a name and a digest. */
const maskRandom = (text: string): string =>
	/[A-Za-z\d+/_-]{22}/.test(text)
		? text.replace(/[A-Za-z\d+/_-]{22,}={0,2}/g, token => (looksRandom(token) ? MASK : token))
		: text;
