/** What kind of secret it is, as shown in a finding. */
export type UrlSecret = 'password in URL' | 'signature in URL' | 'webhook URL' | 'password in connection string';

/** `scheme://user:password@host`; group 1 is what precedes the password, group 2 the password. */
const password = /\b([a-z][a-z\d+.-]{1,20}:\/\/[^\s:/?#@'"]*:)((?!\$\{?\w+\}?@)[^\s/?#'"]+)@/gi;

/** GitHub's way to give a token without a password. */
const tokenAsUser = /(?<=:\/\/)[^\s:/?#@'"]{8,}(?=:x-oauth-basic@)/gi;

/** `Server=…;Password=…;` of ADO and the like, `AccountKey=…` of Azure. */
const connection = /(;\s*(?:password|pwd|accountkey|sharedaccesskey)\s*=\s*)([^;\s'"]+)/gi;

/**
 * Anyone with a signed URL can use it: presigned S3 and Google Storage, SAS of Azure, CloudFront, Logic Apps workflows.
 * @source docs.aws.amazon.com (Signature Version 4, query string), learn.microsoft.com (service SAS), cloud.google.com (signed URLs)
 */
const signature = /([?&](?:amp;)?(?:x-(?:amz|goog)-)?(?:sig|signature|security-token)=)([^&\s"'<>#]{16,})/gi;

/** A URL that anyone may post to: it has an unguessable part after `hook`. */
const url = /\bhttps?:\/\/[^\s"'<>]+/gi;
const hook = /hooks\.slack\.com\/services\/|hooks?[a-z\d]{0,3}\/|\/trigger\//gi;

/** The text with each secret in a URL or a connection string replaced. */
export function maskUrls(text: string, mask: string): string {
	let masked = text;
	if (masked.includes('://')) {
		masked = masked.replace(tokenAsUser, mask).replace(password, `$1${mask}@`);
		if (mayBeHook.test(masked))
			masked = masked.replace(url, one => `${one.slice(0, secretOfHook(one))}${secretOfHook(one) === one.length ? '' : mask}`);
	}
	if (masked.includes('=') && mayBeSigned.test(masked)) masked = masked.replace(signature, `$1${mask}`);
	return masked.includes(';') ? masked.replace(connection, `$1${mask}`) : masked;
}

/** What kind of secret a URL or connection string in the text holds, `null` for none. */
export function urlSecret(text: string): UrlSecret | null {
	if (text.includes('://')) {
		if (text.search(password) !== -1) return 'password in URL';
		if (mayBeHook.test(text) && (text.match(url) ?? []).some(one => secretOfHook(one) < one.length)) return 'webhook URL';
	}
	if (text.includes('=') && mayBeSigned.test(text) && text.search(signature) !== -1) return 'signature in URL';
	return text.includes(';') && text.search(connection) !== -1 ? 'password in connection string' : null;
}

const mayBeHook = /hook|\/trigger\//i;
const mayBeSigned = /sig(?:nature)?=|security-token=/i;

/** Where the secret part of a webhook URL begins; the URL's length when it has none. */
function secretOfHook(one: string): number {
	hook.lastIndex = 0;
	const found = hook.exec(one);
	if (found === null) return one.length;
	const start = found.index + found[0].length;
	return one
		.slice(start)
		.split(/[/?&=]/)
		.some(isUnguessable)
		? start
		: one.length;
}

/** At least 16 mixed letters and digits: `orders-created-v2` is a name, `T0AAAAAAA` an account. */
const isUnguessable = (part: string): boolean =>
	part.length >= 16 && /\d/.test(part) && /[A-Za-z]/.test(part) && !slug.test(part);
const slug = /^(?:[a-z]+|v?\d+)(?:[-_.](?:[a-z]+|v?\d+))*$/i;
