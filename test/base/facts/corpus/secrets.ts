/*
 * Secrets as found in variables and labels of real deployments: written before the rules of src/base/facts were tuned, and kept apart
 * from the examples that they were tuned on. Tokens are put together here so that no scanner of this repository takes them for real.
 */

const letters = (count: number): string => 'kT7vQ2mZx9Lb4RwYc8NpD3sFh6Gj1'.repeat(Math.ceil(count / 28)).slice(0, count);
const hex = (count: number): string => '9f3ac27be041d86571fce2b0a4d8'.repeat(Math.ceil(count / 28)).slice(0, count);
/** Bytes that look random, the same each time. */
const bytes = (count: number): Buffer => {
	let state = 0x2545f491;
	return Buffer.from(
		Array.from({length: count}, () => {
			state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
			return state >>> 24;
		}),
	);
};

/** Name, value, and a piece of the value that must not be seen when it is masked. */
export const heldBackSecrets: readonly (readonly [name: string, value: string, secret: string])[] = [
	['NPM_CONFIG__AUTH', Buffer.from('deploy:Vq8-rt2x').toString('base64'), 'ZGVwbG95'],
	['npm_config__auth', Buffer.from('ci:hunter2hunter2').toString('base64'), 'aHVudGVy'],
	['NPM_CONFIG__AUTHTOKEN', letters(36), letters(20)],
	[
		'DOCKER_AUTH_CONFIG',
		`{"auths":{"https://index.docker.io/v1/":{"auth":"${Buffer.from('ann:s3cr3tword').toString('base64')}"}}}`,
		'czNjcjN0',
	],
	['KUBECONFIG_DATA', bytes(900).toString('base64'), bytes(900).toString('base64').slice(600, 660)],
	['TLS_KEYSTORE_B64', bytes(2400).toString('base64'), bytes(2400).toString('base64').slice(2000, 2060)],
	[
		'SERVICE_ACCOUNT_JSON',
		JSON.stringify({
			type: 'service_account',
			private_key_id: hex(40),
			private_key: `-----BEGIN PRIVATE ${'KEY'}-----\\n${letters(60)}\\n-----END PRIVATE KEY-----\\n`,
		}),
		letters(40),
	],
	['MY_TOKEN', 'https://hooks.internal.example/t/9f3a-c27b', '9f3a-c27b'],
	['DEPLOY_TOKEN', 'https://ci.example.com/hook/abc123def', 'abc123def'],
	['WEBHOOK_SECRET', 'https://example.com/s/zz91x', 'zz91x'],
	['PASSWORD', 'docker:swordfish', 'swordfish'],
	['ADMIN_PASSWORD', 'file:of:my:life', 'of:my:life'],
	['DB_PASS', 'env:prod77', 'prod77'],
	['ROOT_PASSWORD', 'secret:sauce9', 'sauce9'],
	['REDIS_PASSWORD', 'config:alpha', 'alpha'],
	['SMTP_PASSWORD', '/run/forrest/run', 'forrest'],
	['DB_PASSWORD', '/etc/passw0rd!', 'passw0rd'],
	['MYSQL_PASSWORD', '~/tilde77', 'tilde77'],
	['APP_SECRET', './dotslash9', 'dotslash9'],
	[
		'TEAMS_URL',
		`https://acme.webhook.office.com/webhookb2/${hex(8)}-1234-4321-8abc-${hex(12)}@${hex(8)}-1111-2222-9abc-${hex(12)}/IncomingWebhook/${hex(32)}/${hex(8)}-aaaa-bbbb-cccc-${hex(12)}`,
		hex(32),
	],
	[
		'ALERT_TARGET',
		`https://outlook.office.com/webhook/${hex(8)}-1234-4321-8abc-${hex(12)}@${hex(8)}-1111-2222-9abc-${hex(12)}/IncomingWebhook/${hex(32)}/x`,
		hex(32),
	],
	[
		'FLOW',
		`https://prod-12.westeurope.logic.azure.com:443/workflows/${hex(32)}/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${letters(43)}`,
		letters(30),
	],
	[
		'ARTIFACT_URL',
		`https://bucket.s3.amazonaws.com/app.tgz?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20260101T000000Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature=${hex(64)}`,
		hex(40),
	],
	[
		'DOWNLOAD',
		`https://bucket.s3.amazonaws.com/x?AWSAccessKeyId=x&Expires=1893456000&Signature=vjbyPxybdZaNmGa%2ByT272YEAiv4%3D`,
		'vjbyPxybdZ',
	],
	[
		'BLOB_URL',
		`https://acct.blob.core.windows.net/c?sv=2022-11-02&ss=b&srt=sco&sp=rl&se=2030-01-01T00:00:00Z&st=2024-01-01T00:00:00Z&spr=https&sig=${letters(40)}%3D`,
		letters(30),
	],
	['SAS', `sv=2022-11-02&ss=bfqt&srt=sco&sp=rwdl&se=2030-01-01&sig=${letters(42)}%3D`, letters(30)],
	['GCS_LINK', `https://storage.googleapis.com/b/o?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Signature=${hex(256)}`, hex(60)],
	[
		'CDN',
		`https://d111.cloudfront.net/a.mp4?Expires=1893456000&Signature=${letters(80)}~~&Key-Pair-Id=K2JCJMDEHXQW5F`,
		letters(50),
	],
	['POSTGRES_PASSWORD', 'true-love', 'true-love'],
	['KEYCLOAK_ADMIN_PASSWORD', 'admin', 'admin'],
	['GRAFANA_PASSWORD', '12345', '12345'],
	['VNC_PASSWORD', 'a', 'a'],
	['LDAP_BIND_PASSWORD', 'p@ss:w0rd/with?chars', 'w0rd'],
	['MONGO_URI', 'mongodb+srv://shop:p%40ss@cluster0.x.mongodb.net/shop?retryWrites=true', 'p%40ss'],
	['AMQP_URL', 'amqps://guest:gu3st!@mq:5671/%2f', 'gu3st!'],
	['CELERY_BROKER_URL', 'redis://default:9kD_x@redis:6379/0', '9kD_x'],
	['HTTP_PROXY', 'http://proxyuser:proxy-pa55@proxy.corp:3128', 'proxy-pa55'],
	['GIT_REMOTE', `https://oauth2:${letters(20)}@git.example.com/acme/app.git`, letters(15)],
	['PIP_INDEX_URL', 'https://__token__:abc-DEF-ghi@pypi.corp/simple', 'abc-DEF-ghi'],
	['ConnectionStrings__Default', 'Server=tcp:db,1433;Database=shop;User ID=sa;Password=Zx!9aa;Encrypt=true', 'Zx!9aa'],
	[
		'AzureWebJobsStorage',
		`DefaultEndpointsProtocol=https;AccountName=acct;AccountKey=${letters(86)}==;EndpointSuffix=core.windows.net`,
		letters(60),
	],
	['SERVICEBUS', `Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${letters(43)}=`, letters(30)],
	['JDBC_URL', 'jdbc:postgresql://db/shop?user=app&password=hush-hush', 'hush-hush'],
	['DATABASE_DSN', 'host=db user=app password=Ru7tabaga dbname=shop sslmode=disable', 'Ru7tabaga'],
	['RAILS_MASTER_KEY', hex(32), hex(20)],
	['DJANGO_SECRET_KEY', 'django-insecure-4x#z9!k2', 'insecure'],
	['LARAVEL_APP_KEY', `base64:${letters(43)}=`, letters(30)],
	['HASURA_GRAPHQL_JWT_SECRET', '{"type":"HS256","key":"a-very-long-shared-key-of-ours"}', 'shared-key'],
	['traefik.http.middlewares.auth.basicauth.users', `ann:$apr1$H6uskkkW$${letters(22)}`, letters(15)],
	['CLOUDFLARE_API_TOKEN', letters(40), letters(30)],
	['DD_API_KEY', hex(32), hex(24)],
	['OPENAI_KEY', `sk-${'proj'}-${letters(48)}`, letters(30)],
	['TELEGRAM', `${'7123456789'}:AA${letters(33)}`, letters(25)],
	['OTEL_EXPORTER_OTLP_HEADERS', `api-key=${hex(40)}`, hex(30)],
	['RESTIC_PASSWORD', 'correct horse battery staple', 'battery'],
	['WIREGUARD_PRIVATE_KEY', bytes(32).toString('base64'), bytes(32).toString('base64').slice(5, 30)],
	['SUPERVISOR_OPTS', '--username ops --password Tr0ub4dor', 'Tr0ub4dor'],
	['COMMAND', 'curl -H "X-Api-Key: 8d7f6e5a4b3c2d1e" https://x.example', '8d7f6e5a4b'],
	['SLACK_HOOK', `https://hooks.slack.com/services/T0AAAAAAA/B0BBBBBBB/${letters(24)}`, letters(20)],
	['SESSION_SECRET', 'keyboard cat', 'keyboard'],
	['MINIO_ROOT_PASSWORD', 'minio123', 'minio123'],
	['PGPASSFILE_CONTENT', 'db:5432:shop:app:L0ngW0rd', 'L0ngW0rd'],
];
