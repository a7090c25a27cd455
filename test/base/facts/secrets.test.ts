import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {isEncodedLogin, valuePatterns} from '../../../src/base/facts/secret-values.js';
import {looksSecret, MASK, maskSecrets, maskValue} from '../../../src/base/facts/secrets.js';
import {heldBackInnocent} from './corpus/innocent.js';
import {heldBackSecrets} from './corpus/secrets.js';

// Tokens are put together here so that no scanner of this repository takes them for real ones.
const github = `ghp_${'a1B2c3D4e5F6g7H8i9J0'.repeat(2).slice(0, 36)}`;
const aws = `AKIA${'IOSFODNN7EXAMPLE'}`;
const stripe = `sk_live_${'4eC39HqLyjWDarjtT1zdp7dc'}`;
const slack = `xoxb-${'123456789012-abcdefGHIJKL'}`;
const jwt = `eyJhbGciOiJIUzI1NiJ9.${'eyJzdWIiOiIxMjM0NTY3ODkwIn0'}.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P`;
const pem = '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMIIEow+abc\n-----END RSA PRIVATE KEY-----';
const random = 'q7Jal2XUtnFEMI/K7MD9NG+bPxRfi4YkXAMbLE8KEY';

describe('looksSecret', () => {
	it.each([
		['DB_PASSWORD', 'hunter2', 'name'],
		['POSTGRES_PASSWORD', 'changeme', 'name'],
		['PGPASSWORD', '1234', 'name'],
		['MYSQL_ROOT_PASSWORD', 'toor', 'name'],
		['dbPassword', 'correct horse', 'name'],
		['redis.pass', 'x9', 'name'],
		['API_KEY', 'abc123', 'name'],
		['APIKEY', 'abc123', 'name'],
		['AWS_SECRET_ACCESS_KEY', random, 'name'],
		['APP_KEY', 'base64:3q2+7w==', 'name'],
		['JWT_SECRET', 's3cr3t', 'name'],
		['SESSION_TOKEN', 'abcdef', 'name'],
		['VAULT_UNSEAL_KEY', 'abcdef', 'name'],
		['SENTRY_DSN', 'https://abc@sentry.example.com/1', 'name'],
		['SECRET_KEY_BASE', 'f00', 'name'],
		['MAILER_KEY', 'a8f5f167f44f4964e6c998dee827110c', 'name'],
		['BOUNCER_KEY_nginx', '3f6b1d9a0c7e4e2f8a5b', 'name'],
		['HTPASSWD', 'admin:$apr1$x$y', 'name'],
		['AWS_ACCESS_KEY_ID', aws, 'AWS access key id'],
		['ANYTHING', github, 'GitHub token'],
		['CONFIG', `{"token":"${slack}"}`, 'Slack token'],
		['STRIPE', stripe, 'Stripe key'],
		['X', jwt, 'JSON web token'],
		['TLS', pem, 'private key'],
		['DATABASE_URL', 'postgres://app:s3cr3t@db:5432/shop', 'password in URL'],
		['REDIS_URL', 'redis://:p4ss@cache:6379/0', 'password in URL'],
		['CONNECTION', 'Server=db;User Id=sa;Password=Pa55w0rd;', 'password in connection string'],
		['BLOB', random.replaceAll('/', '_'), 'high entropy'],
		['PASSWORD', 'x', 'name'],
		['REDISCLI_AUTH', 'x', 'name'],
		['DB_PASSWORT', 'x', 'name'],
		['PASSWORD_PEPPER', 'x', 'name'],
		['TOTP_SEED', 'JBSWY3DPEHPK3PXP', 'name'],
		['DB_PW', 'hunter2', 'name'],
		['DB_PWD', 'hunter2', 'name'],
		['BASIC_AUTH', 'ann:hunter2', 'name'],
		['MEILI_MASTER_KEY', 'abc', 'name'],
		['TOKEN', 'abc1', 'name'],
		['JAVA_OPTS', '-Xmx1g -Dspring.datasource.password=hunter2', 'password in text'],
		['SPRING_APPLICATION_JSON', '{"spring":{"datasource":{"url":"x","password":"hunter2"}}}', 'password in text'],
		['KAFKA_JAAS', 'Login required username="ann" password="hunter2";', 'password in text'],
		['EXTRA_ARGS', '--port 80 --auth-token abc', 'password in text'],
		['GPG_PASSPHRASE', 'hunter2', 'name'],
		['GPG_PRIVATE_KEY', 'lQOYBF', 'name'],
		['pgpass', 'hunter2', 'name'],
		['KEYPASS', 'hunter2', 'name'],
		['ROOTPW', 'hunter2', 'name'],
		['MYSQLPWD', 'hunter2', 'name'],
		['WALLET_MNEMONIC', 'legal winner thank year', 'name'],
		['AUTH', 'Basic YW5uOmh1bnRlcjI=', 'password in text'],
		['BACKUP', 'mysqldump -u root -phunter2 shop', 'password in text'],
		['MY_TOKEN', 'https://hooks.example.com/t/9f3a', 'name'],
		['PASSWORD', 'docker:hunter2', 'name'],
		['PASSWORD', '/run/hunter2', 'name'],
		['PASSWORD', '$ecret', 'name'],
		['PASSWORD', '`hunter2', 'name'],
		['PASSWORD', 'default', 'name'],
		['NPM_CONFIG__AUTH', Buffer.from('ann:hunter2').toString('base64'), 'password in base64'],
		['NPM_CONFIG__AUTH', Buffer.from('ann:hunté').toString('base64'), 'name'],
		['npm_config__auth', Buffer.from('ci:ab').toString('base64'), 'name'],
		['npm_config_//npm.example.com/:_auth', Buffer.from('ann:p w').toString('base64'), 'name'],
		['LOGIN', `${Buffer.from('ann:hunter2').toString('base64')}\n`, 'password in base64'],
		[
			'LOGIN',
			`${Buffer.from(`ann:${'hunter2'.repeat(20)}`)
				.toString('base64')
				.replaceAll(/.{76}/g, '$&\n')}\n`,
			'password in base64',
		],
		[
			'LOGIN',
			Buffer.from(`_json_key:{"type": "service_account", "id": "${'ab c'.repeat(300)}"}`).toString('base64'),
			'password in base64',
		],
		['KEYSTORE', random.repeat(20).replaceAll('/', '7'), 'high entropy'],
		[
			'WEBHOOK',
			`https://acme.webhook.office.com/webhookb2/a1b2c3d4-0000-4000@x/IncomingWebhook/${'0a1b2c3d'.repeat(4)}/y`,
			'webhook URL',
		],
		['LINK', `https://b.s3.amazonaws.com/x?X-Amz-Signature=${'0a1b2c3d'.repeat(8)}`, 'signature in URL'],
		['LINK', `https://a.blob.core.windows.net/c?sv=2022-11-02&sig=${random.replaceAll('/', '%2F')}`, 'signature in URL'],
		// biome-ignore lint/suspicious/noTemplateCurlyInString: a default that everybody reads, as Compose writes it
		['DB_PASSWORD', '${DB_PASSWORD:-changeme}', 'name'],
	])('recognises %s as a secret', (name, value, kind) => expect(looksSecret(name, value)).toBe(kind));

	it.each([
		['DB_PASSWORD', ''],
		['RANDOM_SEED', '42'],
		['TEST_SEED', 'JBSWY3DPEHPK3PXP'],
		['START', 'su-exec app server -P 8080 --user app > /dev/null 2>&1'],
		['UNPACK', 'unzip -q app.zip -d /app && tar -xzf b.tgz'],
		['DB_PASSWORD_FILE', '/run/secrets/db'],
		['DB_PASSWORD', '/run/secrets/db'],
		// biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of Compose, as it is written
		['DB_PASSWORD', '${DB_PASSWORD:?missing}'],
		// biome-ignore lint/suspicious/noTemplateCurlyInString: an empty default
		['DB_PASSWORD', '${DB_PASSWORD:-}'],
		// biome-ignore lint/suspicious/noTemplateCurlyInString: a default that is a reference again
		['DB_PASSWORD', '${DB_PASSWORD:-$PGPASSWORD}'],
		['DB_PASSWORD', '$(cat /run/secrets/db)'],
		['DB_PASSWORD', '<set me>'],
		['DB_PASSWORD', 'op://vault/db/password'],
		['DB_PASSWORD', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf'],
		['TLS_KEY', '/etc/ssl/private/server.key'],
		['LOGO', `data:image/png;base64,iVBORw0KGgo${random.repeat(20)}`],
		['WEBHOOK_URL', 'https://shop.example.com/webhooks/orders-created-v2'],
		['ASSET', 'https://cdn.example.com/a.js?signature=v4'],
		['PASSWORD_ENCODER', 'bcrypt'],
		['CREDENTIAL_HELPER', 'osxkeychain'],
		['SECRET_PROVIDER_CLASS', 'azure'],
		['TOKEN_CACHE', 'memory'],
		['PASSWORD_REGEX', '^.{8,}$'],
		['SECRET_REF', 'prod/db'],
		['DB_PASSWORD', 'vault:secret/data/db#password'],
		['MYSQL_ALLOW_EMPTY_PASSWORD', 'yes'],
		['MYSQL_RANDOM_ROOT_PASSWORD', 'true'],
		['PASSWORD_MIN_LENGTH', '12'],
		['TOKEN_TTL', '3600'],
		['TOKEN_URL', 'https://id.example.com/token'],
		['MAX_TOKENS', '4096'],
		['TOKENIZERS_PARALLELISM', 'false'],
		['SSH_PUBLIC_KEY', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJbIxIVMSsgmTu9xJbqYh0Uvl1LN user@host'],
		['GPG_KEY', 'A035C8C19219BA821ECEA86B64E628F8D684696D'],
		['NGINX_GPGKEY_PATH', '/etc/key.asc'],
		['PYTHON_SHA256', '3f35ebfb67867fb4b583a03e480f900206af637efe7179b32294a6a0cf806f37'],
		['CACHE_KEY', 'users'],
		['SORT_KEY', 'created_at'],
		['PRIMARY_KEY_COLUMN', 'customer_id'],
		['KEYBOARD', 'de'],
		['PASSENGER_APP_ENV', 'production'],
		['COMPASS', 'north'],
		['PROXY_BYPASS', 'localhost'],
		['RENDER_SURPASS', 'two'],
		['OLDPWD', '/app'],
		['AUTHOR', 'Ann Example <ann@example.com>'],
		['POSTGRES_HOST_AUTH_METHOD', 'trust'],
		['SECRET_NAME', 'prod/db'],
		['PWD', '/app'],
		['SSH_AUTH_SOCK', '/tmp/agent.sock'],
		['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
		['JAVA_OPTS', '-Xmx512m -XX:+UseG1GC -Dfile.encoding=UTF-8'],
		['DATABASE_URL', 'postgres://db:5432/shop'],
		['REGISTRY', 'https://registry.example.com:5000/v2/'],
		['NODE_VERSION', '20.20.2'],
		['GIT_COMMIT', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b'],
		['com.docker.compose.config-hash', 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9'],
		['org.opencontainers.image.description', 'Tokens and passwords explained'],
		['WORKER_CLASS', 'UvicornWorkerWithGracefulShutdown2Seconds10'],
		['TZ', 'Europe/Berlin'],
		['TOKENS_PER_MINUTE', '1000'],
		['LLM_CONTEXT_TOKENS', '8192'],
		['PASSWORD_HASH_ROUNDS', '12'],
		['STRIPE_PUBLISHABLE_KEY', 'pk_test_51H8abcdefgh'],
		['RECAPTCHA_SITE_KEY', '6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQ'],
		['POSTGRES_INITDB_ARGS', '--auth-host=scram-sha-256'],
		['GOOGLE_APPLICATION_CREDENTIALS', '/app/key.json'],
		['CORS_ALLOW_CREDENTIALS', 'true'],
		['NGINX_VERSION', '1.27.3'],
		['PKG_RELEASE', '1~bookworm'],
		['PGDATA', '/var/lib/postgresql/data'],
		['REDIS_DOWNLOAD_URL', 'http://download.redis.io/releases/redis-7.4.1.tar.gz'],
		['REDIS_DOWNLOAD_SHA', 'bc34b878eb89421bbfca6fa78752343bf37af312a09eb0fae47c9575977dfaa2'],
		['GPG_KEYS', '1198C0117593497A5EC5C199286AF1F9897469DC C28D937575603EB4ABB725861C0779DC5C0A9DE4'],
		['RABBITMQ_PGP_KEY_ID', '0x0A9AF2115F4687BD29803A206B73A36E6026DFCA'],
		['PHPIZE_DEPS', 'autoconf \t\tdpkg-dev \t\tfile \t\tg++ \t\tgcc \t\tlibc-dev \t\tmake'],
		['PHP_CFLAGS', '-fstack-protector-strong -fpic -fpie -O2 -D_LARGEFILE_SOURCE -D_FILE_OFFSET_BITS=64'],
		['GF_SECURITY_ADMIN_PASSWORD__FILE', '/run/secrets/grafana'],
		['KAFKA_ADVERTISED_LISTENERS', 'PLAINTEXT://kafka:9092,CONTROLLER://:9093'],
		['AUTH_TOKEN_EXPIRES_IN', '1h'],
		['JWT_ALGORITHM', 'RS256'],
		['COOKIE_SECURE', 'true'],
		['MAIL_PASSWORD', 'null'],
		['KEYCLOAK_ADMIN', 'admin'],
		['KEY_PREFIX', 'shop:'],
		['HOST_KEY_CHECKING', 'False'],
		['LS_COLORS', 'rs=0:di=01;34:ln=01;36:mh=00:pi=40;33:so=01;35:do=01;35'],
		['CERTBOT_EMAIL', 'ops@example.com'],
		['OTEL_RESOURCE_ATTRIBUTES', 'service.name=shop,service.version=1.2.3'],
		['JAVA_OPTS', '-Djavax.net.ssl.keyStore=/etc/keys/store.p12 -Djava.security.auth.login.config=/etc/jaas.conf'],
		['com.docker.compose.image', `sha256:${'0123456789abcdef'.repeat(4)}`],
		['org.opencontainers.image.revision', '4f1c0b6b3a1d8e9f7c6b5a4d3e2f1a0b9c8d7e6f'],
		['maintainer', 'NGINX Docker Maintainers <docker-maint@nginx.com>'],
		['traefik.http.routers.api.rule', 'Host(`api.example.com`) && PathPrefix(`/auth`)'],
		['traefik.http.routers.api.middlewares', 'auth@docker,compress@file'],
		['com.docker.desktop.key', 'short'],
	])('does not flag %s=%s', (name, value) => expect(looksSecret(name, value)).toBeNull());

	it('does not mistake a URL in base64 for a login', () =>
		expect(isEncodedLogin(Buffer.from('http://a.example').toString('base64'))).toBe(false));
});

describe('the issuers’ own formats', () => {
	const letters = (count: number) => 'aB3dE5gH7jK9'.repeat(10).slice(0, count);
	const samples: Readonly<Record<string, readonly string[]>> = {
		'private key': ['-----BEGIN OPENSSH PRIVATE KEY-----\nabc', '-----BEGIN PGP PRIVATE KEY BLOCK-----\nabc'],
		'AWS access key id': ['AKIA', 'ASIA', 'ABIA', 'ACCA'].map(prefix => `${prefix}${'ABCDEFGH23456789'}`),
		'GitHub token': [`ghp_${letters(36)}`, `gho_${letters(36)}`, `github_pat_${letters(30)}`],
		'GitLab token': [`glpat-${letters(20)}`, `gldt-${letters(20)}`, `glsoat-${letters(20)}`],
		'Slack token': [slack, `xapp-1-${letters(20)}`],
		'webhook URL': [
			`https://hooks.slack.com/services/T00000000/B00000000/${letters(24)}`,
			`https://discord.com/api/webhooks/123456789/${letters(24)}`,
		],
		'Stripe key': [stripe, `rk_test_${letters(24)}`, `whsec_${letters(24)}`],
		'Google API key': [`AIza${letters(35)}`],
		'Google OAuth secret': [`GOCSPX-${letters(28)}`],
		'npm token': [`npm_${letters(36)}`],
		'PyPI token': [`pypi-${letters(60)}`],
		'SendGrid key': [`SG.${letters(22)}.${letters(43)}`],
		'Telegram bot token': [`123456789:AA${letters(33)}`],
		'API key': [`sk-${letters(40)}`, `sk-proj-${letters(40)}`, `sk-ant-${letters(40)}`],
		'Hugging Face token': [`hf_${letters(34)}`],
		'DigitalOcean token': [`dop_v1_${'0a1b2c3d'.repeat(8)}`],
		'Docker token': [`dckr_pat_${letters(27)}`],
		'Vault token': [`hvs.${letters(24)}`],
		'Shopify token': [`shpat_${'0a1b2c3d'.repeat(4)}`],
		'age key': [`AGE-SECRET-KEY-1${'QPZRY9X8GF'.repeat(6)}`],
		'API token': [
			...['lin_api_', 'figd_', 'sntrys_', 'glsa_', 'pscale_tkn_', 'gsk_', 'pplx-', 'xai-', 'ntn_', 'nfp_', 'fo1_', 'sq0csp-'],
			...['HRKU-', 'ATATT3x', 'tskey-auth-', 'dp.pt.'],
		]
			.map(prefix => `${prefix}${letters(40)}`)
			.concat(`r8_${letters(37)}`, `NRAK-${'A1B2C3D4E5F'.repeat(3).slice(0, 27)}`, `key-${'0a1b2c3d'.repeat(4)}`)
			.concat(['pul-', 'sbp_', 'bkua_', 'rubygems_'].map(prefix => `${prefix}${'0a1b2c3d'.repeat(5)}`))
			.concat(`dapi${'0a1b2c3d'.repeat(4)}`, `${'0a1b2c3d'.repeat(4)}-us12`),
		'service token': [
			...['EAAA', 'EAAC', 'AKCp8', 'cmVmdGtu'].map(prefix => `${prefix}${letters(80)}`),
			...['ATCTT3x', 'ATBB', 'essu_'].map(prefix => `${prefix}${letters(30)}`),
			...['fm2_', 'eyJhIjoi', 'FwoGZXIvYXdz', 'IQoJb3JpZ2luX2Vj'].map(prefix => `${prefix}${letters(90)}`),
			`dt0c01.${'ABCDEFGH'.repeat(3)}.${'IJKLMNO2'.repeat(8)}`,
			`secret_${letters(43)}`,
			`pat${letters(14)}.${'0a1b2c3d'.repeat(8)}`,
			`cio${letters(32)}`,
			`oy2${'ab1'.repeat(14)}c`,
			`${'0a1b2c'.repeat(6)}NRAL`,
			`EZAK${letters(54)}`,
			`v1.0-${'0a1b2c3d'.repeat(3)}-${'0a1b2c3d'.repeat(15)}`,
			`1/1234567890123456:${'0a1b2c3d'.repeat(4)}`,
		],
		'Azure client secret': [`abc8Q~${letters(34)}`],
		'PuTTY key': [`PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines: 1\n${letters(40)}\nPrivate-MAC: ${'0a1b'.repeat(16)}`],
		'LDAP password hash': [`ann:{SSHA}${letters(40)}`, `{CRYPT}$1$${letters(22)}`],
		'Terraform token': [`${letters(14)}.atlasv1.${letters(60)}`],
		'JSON web token': [jwt],
		'password hash': [`ann:$apr1$abcdefgh$${letters(22)}`, `$2y$10$${letters(53)}`, `$6$salt$${letters(86)}`],
	};
	it('are all listed here', () =>
		expect(Object.keys(samples).sort()).toEqual([...valuePatterns.map(({kind}) => kind), 'webhook URL'].sort()));
	it.each(Object.entries(samples))('recognises and masks: %s', (kind, values) => {
		for (const value of values) {
			expect(looksSecret('SETTING', `x ${value} y`)).toBe(kind);
			expect(maskSecrets(`x ${value}`)).not.toContain(value.slice(-8));
		}
	});
});

describe('settings that the rules were not tuned on', () => {
	it('are recognised where they are secrets, but for a file of passwords that no name calls one', () => {
		const missed = heldBackSecrets.filter(([name, value]) => looksSecret(name, value) === null);
		expect(missed.map(([name]) => name)).toEqual(['PGPASSFILE_CONTENT']);
		const shown = heldBackSecrets.filter(([name, value, secret]) => maskValue(name, value).includes(secret));
		expect(shown).toEqual(missed);
	});
	it('are not flagged where they are not secrets', () =>
		expect(heldBackInnocent.filter(([name, value]) => looksSecret(name, value) !== null)).toEqual([]));
});

describe('maskValue', () => {
	it('masks a secret whole', () => expect(maskValue('DB_PASSWORD', 'hunter2')).toBe(MASK));
	it('masks only the password of a URL', () =>
		expect(maskValue('DATABASE_URL', 'postgres://app:s3cr3t@db:5432/shop')).toBe(`postgres://app:${MASK}@db:5432/shop`));
	it('sanitises what it shows', () => expect(maskValue('NOTE', 'a\x1b[2Jb')).toBe('ab'));
});

describe('maskSecrets', () => {
	it.each([
		['redis-server --requirepass hunter22', `redis-server --requirepass ${MASK}`],
		['app --db-password=hunter2 --verbose', `app --db-password=${MASK} --verbose`],
		['app --password "two words" -v', `app --password ${MASK} -v`],
		['app --api-key abc123', `app --api-key ${MASK}`],
		['mysqldump -u root -phunter2 shop', `mysqldump -u root -p${MASK} shop`],
		['redis-cli -h cache -a hunter2 ping', `redis-cli -h cache -a ${MASK} ping`],
		['curl -u ann:hunter2 https://x.example/', `curl -u ann:${MASK} https://x.example/`],
		["curl -H 'Authorization: Bearer abcdef123456' x", `curl -H 'Authorization: Bearer ${MASK}' x`],
		['curl -H "Authorization: token abcdef123456" x', `curl -H "Authorization: token ${MASK}" x`],
		['mongosh -u root -p hunter2 --quiet', `mongosh -u root -p ${MASK} --quiet`],
		['docker login -u ann -p hunter2 registry.example', `docker login -u ann -p ${MASK} registry.example`],
		['mosquitto_sub -u ann -P hunter2 -t x', `mosquitto_sub -u ann -P ${MASK} -t x`],
		['rabbitmqctl add_user ann hunter2', `rabbitmqctl add_user ann ${MASK}`],
		['htpasswd -bc /etc/nginx/users ann hunter2', `htpasswd -bc /etc/nginx/users ann ${MASK}`],
		['htpasswd -nb ann hunter2', `htpasswd -nb ann ${MASK}`],
		['htpasswd -Bbn -C 12 ann hunter2', `htpasswd -Bbn -C 12 ann ${MASK}`],
		['htpasswd -bc users ann hunter2', `htpasswd -bc users ann ${MASK}`],
		['sqlcmd -S db -U sa -Phunter2 -Q x', `sqlcmd -S db -U sa -P${MASK} -Q x`],
		['ipmitool -H h -U ann -P hunter2 power', `ipmitool -H h -U ann -P ${MASK} power`],
		['unzip -P hunter2 x.zip', `unzip -P ${MASK} x.zip`],
		['7z x -phunter2 x.7z', `7z x -p${MASK} x.7z`],
		['mysqladmin -u root password hunter2', `mysqladmin -u root password ${MASK}`],
		['snmpget -v2c -c hunter2 h', `snmpget -v2c -c ${MASK} h`],
		['useradd -p hunter2 ann', `useradd -p ${MASK} ann`],
		['az login --service-principal -u a -p hunter2 --tenant t', `az login --service-principal -u a -p ${MASK} --tenant t`],
		['docker login -uann -phunter2 r', `docker login -uann -p${MASK} r`],
		['consul agent -encrypt hunter2hunter2', `consul agent -encrypt ${MASK}`],
		['gitlab-runner register -r hunter2 -u x', `gitlab-runner register -r ${MASK} -u x`],
		['xfreerdp /u:ann /p:hunter2 /v:h', `xfreerdp /u:ann /p:${MASK} /v:h`],
		['redis-server --user ann on >hunter2 ~* +@all', `redis-server --user ann on >${MASK} ~* +@all`],
		['vault login hunter2', `vault login ${MASK}`],
		['ngrok config add-authtoken hunter2', `ngrok config add-authtoken ${MASK}`],
		['rclone obscure hunter2', `rclone obscure ${MASK}`],
		['mc alias set m http://m ann hunter2', `mc alias set m http://m ann ${MASK}`],
		['npm config set //r.example/:_authToken hunter2', `npm config set //r.example/:_authToken ${MASK}`],
		['smbclient //h/s -U ann%hunter2', `smbclient //h/s -U ann%${MASK}`],
		['sqlplus scott/hunter2@db', `sqlplus scott/${MASK}@db`],
		['x jdbc:oracle:thin:scott/hunter2@h:1521/x', `x jdbc:oracle:thin:scott/${MASK}@h:1521/x`],
		['curl -H "Cookie: session=hunter2hunter2" x', `curl -H "Cookie: ${MASK}" x`],
		['curl --proxy-user ann:hunter2 x', `curl --proxy-user ann:${MASK} x`],
		['echo hunter2 | sudo -S id', `echo ${MASK} | sudo -S id`],
		['git clone https://hunter2hunter2:x-oauth-basic@git.example/x', `git clone https://${MASK}:${MASK}@git.example/x`],
		['open https://x.example/#access_token=hunter2', `open https://x.example/#access_token=${MASK}`],
		[`curl https://api.telegram.org/bot123456789:AA${'x1Y'.repeat(11)}/send`, `curl https://api.telegram.org/bot${MASK}/send`],
		['ldapsearch -x -D cn=admin -w hunter2 -b dc=x', `ldapsearch -x -D cn=admin -w ${MASK} -b dc=x`],
		['openssl enc -aes-256-cbc -k hunter2 -in x', `openssl enc -aes-256-cbc -k ${MASK} -in x`],
		["echo 'root:hunter2' | chpasswd", `echo 'root:${MASK}' | chpasswd`],
		['echo app:hunter2 | sudo chpasswd', `echo app:${MASK} | sudo chpasswd`],
		['echo "two words" | docker login -u ann --password-stdin', `echo ${MASK} | docker login -u ann --password-stdin`],
		['printf hunter2 | helm registry login --password-stdin x', `printf ${MASK} | helm registry login --password-stdin x`],
		// biome-ignore lint/suspicious/noTemplateCurlyInString: a default that everybody reads
		['app --password ${PW:-hunter2}', `app --password ${MASK}`],
		['aws configure set aws_secret_access_key abc/def', `aws configure set aws_secret_access_key ${MASK}`],
		['machine git.example login ann password hunter2', `machine git.example login ann password ${MASK}`],
		['npm config set //registry.example/:_authToken=abcdef1', `npm config set //registry.example/:_authToken=${MASK}`],
		['{"auths":{"ghcr.io":{"auth":"YW5uOmh1bnRlcjI="}}}', `{"auths":{"ghcr.io":{"auth":"${MASK}"}}}`],
		['redis-server --requirepass "two words" --port 1', `redis-server --requirepass ${MASK} --port 1`],
		['openssl rsa -passin pass:hunter2 -in x', `openssl rsa -passin pass:${MASK} -in x`],
		['git clone https://ann:hunter2@git.example/x', `git clone https://ann:${MASK}@git.example/x`],
		['PGPASSWORD=hunter2 psql -h db', `PGPASSWORD=${MASK} psql -h db`],
		['|1 API_TOKEN=abcdef /bin/sh -c make', `|1 API_TOKEN=${MASK} /bin/sh -c make`],
		['ENV DB_PASSWORD=hunter2 DEBUG=1', `ENV DB_PASSWORD=${MASK} DEBUG=1`],
		['{"password": "hunter2", "user": "ann"}', `{"password": "${MASK}", "user": "ann"}`],
		['https://x.example/?token=abcdef&page=2', `https://x.example/?token=${MASK}&page=2`],
		[`echo ${github} | login`, `echo ${MASK} | login`],
		[`echo '${pem}' > key`, `echo '${MASK}' > key`],
		[`upload ${random}`, `upload ${MASK}`],
	])('masks %s', (text, masked) => expect(maskSecrets(text)).toBe(masked));

	it.each([
		'nginx -g daemon off;',
		`ENV GIT_SHA=${'d670460b4b4aece5915c'.repeat(2)} LANG=C`,
		'docker run -p 8080:80 --user 1000:1000 nginx:1.27',
		'/bin/sh -c apt-get update && apt-get install -y passwd pass',
		'COPY file:2b8bfdde7e6a7b6e4e1d5b1c8f3b0a1e2d3c4b5a69788796a5b4c3d2e1f0a9b8 in /app',
		'--password-file /run/secrets/db --key-path /etc/ssl/tls.key',
		'CMD ["node" "server.js"]',
		'mysqladmin ping -h localhost -u root -p$MYSQL_ROOT_PASSWORD',
		// biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the shell, as it is written
		'mysqladmin ping -uroot -p${MYSQL_ROOT_PASSWORD}',
		'redis-cli -a "$REDIS_PASSWORD" ping',
		'curl -u "$USER:$PASSWORD" localhost',
		'The token: is here',
		'mkdir -p /var/lib/mysql',
		'docker run -p 8080:80 login',
		'wget -P /tmp https://example.com/x',
		'echo machine learning login page',
		'app --token $(cat /run/secrets/token)',
		'app --token `cat /run/secrets/token`',
		'TOKEN=$(cat /run/secrets/token) make',
		'echo "$PW" | docker login -u ann --password-stdin',
		'echo "root:$PW" | chpasswd',
		'cat /run/secrets/pw | docker login --password-stdin registry.example',
		'openssl s_client -connect db:5432',
		'key-value-store pul-request xai-model',
	])('leaves %s alone', text => expect(maskSecrets(text)).toBe(text));

	it('leaves nothing of a secret anywhere, and is idempotent', () => {
		const word = fc.stringMatching(/^[a-z]{1,8}$/);
		const secret = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9!%^*+]{6,20}\d$/);
		const shape = fc.constantFrom(
			(value: string) => `DB_PASSWORD=${value}`,
			(value: string) => `--password ${value}`,
			(value: string) => `--auth-token="${value}"`,
			(value: string) => `https://u:${value}@host/`,
			(value: string) => `{"apiKey":"${value}"}`,
		);
		fc.assert(
			fc.property(fc.array(word), secret, shape, fc.array(word), (before, value, say, after) => {
				const masked = maskSecrets([...before, say(value), ...after].join(' '));
				expect(masked).not.toContain(value);
				expect(masked).toContain(MASK);
				expect(maskSecrets(masked)).toBe(masked);
			}),
			{numRuns: 500},
		);
	});

	it('takes hostile text without hanging', () => {
		for (const piece of [
			'a=',
			'a:',
			'-----BEGIN PRIVATE KEY-----',
			'x://y:',
			'--a ',
			'"a',
			'curl -u ',
			'mysql -',
			';pwd=',
			'Aa1',
		])
			expect(maskSecrets(piece.repeat(20_000)).length).toBeGreaterThan(0);
	});
});
