import {asks, off, password, passwordOption, unseen, wellKnown} from '../clues.js';
import {all, any, before, config, env, given, matching, no, not, option, since, word, yes} from '../conditions.js';
import {anySetting, file, passwordSetting, type ServiceFile, setting} from '../files/conditions.js';
import type {Clue, Service} from '../service.js';

/** @source rabbitmq.com/docs, configure and access-control */
const rabbitmq = (path: string): ServiceFile => ({
	at: ({env}) =>
		path.endsWith('.conf') ? (env.get('RABBITMQ_CONFIG_FILE') ?? path) : (env.get('RABBITMQ_CONFIG_FILES') ?? path),
	format: 'assignments',
	keeps: /^(?:default_user|default_pass|loopback_users(?:\.guest)?)$/,
	secret: /^default_pass$/,
	inFolder: /\.conf$/,
	isDefault: true,
});
/** Those of the folder are read last, and count. */
const rabbitmqFiles = [rabbitmq('/etc/rabbitmq/conf.d'), rabbitmq('/etc/rabbitmq/rabbitmq.conf')];
/** The account with the well-known password logs in from loopback only, unless the files allow more. */
const ofGuest: readonly Clue[] = [
	wellKnown(any(setting('loopback_users', matching(/^none$/)), setting('loopback_users.guest', no))),
	asks(setting('loopback_users.guest', yes)),
];

/** @source mosquitto.org, mosquitto.conf(5) and migrating to 2.0 */
const mosquitto: ServiceFile = {
	at: ({options, isMakers}) => options.get('c')?.at(-1)?.[0] ?? (isMakers ? '/mosquitto/config/mosquitto.conf' : null),
	format: 'directives',
	keeps:
		/^(?:allow_anonymous|listener_allow_anonymous|listener|port|bind_address|include_dir|per_listener_settings|require_certificate|password_file|auth_plugin|plugin)$/,
};

