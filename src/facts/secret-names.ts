/**
 * Whether a variable, label or option with this name holds a secret, by the words in it: `DB_PASSWORD`, `jwtSecret`,
 * `--api-key`. `maybe` means a key of an unknown kind: its value has to look like a secret (`CACHE_KEY=user` does not).
 */
export function secretName(name: string): 'yes' | 'maybe' | 'no' {
	const seen = verdicts.get(name);
	if (seen !== undefined) return seen;
	const verdict = judge(name);
	if (verdicts.size < 10_000 && name.length <= 200) verdicts.set(name, verdict);
	return verdict;
}

/** Cached: a fleet repeats its names hundreds of times. */
const verdicts = new Map<string, 'yes' | 'maybe' | 'no'>();

function judge(name: string): 'yes' | 'maybe' | 'no' {
	const words = wordsOf(name);
	const last = words.at(-1) ?? '';
	if (login.test(name)) return 'yes';
	if (wholeNames.has(name.toUpperCase()) || words.some(word => harmlessAnywhere.has(word)) || harmlessEnd.has(last)) return 'no';
	if (words.some(word => secretWord.test(word) || secretEnd.test(word))) return 'yes';
	if (words.some(word => publicKeyOf.has(word)) && !words.includes('PRIVATE')) return 'no';
	if (words.some((word, index) => /^KEYS?$/.test(word) && keyKinds.has(words[index - 1] ?? ''))) return 'yes';
	if (last === 'SEED' && words.some(word => seedOf.has(word))) return 'yes';
	if (words.some(word => gluedKey.test(word)) || (words.length > 1 && last === 'PWD') || /BASIC_AUTH$/.test(words.join('_')))
		return 'yes';
	const isPublicKey = words.at(-2) === 'SITE';
	const isKey = words.includes('KEY') || /^(AUTH|SALT|LICENSE)$/.test(last);
	return isKey && words.length > 1 && !isPublicKey ? 'maybe' : 'no';
}

/**
 * npm's `_auth`, as a variable or as a line of .npmrc: name and password in base64; the password of Redis' client.
 * @source docs.npmjs.com (config, npmrc), redis.io (redis-cli)
 */
const login = /^npm_config_.*_auth$|(?:^|[:/])_auth$|^redis(?:cli)?_auth$/i;

/**
 * Whether it names a generated key, such as that of a certificate or of a cloud account: `TLS_KEY`, `GOOGLE_APPLICATION_CREDENTIALS`.
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
	/^(PASS|PW|PASSWD|PASSWORD|PASSWORDS|PASSPHRASE|PASSCODE|MNEMONIC|BEARER|SECRET|SECRETS|TOKEN|TOKENS|CRED|CREDS|CREDENTIAL|CREDENTIALS|DSN|HTPASSWD|PEPPER|PASSWORT|KENNWORT|PASSE|CONTRASENA|SENHA|HASLO)$/;

/** What a seed gives away whole; that of a random generator or of test data is none. */
const seedOf = new Set(['OTP', 'TOTP', 'MFA', 'WALLET']);

/** Run-together words: `PGPASSWORD`, `authtoken`, `dbpasswd`, `keypass`, `rootpw`; English words with the same ending are excluded. */
const secretEnd = /(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|(?<!^(?:BY|COM|ENCOM|SUR|OVER|UNDER|TRES|IM))PASS|[A-Z]PW|[A-Z]PWD)$/;

const gluedKey = /^(API|ACCESS|AUTH|PRIVATE|PRIV|SECRET|ENCRYPTION|SIGNING|MASTER|APP|LICENSE)KEYS?$/;

/** The word before KEY makes it a secret; the key of a cache or a table is not one. */
const keyKinds = new Set(
	(
		'API ACCESS SECRET PRIVATE PRIV ENCRYPTION ENCRYPT DECRYPTION CRYPTO SIGNING SIGNATURE SIGN MASTER AUTH SESSION COOKIE APP ' +
		'APPLICATION HMAC JWT SSH RSA AES TLS SSL SERVICE ACCOUNT STORAGE SHARED WEBHOOK DEPLOY LICENSE HOST ROOT ADMIN UNSEAL'
	).split(' '),
);

/** Words that show that a name describes a secret, or means something else entirely. */
const harmlessAnywhere = new Set(
	(
		'PUBLIC PUB PUBKEY PUBLISHABLE FINGERPRINT ALLOW RANDOM GENERATE DISABLE DISABLED ENABLE ENABLED REQUIRE REQUIRED REQUIRES ' +
		'TOKENIZER TOKENIZERS EXPIRE EXPIRES EXPIRY EXPIRATION TTL LIFETIME DURATION VALIDITY TIMEOUT ROTATION POLICY ALGORITHM MAX MIN COUNT LENGTH LEN'
	).split(' '),
);

/** Keys of these kinds are public, such as `GPG_KEY` in the Python images; a passphrase for one is a secret. */
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
