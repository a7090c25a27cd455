/**
 * Values that are secrets under any name. Each pattern is linear, and its group (or the whole match) is the secret.
 * @source token formats published by the issuers (GitHub, GitLab, AWS, Slack, Stripe, Google, npm, …)
 */
export const valuePatterns: readonly {readonly kind: string; readonly pattern: RegExp}[] = [
	{
		kind: 'private key',
		pattern: /-----BEGIN [A-Z\d ]*PRIVATE KEY(?: BLOCK)?-----(?:(?!-----END)[\s\S])*(?:-----END [A-Z\d ]*-----)?/g,
	},
	{kind: 'AWS access key id', pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z\d]{16}\b/g},
	{kind: 'GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z\d]{16,}|github_pat_\w{22,})/g},
	{kind: 'GitLab token', pattern: /\bgl(?:pat|dt|rt|cbt|ptt|ft|soat|oas|agent|imt|ffct)-[\w-]{16,}/g},
	{kind: 'Slack token', pattern: /\bxox[abeoprs](?:\.xox[bp])?-[\w-]{10,}|\bxapp-\d-[\w-]{10,}/g},
	{kind: 'Stripe key', pattern: /\b(?:[sr]k_(?:live|test)_[A-Za-z\d]{8,}|whsec_[\w+/=]{16,})/g},
	{kind: 'Google API key', pattern: /\bAIza[\w-]{35}/g},
	{kind: 'Google OAuth secret', pattern: /\bGOCSPX-[\w-]{20,}/g},
	{kind: 'npm token', pattern: /\bnpm_[A-Za-z\d]{30,}/g},
	{kind: 'PyPI token', pattern: /\bpypi-[\w-]{40,}/g},
	{kind: 'SendGrid key', pattern: /\bSG\.[\w-]{16,}\.[\w-]{16,}/g},
	{kind: 'Telegram bot token', pattern: /(?:\b|(?<=\bbot))\d{8,10}:AA[\w-]{30,}/g},
	{kind: 'API key', pattern: /\bsk-(?:proj-|ant-|or-|svcacct-)?[A-Za-z\d_-]{20,}/g},
	{kind: 'Hugging Face token', pattern: /\bhf_[A-Za-z\d]{30,}/g},
	{kind: 'DigitalOcean token', pattern: /\bdo[opr]_v1_[a-f\d]{64}/g},
	{kind: 'Docker token', pattern: /\bdckr_(?:pat|oat)_[\w-]{20,}/g},
	{kind: 'Vault token', pattern: /\bhv[sbr]\.[\w-]{20,}/g},
	{kind: 'Shopify token', pattern: /\bshp(?:at|ca|pa|ss)_[a-fA-F\d]{32}/g},
	{kind: 'age key', pattern: /\bAGE-SECRET-KEY-1[A-Z\d]{50,}/g},
	{
		kind: 'API token',
		pattern:
			/\b(?:(?:lin_api_|figd_|sntry[su]_|glsa_|glc_|pscale_(?:tkn|pw|oauth)_|gsk_|pplx-|xai-|ntn_|nfp_|fo1_|sq0csp-|HRKU-|ATATT3x|tskey-[a-z]{3,9}-|dp\.(?:pt|st|sa|ct|scim|audit)\.)[\w.-]{24,}|r8_[A-Za-z\d]{37}|sbp_(?:v\d_|oauth_)?[A-Za-z\d]{20,}|lsv2_[a-z]{2}_[a-f\d]{32}_[a-f\d]{10}|dose[a-f\d]{32}|SK[a-f\d]{32}|sl\.(?:[a-z]\.)?[\w-]{40,}|NRAK-[A-Z\d]{27}|(?:pul-|bkua_|dapi|rubygems_)[a-f\d]{32,}|key-[a-z\d]{32}|[a-f\d]{32}-us\d{1,2})(?![\w-])/g,
	},
	{
		kind: 'service token',
		pattern:
			/\b(?:EAA[A-Za-z\d_-]{56,}|ATCTT3x[\w=-]{24,}|ATBB[A-Za-z\d]{24,}|dt0[a-z]\d\d\.[A-Z\d]{24}\.[A-Z\d]{64}|essu_[\w+/=-]{24,}|secret_[A-Za-z\d]{43}|pat[A-Za-z\d]{14}\.[a-f\d]{64}|AKCp[58][A-Za-z\d]{60,}|cmVmdGtu[A-Za-z\d]{40,}|cio[A-Za-z\d]{32}|oy2[a-z\d]{43}|fm[12]_[\w+/=,-]{50,}|[a-z\d]{36}NRAL|EZ[AT]K[A-Za-z\d]{54}|v1\.0-[a-f\d]{16,}-[a-f\d]{32,}|[012]\/\d{16}(?:\/\d{16})?:[a-f\d]{32}|eyJhIjoi[\w+/=-]{60,}|(?:FwoGZXIvYXdz|IQoJb3JpZ2luX2Vj)[\w+/=]{50,})(?![\w-])/g,
	},
	{kind: 'Azure client secret', pattern: /(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}(?![\w~.-])/g},
	{
		kind: 'PuTTY key',
		pattern: /(?:PuTTY-User-Key-File-\d|Private-Lines: ?\d)(?:(?!Private-MAC:)[\s\S])*(?:Private-MAC: ?[a-f\d]+)?/g,
	},
	{kind: 'LDAP password hash', pattern: /\{(?:S?SHA(?:256|384|512)?|S?MD5|CRYPT)\}[\w+/=.$-]{16,}/g},
	{kind: 'Terraform token', pattern: /\b[A-Za-z\d]{14}\.atlasv1\.[\w-]{40,}/g},
	{kind: 'password hash', pattern: /\$(?:apr1|2[aby]|[156y])\$[\w./$,=]{20,}/g},
	{kind: 'JSON web token', pattern: /(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/g},
];

/** One test for all of these: nearly every value of a fleet holds none. A unit test checks that it covers each pattern. */
export const mayHoldToken =
	/-----BEGIN |A[KSBC][IC]A|gh[pousr]_|github_pat_|gl\w{2,5}-|xox|xapp-|k_(?:live|test)_|whsec_|AIza|GOCSPX-|npm_|pypi-|SG\.|:AA|sk-|hf_|do[opr]_v1_|dckr_|hv[sbr]\.|shp\w{2}_|AGE-SECRET|lin_api_|figd_|sntry|glsa_|glc_|pscale_|gsk_|pplx-|xai-|ntn_|nfp_|fo1_|sq0csp-|HRKU-|ATATT3x|tskey-|dp\.|r8_|NRAK-|pul-|sbp_|bkua_|dapi|rubygems_|key-|-us\d|\.atlasv1\.|EAA|ATCTT3x|ATBB|dt0[a-z]|essu_|secret_|pat\w{14}\.|AKCp|cmVmdGtu|cio\w{32}|oy2|fm[12]_|NRAL|EZ[AT]K|v1\.0-|\/\d{16}|FwoGZXIv|IQoJb3Jp|\dQ~|PuTTY-|Private-Lines|lsv2_|dose|SK\w{32}|sl\.|\{S?(?:SHA|MD5)|\{CRYPT|\$\w{1,4}\$|eyJ/;

/**
 * A random-looking token: at least 24 characters of a base64 alphabet, with mixed case and digits and more than 4 bits per character.
 * Hex (at most 4 bits), paths, versions, integrity hashes, images and camel-case words do not count.
 */
export function looksRandom(text: string): boolean {
	if (text.length < 24 || !/^[A-Za-z\d+/_=-]+$/.test(text)) return false;
	if (!/[a-z]/.test(text) || !/[A-Z]/.test(text) || count(text, /\d/g) < 2) return false;
	if (/^(?:sha\d+-|\/)/.test(text) || picture.test(text) || isPathLike(text)) return false;
	// Words have runs of lower-case letters; random text seldom has four in a row.
	if ((text.match(/[a-z]{4,}/g) ?? []).join('').length > text.length / 3) return false;
	return bitsPerCharacter(text) > 4;
}

/** Three path segments in a row. In base64 one character in 64 is a slash: a long text has three by chance, but far apart. */
const isPathLike = (text: string): boolean =>
	count(text, /[\w-]\/(?=[\w-])/g) >= 2 && count(text, /\//g) >= 3 && count(text, /\//g) > text.length / 20;

/** PNG, JPEG, GIF, WebP and SVG in base64, and web fonts. */
const picture = /^(?:iVBORw0K|\/9j\/|R0lGOD|UklGR|PHN2Zy|d09GM|d09GR)/;

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/**
 * `name:password` in base64, as npm (`_auth`), Docker (`auth`) and basic authentication keep it, also over several lines, as base64(1) wraps
 * it. A URL is none; of a long one (a key file as the password) the beginning decides.
 * @source RFC 7617; docs.npmjs.com (npmrc, _auth)
 */
export function isEncodedLogin(text: string): boolean {
	// One class for all of it: two that share the line break would make the work grow with the square.
	if (text.length < 8 || !/^[A-Za-z\d+/=\r\n]+$/.test(text)) return false;
	const encoded = text
		.slice(0, 1500)
		.replaceAll(/[\r\n]/g, '')
		.slice(0, 1000);
	if (!/^[A-Za-z\d+/]+={0,2}$/.test(encoded)) return false;
	const decoded = Buffer.from(encoded, 'base64').toString('latin1');
	return (encoded.length < 1000 ? login : loginWithFile).test(decoded);
}

const login = /^[\w.@+$-]{1,100}:(?!\/\/)[\x21-\x7e]{3,}$/;
const loginWithFile = /^[\w.@+$-]{1,100}:(?!\/\/)[\x20-\x7e\s]{3,}$/;

/** Shannon entropy of the text's own letters. */
function bitsPerCharacter(text: string): number {
	const counts = new Map<string, number>();
	for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
	let bits = 0;
	for (const times of counts.values()) bits -= (times / text.length) * Math.log2(times / text.length);
	return bits;
}
