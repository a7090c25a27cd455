import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {maskAnswer} from '../../../src/base/facts/mask-answer.js';
import {secretName} from '../../../src/base/facts/secret-names.js';
import {looksSecret, MASK, maskSecrets} from '../../../src/base/facts/secrets.js';
import {heldBackLater, heldBackLines} from './corpus/secret-lines.js';

const shown = (lines: typeof heldBackLines) =>
	lines.filter(([line, secret]) => maskSecrets(line).includes(secret)).map(([line]) => line);

describe('lines of logs and arguments that hold a secret', () => {
	it('are masked, but for a code that serves once and an argument without a name', () =>
		expect(shown(heldBackLines)).toEqual(['login_otp=993201', 'net use z: \\\\srv\\share /user:dom\\ann parsley8']));
	it('are masked in the later set, but for a password that only a slash marks', () =>
		expect(shown(heldBackLater)).toEqual(['login admin / papaya77']));
	it('are masked once: what is masked stays as it is', () => {
		for (const [line] of [...heldBackLines, ...heldBackLater]) expect(maskSecrets(maskSecrets(line))).toBe(maskSecrets(line));
	});
	it('are found in a variable and a label too', () => {
		const missed = [...heldBackLines, ...heldBackLater].filter(
			([line, secret]) =>
				JSON.stringify(maskAnswer({Labels: {note: line}})).includes(secret) && looksSecret('note', line) === null,
		);
		expect(missed.map(([line]) => line)).toEqual(shown([...heldBackLines, ...heldBackLater]));
	});
});

describe('ordinary lines', () => {
	const lines = readFileSync(join(import.meta.dirname, 'corpus/ordinary-lines.txt'), 'utf8')
		.trimEnd()
		.split('\n');
	it('are masked only where a word stands as the value of a secret', () => {
		expect(lines.length).toBeGreaterThan(350);
		const masked = lines.filter(line => maskSecrets(line).split(MASK).length > line.split(MASK).length);
		expect(masked).toMatchInlineSnapshot(`
			[
			  "       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".",
			  "Dec  2 13:20:00 host passwd[99]: pam_unix(passwd:chauthtok): password changed for ann",
			  "{"level":"info","ts":"2026-12-02T13:20:00.000Z","caller":"embed/etcd.go:308","msg":"starting an etcd server","etcd-version":"3.5.15","git-sha":"9a5533382","go-version":"go1.21.12","auth-token":"simple","initial-cluster-token":"etcd-cluster"}",
			  "WARNING! Using --password via the CLI is insecure. Use --password-stdin.",
			  "rabbitmq: cookie hash           : 3qOn5zX0Gm2bG0oNMZ0Xvg==",
			  "keycloak: type="REFRESH_TOKEN", token_id="9f3ac27b-e041-4865-871f-ce2b0a4d89f3", grant_type="refresh_token", refresh_token_type="Refresh", client_auth_method="client-secret"",
			  "peer: xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=",
			  "ok 12 - secret is masked; password: required",
			  "usage: app [--token TOKEN] [--password-file FILE] [--api-key KEY]",
			  "  --password string     password of the database (default "")",
			  "  -p, --password=PASSWORD   prompt for a password",
			  "  --token value  the token to use [$APP_TOKEN]",
			  "config: db.password=xxxxx api.token=REDACTED session.secret=******",
			]
		`);
	});
});

describe('names of secrets', () => {
	it.each([
		...[
			'MOTDEPASSE',
			'mot_de_passe',
			'пароль',
			'DB_ПАРОЛЬ',
			'contraseña',
			'数据库密码',
			'パスワード',
			'dbWachtwoord',
			'losenord',
			'şifre',
		],
		...['PSK', 'wifi-psk', 'RCON', 'SO_PIN', 'seed_phrase', 'recoveryPhrase', 'pwd'],
	])('%s is one', name => expect(secretName(name)).toBe('yes'));
	it.each([
		'LED_PIN',
		'RCON_PORT',
		'PAROLA_COUNT',
		'GPIO_PIN',
		'SIFRELI',
		'PASSENGER',
		'PHRASE',
		'CACHE_KEY',
		'ключ',
		'钥匙',
		'PWD',
	])('%s is none', name => expect(secretName(name)).toBe('no'));
});

describe('the rest of a phrase', () => {
	it.each([
		['PASSPHRASE=correct horse battery staple DEBUG=1', `PASSPHRASE=${MASK} DEBUG=1`],
		['PASSPHRASE=correct horse -v', `PASSPHRASE=${MASK} -v`],
		['PASSPHRASE=a-b c.d; make', `PASSPHRASE=${MASK}; make`],
		['DB_PASSWORD=hunter make all', `DB_PASSWORD=${MASK} make all`],
		['PASSPHRASE=$PP gpg --sign', 'PASSPHRASE=$PP gpg --sign'],
		['passphrase: the key must have twelve characters', 'passphrase: the key must have twelve characters'],
	])('%s', (line, masked) => expect(maskSecrets(line)).toBe(masked));
});
