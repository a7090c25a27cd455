/**
 * Whether a variable, label or option of this name holds a secret, by the words of its name: `DB_PASSWORD`, `jwtSecret`,
 * `--api-key`. `maybe` means a key of an unknown kind: its value has to look like one (`CACHE_KEY=user` does not).
 */
export function secretName(name: string): 'yes' | 'maybe' | 'no' {
	const seen = verdicts.get(name);
	if (seen !== undefined) return seen;
	const verdict = judge(name);
	if (verdicts.size < 10_000 && name.length <= 200) verdicts.set(name, verdict);
	return verdict;
}

/** A fleet repeats its names by the hundred. */
const verdicts = new Map<string, 'yes' | 'maybe' | 'no'>();

function judge(name: string): 'yes' | 'maybe' | 'no' {
	const words = wordsOf(name);
	const last = words.at(-1) ?? '';
	if (wholeNames.has(name.toUpperCase()) || words.some(word => harmlessAnywhere.has(word)) || harmlessEnd.has(last)) return 'no';
	if (words.some(word => secretWord.test(word) || secretEnd.test(word))) return 'yes';
	if (words.some(word => publicKeyOf.has(word)) && !words.includes('PRIVATE')) return 'no';
	if (words.some((word, index) => /^KEYS?$/.test(word) && keyKinds.has(words[index - 1] ?? ''))) return 'yes';
	if (words.some(word => gluedKey.test(word)) || (words.length > 1 && last === 'PWD') || /BASIC_AUTH$/.test(words.join('_')))
		return 'yes';
	const isPublicKey = words.at(-2) === 'SITE';
	const isKey = words.includes('KEY') || /^(AUTH|SALT|LICENSE)$/.test(last);
	return isKey && words.length > 1 && !isPublicKey ? 'maybe' : 'no';
}

/**
 * Whether it names a key, a certificate's or a cloud's credentials, which a program generates: `TLS_KEY`, `GOOGLE_APPLICATION_CREDENTIALS`.
 * A password, a token or a secret may be any text.
 */
export function isGeneratedKey(name: string): boolean {
	const words = wordsOf(name);
	return words.some(word => generated.test(word) || gluedKey.test(word)) && !words.some(word => freeText.test(word));
}
const generated = /^(?:KEYS?|CREDENTIALS?|CREDS?)$/;
const freeText = /^(?:SECRETS?|TOKENS?|PASS\w*|PW|PWD|.*PASSWORD|.*TOKEN)$/;

const wordsOf = (name: string): string[] =>
	name
		.replace(/([a-z\d])([A-Z])/g, '$1_$2')
		.toUpperCase()
		.split(/[^A-Z\d]+/)
		.filter(word => word !== '');

const secretWord =
	/^(PASS|PW|PASSWD|PASSWORD|PASSWORDS|PASSPHRASE|PASSCODE|MNEMONIC|BEARER|SECRET|SECRETS|TOKEN|TOKENS|CRED|CREDS|CREDENTIAL|CREDENTIALS|DSN|HTPASSWD)$/;

/** Words glued together: `PGPASSWORD`, `authtoken`, `dbpasswd`, `keypass`, `rootpw`; the words of English that end alike are none. */
const secretEnd = /(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|(?<!^(?:BY|COM|ENCOM|SUR|OVER|UNDER|TRES|IM))PASS|[A-Z]PW|[A-Z]PWD)$/;

const gluedKey = /^(API|ACCESS|AUTH|PRIVATE|PRIV|SECRET|ENCRYPTION|SIGNING|MASTER|APP|LICENSE)KEYS?$/;

/** What stands before KEY makes it a secret, a key of a cache or of a table is none. */
const keyKinds = new Set(
	(
		'API ACCESS SECRET PRIVATE PRIV ENCRYPTION ENCRYPT DECRYPTION CRYPTO SIGNING SIGNATURE SIGN MASTER AUTH SESSION COOKIE APP ' +
		'APPLICATION HMAC JWT SSH RSA AES TLS SSL SERVICE ACCOUNT STORAGE SHARED WEBHOOK DEPLOY LICENSE HOST ROOT ADMIN UNSEAL'
	).split(' '),
);

/** Words with which a name speaks about a secret, or of something else altogether. */
const harmlessAnywhere = new Set(
	(
		'PUBLIC PUB PUBKEY PUBLISHABLE FINGERPRINT ALLOW RANDOM GENERATE DISABLE DISABLED ENABLE ENABLED REQUIRE REQUIRED REQUIRES ' +
		'TOKENIZER TOKENIZERS EXPIRE EXPIRES EXPIRY EXPIRATION TTL LIFETIME DURATION VALIDITY TIMEOUT ROTATION POLICY ALGORITHM MAX MIN COUNT LENGTH LEN'
	).split(' '),
);

/** A key of these is one that everybody may have, as `GPG_KEY` of the images of Python; a passphrase of one is a secret. */
const publicKeyOf = new Set(['GPG', 'PGP']);

const harmlessEnd = new Set(
	(
		'FILE FILES PATH PATHS DIR DIRECTORY FOLDER MOUNT NAME NAMES URL URI ENDPOINT ENDPOINTS HOST HOSTNAME PORT SERVICE PROVIDER ' +
		'TYPE MODE FORMAT METHOD HEADER ISSUER AUDIENCE SCOPE SCOPES FIELD PREFIX SUFFIX VERSION SIZE LIMIT INTERVAL AGE BACKEND ' +
		'DRIVER MANAGER STORE ENGINE PLUGIN REGION NAMESPACE USER USERNAME USED SOCK SOCKET ROUNDS COST ITERATIONS ' +
		'ENCODER DECODER ENCODING HASHER HELPER HANDLER CLASS STRATEGY RESOLVER VALIDATOR ALG ALGO LOCATION ADDR ADDRESS ARN REF REALM ' +
		'DOMAIN ROLE GROUP LABEL CACHE STORAGE STRENGTH REGEX PATTERN SYMBOL STDIN'
	).split(' '),
);

const wholeNames = new Set(['PWD', 'OLDPWD', 'SSH_AUTH_SOCK', 'AWS_ACCESS_KEY_ID', 'KEY', 'AUTH']);