/** Queues, brokers, caches and coordination. @source the manuals and image pages of the projects */
export const messaging: readonly Service[] = [
	{
		name: 'memcached',
		images: ['memcached', 'bitnami/memcached'],
		programs: ['memcached'],
		ports: [11_211],
		gives: 'data',
		gain: 'read and replace all that is cached',
		clues: [
			asks(any(option('S'), option('enable-sasl'), option('Y', given), option('auth-file', given))),
			password('MEMCACHED_PASSWORD'),
		],
		otherwise: 'open',
	},
	{
		name: 'RabbitMQ',
		images: ['rabbitmq', 'bitnami/rabbitmq', 'bitnamilegacy/rabbitmq'],
		programs: ['rabbitmq-server'],
		ports: [5672, 5671, 15_672, 15_671, 25_672, 1883],
		gives: 'data',
		gain: 'log in as guest, which these images allow from every address, and read and write all queues',
		marks: ['RABBITMQ_VERSION'],
		clues: [
			password('RABBITMQ_DEFAULT_PASS', 'RABBITMQ_PASSWORD'),
			...rabbitmqFiles.map(one => file(one, passwordSetting('default_pass'))),
			...rabbitmqFiles.map(one => file(one, ...ofGuest)),
			unseen(config),
		],
		otherwise: 'guessable',
	},
	{
		name: 'ActiveMQ',
		images: ['apache/activemq-classic', 'rmohr/activemq', 'symptoma/activemq', 'webcenter/activemq'],
		programs: ['activemq'],
		ports: [61_616, 8161, 5672, 61_613, 1883],
		gives: 'data',
		gain: 'read and write all queues, and log in to the console as admin',
		clues: [password('ACTIVEMQ_WEB_PASSWORD', 'ACTIVEMQ_CONNECTION_PASSWORD', 'ACTIVEMQ_ADMIN_PASSWORD'), unseen(config)],
		otherwise: 'guessable',
	},
	{
		name: 'Kafka',
		images: [
			'apache/kafka',
			'apache/kafka-native',
			'confluentinc/cp-kafka',
			'confluentinc/cp-server',
			'confluentinc/confluent-local',
			'bitnami/kafka',
			'bitnamilegacy/kafka',
			'wurstmeister/kafka',
		],
		programs: ['kafka-server-start.sh', 'kafka-server-start'],
		ports: [9092, 9093, 9094, 29_092, 19_092],
		gives: 'data',
		gain: 'read and write all topics',
		clues: [
			unseen(
				any(
					...[
						'KAFKA_LISTENER_SECURITY_PROTOCOL_MAP',
						'KAFKA_CFG_LISTENER_SECURITY_PROTOCOL_MAP',
						'KAFKA_LISTENERS',
						'KAFKA_CFG_LISTENERS',
						'KAFKA_ADVERTISED_LISTENERS',
					].map(name => env(name, {literal: false, passes: value => /SASL|SSL/.test(value)})),
				),
			),
			unseen(any(env('KAFKA_SASL_ENABLED_MECHANISMS'), env('KAFKA_CFG_SASL_ENABLED_MECHANISMS'))),
			off(
				any(
					env('ALLOW_PLAINTEXT_LISTENER', yes),
					...['KAFKA_LISTENERS', 'KAFKA_CFG_LISTENERS', 'KAFKA_ADVERTISED_LISTENERS', 'KAFKA_CFG_ADVERTISED_LISTENERS'].map(
						name => env(name, given),
					),
				),
			),
			unseen(config),
		],
		otherwise: 'open',
	},
	{
		name: 'Redpanda',
		images: ['redpandadata/redpanda', 'vectorized/redpanda'],
		programs: ['redpanda', 'rpk'],
		ports: [9092, 19_092, 9644, 8081, 8082],
		gives: 'data',
		gain: 'read and write all topics, and administer the cluster',
		clues: [unseen(any(option('set', matching(/enable_sasl|authentication_method/)), config))],
		otherwise: 'open',
	},
	{
		name: 'ZooKeeper',
		images: ['zookeeper', 'confluentinc/cp-zookeeper', 'bitnami/zookeeper', 'bitnamilegacy/zookeeper', 'wurstmeister/zookeeper'],
		programs: ['zkServer.sh', 'zookeeper-server-start', 'zookeeper-server-start.sh'],
		ports: [2181, 8080],
		gives: 'data',
		gain: 'change what the clients of the cluster agree on',
		clues: [
			asks(env('ZOO_ENABLE_AUTH', yes)),
			unseen(any(env('ZOOKEEPER_AUTH_PROVIDER_SASL'), option('java.security.auth.login.config', given))),
			off(env('ALLOW_ANONYMOUS_LOGIN', yes)),
			unseen(config),
		],
		otherwise: 'open',
	},
	{
		name: 'etcd',
		images: ['coreos/etcd', 'etcd-development/etcd', 'bitnami/etcd', 'bitnamilegacy/etcd', 'rancher/etcd', 'etcd'],
		programs: ['etcd'],
		ports: [2379, 4001],
		gives: 'data',
		gain: 'read and change all keys, a Kubernetes cluster and its secrets if it is one of those',
		clues: [
			// With a file all options and variables are ignored.
			file(
				{
					at: ({options, env}) => options.get('config-file')?.at(-1)?.[0] ?? env.get('ETCD_CONFIG_FILE') ?? null,
					format: 'yaml',
					keeps: /^(?:client-transport-security\.(?:client-cert-auth|trusted-ca-file)|listen-client-urls)$/,
				},
				asks(setting('client-transport-security.client-cert-auth', yes)),
				off(setting('listen-client-urls')),
			),
			asks(
				any(
					option('client-cert-auth'),
					env('ETCD_CLIENT_CERT_AUTH', yes),
					option('trusted-ca-file', given),
					env('ETCD_TRUSTED_CA_FILE'),
				),
			),
			password('ETCD_ROOT_PASSWORD'),
			off(env('ALLOW_NONE_AUTHENTICATION', yes)),
			off(any(option('listen-client-urls', given), env('ETCD_LISTEN_CLIENT_URLS'))),
		],
		otherwise: 'unknown',
		loopbackByDefault: true,
		bindEnv: ['ETCD_LISTEN_CLIENT_URLS'],
		bindSettings: ['listen-client-urls'],
	},
	{
		name: 'Consul',
		images: ['consul', 'hashicorp/consul', 'bitnami/consul'],
		programs: ['consul'],
		ports: [8500, 8501, 8600],
		gives: 'data',
		gain: 'read and change all keys and services, and register checks',
		clues: [
			asks(
				env('CONSUL_LOCAL_CONFIG', {
					literal: false,
					passes: value => /default_policy["']?\s{0,9}[:=]\s{0,9}["']?deny/.test(value),
				}),
			),
			unseen(
				any(
					config,
					env('CONSUL_LOCAL_CONFIG', {literal: false, passes: value => /acl/i.test(value)}),
					option('config-dir', given),
				),
			),
			off(any(option('client', given), option('dev'), env('CONSUL_CLIENT_INTERFACE'), env('CONSUL_BIND_INTERFACE'))),
		],
		otherwise: 'open',
	},
	{
		name: 'Nomad',
		images: ['hashicorp/nomad', 'multani/nomad'],
		programs: ['nomad'],
		ports: [4646],
		gives: 'host',
		gain: 'run jobs on the hosts of the cluster',
		clues: [unseen(config), off(option('dev'))],
		otherwise: 'unknown',
	},
	{
		name: 'NATS',
		images: ['nats', 'bitnami/nats'],
		programs: ['nats-server', 'gnatsd'],
		ports: [4222, 8222],
		gives: 'data',
		gain: 'read and publish all messages',
		clues: [passwordOption('pass', 'auth'), password('NATS_PASSWORD', 'NATS_TOKEN'), asks(option('tlsverify')), unseen(config)],
		otherwise: 'open',
		ownConfig: /^\/?(?:etc\/nats\/)?nats-server\.conf$/,
	},
	{
		name: 'Mosquitto',
		images: ['eclipse-mosquitto', 'toke/mosquitto'],
		programs: ['mosquitto'],
		ports: [1883, 9001],
		gives: 'data',
		gain: 'read and publish all messages',
		clues: [
			off(option('c', matching(/(?:^|\/)mosquitto-no-auth\.conf$/))),
			file(
				{...mosquitto, isDefault: true},
				unseen(setting('include_dir')),
				unseen(all(anySetting('require_certificate', yes), anySetting(/^(?:listener_)?allow_anonymous$/, yes))),
				off(anySetting('listener_allow_anonymous', yes)),
				off(all(setting('per_listener_settings', yes), anySetting('allow_anonymous', yes))),
				off(setting('allow_anonymous', yes)),
				asks(setting('allow_anonymous', no)),
				// Before 2.0 anonymous clients are allowed unless the file says otherwise; from then on not, if it has a listener.
				off(before(2)),
				asks(all(since(2), setting('listener'))),
			),
			unseen(config),
			off(before(2)),
			// Without a listener in its file it answers on loopback only.
			asks(since(2)),
		],
		otherwise: 'unknown',
		ownConfig: /^\/mosquitto\/config\/mosquitto\.conf$|mosquitto-no-auth\.conf$/,
	},
	{
		name: 'EMQX',
		images: ['emqx', 'emqx/emqx', 'emqx/emqx-enterprise'],
		programs: ['emqx'],
		ports: [1883, 8083],
		gives: 'data',
		gain: 'read and publish all messages',
		clues: [
			asks(
				any(
					env('EMQX_ALLOW_ANONYMOUS', no),
					env('EMQX_AUTHENTICATION__1__MECHANISM'),
					env('EMQX_AUTHENTICATION__1__ENABLE', yes),
				),
			),
			off(env('EMQX_ALLOW_ANONYMOUS', yes)),
			unseen(config),
		],
		otherwise: 'open',
	},
	{
		name: 'HiveMQ',
		images: ['hivemq/hivemq-ce', 'hivemq/hivemq4', 'hivemq/hivemq-edge'],
		programs: [],
		ports: [1883, 8000],
		gives: 'data',
		gain: 'read and publish all messages',
		clues: [asks(env('HIVEMQ_ALLOW_ALL_CLIENTS', no)), off(env('HIVEMQ_ALLOW_ALL_CLIENTS', yes)), unseen(config)],
		otherwise: 'open',
	},
	{
		name: 'VerneMQ',
		images: ['vernemq/vernemq'],
		programs: [],
		ports: [1883],
		gives: 'data',
		gain: 'read and publish all messages',
		clues: [off(env('DOCKER_VERNEMQ_ALLOW_ANONYMOUS', matching(/^on$/i))), asks(not(env('DOCKER_VERNEMQ_ALLOW_ANONYMOUS', yes)))],
		otherwise: 'unknown',
	},
	{
		name: 'Vault in development mode',
		images: ['vault', 'hashicorp/vault', 'openbao/openbao'],
		programs: ['vault', 'bao'],
		ports: [8200],
		gives: 'data',
		gain: 'read all secrets with a root token that everyone tries first',
		clues: [
			password('VAULT_DEV_ROOT_TOKEN_ID', 'BAO_DEV_ROOT_TOKEN_ID'),
			passwordOption('dev-root-token-id'),
			asks(any(option('dev'), word('server'))),
		],
		otherwise: 'authenticated',
	},
	{
		name: 'Hazelcast',
		images: ['hazelcast/hazelcast'],
		programs: ['hz'],
		ports: [5701],
		gives: 'code',
		gain: 'read and change all data, and submit tasks',
		clues: [unseen(config)],
		otherwise: 'open',
	},
];
