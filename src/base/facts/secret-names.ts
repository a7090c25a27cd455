import {PASSWORD_WORDS} from './foreign-secret-words.js';

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
	if (login.test(name) || name === 'pwd') return 'yes';
	if (wholeNames.has(name.toUpperCase()) || words.some(word => harmlessAnywhere.has(word)) || harmlessEnd.has(last)) return 'no';
	if (words.some(word => secretWord.test(word) || secretEnd.test(word)) || isForeignPassword(words) || isPhraseName(name))
		return 'yes';
	if (last === 'RCON' || (last === 'PIN' && pinOf.has(words.at(-2) ?? ''))) return 'yes';
	if (words.some((word, index) => word === 'KEY' && dataBefore.has(words[index - 1] ?? ''))) return 'no';
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

/** Upper case and without accents, in any script: `contraseña` is CONTRASENA. */
const wordsOf = (name: string): string[] =>
	withoutAccents(name.replace(/([a-z\d])([A-Z])/g, '$1_$2').toUpperCase())
		.split(/[^\p{L}\p{N}]+/u)
		.filter(word => word !== '');

function withoutAccents(text: string): string {
	return /[^ -~]/.test(text) ? text.normalize('NFKD').replace(/\p{M}+/gu, '') : text;
}

/** Whether it names a secret of several words, so that the first is not all of it: `PASSPHRASE=correct horse battery staple`. */
export const isPhraseName = (name: string): boolean => phraseWord.test(wordsOf(name).join('_'));
const phraseWord = /(?:PASSPHRASE|MNEMONIC|(?:SEED|SECRET|RECOVERY|BACKUP|WALLET|PASS|KEY)_(?:PHRASE|WORDS))S?$/;

/** Whether a text holds a word that may be part of the name of a secret: nearly every value of a fleet holds none. */
export function mayNameSecret(text: string): boolean {
	if (namingWord.test(text)) return true;
	if (/^[\0-~]*$/.test(text)) return false;
	const bare = withoutAccents(text.toUpperCase()).replace(/[^\p{L}\p{N}]+/gu, '');
	return foreignWords.some(word => bare.includes(word));
}

const secretWord =
	/^(PASS|PW|PASSWD|PASSWORD|PASSWORDS|PASSPHRASE|PASSCODE|MNEMONIC|BEARER|SECRET|SECRETS|TOKEN|TOKENS|CRED|CREDS|CREDENTIAL|CREDENTIALS|DSN|HTPASSWD|PEPPER|PSK)$/;

/** Upper case and without accents, as `wordsOf` writes names. Short ones count only as whole words, as another may end with their letters. */
const foreignWords = PASSWORD_WORDS.map(word => withoutAccents(word.toUpperCase()));
const foreignWhole = new Set(foreignWords);
/** In compounds (`dbwachtwoord`) and in scripts without blanks. */
const foreignEnds = foreignWords.filter(word => word.length >= 8 || /[^A-Z]/.test(word));

function isForeignPassword(words: readonly string[]): boolean {
	if (words.some(word => foreignWhole.has(word))) return true;
	const together = words.join('');
	return foreignEnds.some(end => together.endsWith(end));
}

/** A personal number that opens something; that of a board (`LED_PIN`) does not. */
const pinOf = new Set('ADMIN USER LOGIN SO SIM CARD PAIRING SETUP ACCESS UNLOCK TPM YUBIKEY'.split(' '));

/** The key of an entry in a cache, a table or a queue. */
const dataBefore = new Set(
	'CACHE SORT PARTITION ROUTING PRIMARY FOREIGN UNIQUE OBJECT DEDUP DEDUPLICATION IDEMPOTENCY TRANSLATION'.split(' '),
);

const namingWord =
	/pass|pw|secret|token|key|cred|auth|bearer|dsn|salt|psk|rcon|pin|pepper|mnemonic|phrase|words|seed|contrase|senha|haslo|kennwort|wachtwoord|losenord|adgangskode|salasana|heslo|sifre|jelszo|lozinka|geslo|parola|slaptazodis|pasahitza|matkhau/i;

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
