import type {ContainerConfig} from '../../../../src/base/answers/index.js';

/** A container, the texts of its files by path, and whether its service authenticates by them. */
export type WithFiles = readonly [
	what: string,
	config: ContainerConfig & {readonly mounted?: string},
	files: Readonly<Record<string, string>>,
	access: 'open' | 'guessable' | 'authenticated' | 'unknown',
];

const run = (Image: string, Cmd: readonly string[] = [], Env: readonly string[] = [], mounted?: string): WithFiles[1] => ({
	Image,
	Cmd: [...Cmd],
	Env: [...Env],
	...(mounted === undefined ? {} : {mounted}),
});

const mongod = run('mongo:7', ['mongod', '--config', '/etc/mongo/mongod.conf'], [], '/etc/mongo');
const elastic = '/usr/share/elasticsearch/config/elasticsearch.yml';
const derived = run('acme/elasticsearch:8.15.0', ['eswrapper']);
const guest = '/etc/rabbitmq/conf.d/10-defaults.conf';
const mosquitto = run(
	'eclipse-mosquitto:2',
	['/usr/sbin/mosquitto', '-c', '/mosquitto/config/mosquitto.conf'],
	[],
	'/mosquitto/config',
);
const broker = '/mosquitto/config/mosquitto.conf';
const etcd = run('quay.io/coreos/etcd:v3.5.9', ['etcd', '--config-file', '/etc/etcd.yml', '--client-cert-auth']);
const notebook = run('acme/jupyter-lab:3', ['jupyter', 'lab']);
const python = '/etc/jupyter/jupyter_server_config.py';

/**
 * Written by the manuals of the programs before the readers of files were.
 *
 * @source mongodb.com/docs, elastic.co/guide, rabbitmq.com/docs, mosquitto.org/man, etcd.io/docs, jupyter-server.readthedocs.io,
 * dev.mysql.com/doc, docs.docker.com/reference/cli/dockerd, kubernetes.io/docs, prometheus.io/docs, grafana.com/docs
 */
export const withFiles: readonly WithFiles[] = [
	[
		'MongoDB with authorization',
		mongod,
		{'/etc/mongo/mongod.conf': 'net:\n  port: 27017\nsecurity:\n  authorization: enabled\n'},
		'authenticated',
	],
	['MongoDB with authorization off', mongod, {'/etc/mongo/mongod.conf': 'security: {authorization: "disabled"}\n'}, 'open'],
	['MongoDB with a key file', mongod, {'/etc/mongo/mongod.conf': 'security:\n  keyFile: /etc/key\n'}, 'authenticated'],
	['MongoDB with a file about other things', mongod, {'/etc/mongo/mongod.conf': 'storage:\n  dbPath: /data/db\n'}, 'open'],
	[
		'MongoDB with a commented line',
		mongod,
		{'/etc/mongo/mongod.conf': '#security:\n#  authorization: enabled\nnet: {}\n'},
		'open',
	],
	[
		'MongoDB whose command wins',
		run('mongo:7', ['mongod', '--auth', '-f', '/etc/mongod.conf']),
		{'/etc/mongod.conf': 'security:\n  authorization: disabled\n'},
		'authenticated',
	],
	['MongoDB with a broken file', mongod, {'/etc/mongo/mongod.conf': 'security: [\n'}, 'unknown'],
	['Elasticsearch 8 without security', derived, {[elastic]: 'cluster.name: a\nxpack.security.enabled: false\n'}, 'open'],
	['Elasticsearch with security, nested', derived, {[elastic]: 'xpack:\n  security:\n    enabled: true\n'}, 'authenticated'],
	['Elasticsearch with a variable', derived, {[elastic]: `xpack.security.enabled: $\{SECURITY}\n`}, 'unknown'],
	[
		'Elasticsearch with an anonymous administrator',
		derived,
		{[elastic]: 'xpack.security.enabled: true\nxpack.security.authc.anonymous.roles: [superuser]\n'},
		'open',
	],
	[
		'Elasticsearch whose variable wins',
		run('elasticsearch:8.15.0', ['eswrapper'], ['xpack.security.enabled=true'], elastic),
		{[elastic]: 'xpack.security.enabled: false\n'},
		'authenticated',
	],
	[
		'Elasticsearch with a mounted file',
		run('elasticsearch:8.15.0', ['eswrapper'], [], elastic),
		{[elastic]: 'cluster.name: a\n'},
		'authenticated',
	],
	['RabbitMQ as it comes', run('rabbitmq:3', ['rabbitmq-server']), {[guest]: 'loopback_users.guest = false\n'}, 'guessable'],
	[
		'RabbitMQ with guest on loopback',
		run('acme/mq:1', ['rabbitmq-server']),
		{[guest]: 'loopback_users.guest = true\n'},
		'authenticated',
	],
	[
		'RabbitMQ with another password',
		run('rabbitmq:3', ['rabbitmq-server'], [], '/etc/rabbitmq/rabbitmq.conf'),
		{'/etc/rabbitmq/rabbitmq.conf': 'default_user = app\ndefault_pass = n0t-a-word\n', [guest]: 'loopback_users.guest = false\n'},
		'authenticated',
	],
	[
		'RabbitMQ with a password that everyone tries',
		run('acme/rabbitmq:3', ['rabbitmq-server']),
		{'/etc/rabbitmq/rabbitmq.conf': 'default_pass = admin\n'},
		'guessable',
	],
	['Mosquitto for everyone', mosquitto, {[broker]: 'listener 1883\nallow_anonymous true\n'}, 'open'],
	['Mosquitto with a listener', mosquitto, {[broker]: 'listener 1883\n'}, 'authenticated'],
	[
		'Mosquitto with passwords',
		mosquitto,
		{[broker]: 'listener 1883\nallow_anonymous false\npassword_file /p\n'},
		'authenticated',
	],
	[
		'Mosquitto with one open listener',
		mosquitto,
		{[broker]: 'per_listener_settings true\nlistener 1883\nallow_anonymous true\nlistener 8883\nallow_anonymous false\n'},
		'open',
	],
	['Mosquitto 1.6', run('eclipse-mosquitto:1.6.15', ['mosquitto', '-c', broker]), {[broker]: 'persistence true\n'}, 'open'],
	['etcd whose file wins', etcd, {'/etc/etcd.yml': 'listen-client-urls: http://0.0.0.0:2379\n'}, 'open'],
	[
		'etcd with client certificates',
		etcd,
		{'/etc/etcd.yml': 'listen-client-urls: https://0.0.0.0:2379\nclient-transport-security:\n  client-cert-auth: true\n'},
		'authenticated',
	],
	['Jupyter without a token', notebook, {[python]: "c = get_config()\nc.ServerApp.token = ''\n"}, 'open'],
	['Jupyter with a token', notebook, {[python]: 'c.IdentityProvider.token = "n0t-a-word"  # ours\n'}, 'authenticated'],
	['Jupyter with a computed token', notebook, {[python]: 'c.ServerApp.token = os.environ["T"]\n'}, 'authenticated'],
	['Jupyter in JSON', notebook, {'/etc/jupyter/jupyter_server_config.json': '{"IdentityProvider": {"token": ""}}'}, 'open'],
	[
		'Jupyter whose command wins',
		run('acme/jupyter-lab:3', ['jupyter', 'lab', '--ServerApp.token=n0t-a-word']),
		{[python]: "c.ServerApp.token = ''\n"},
		'authenticated',
	],
	[
		'MariaDB without grant tables',
		run('mariadb:11', ['mariadbd'], ['MARIADB_ROOT_PASSWORD=n0t-a-word'], '/etc/mysql/conf.d'),
		{'/etc/mysql/conf.d/a.cnf': '[client]\nport=1\n[mariadb]\nskip_grant_tables\n'},
		'open',
	],
	[
		'MariaDB with a file of another name',
		run('mariadb:11', ['mariadbd'], ['MARIADB_ROOT_PASSWORD=n0t-a-word'], '/etc/mysql/conf.d'),
		{'/etc/mysql/conf.d/a.cnf.off': '[mariadb]\nskip_grant_tables\n'},
		'authenticated',
	],
	['MySQL without a network', run('acme/mysql:8', ['mysqld']), {'/etc/my.cnf': '[mysqld]\nskip-networking\n'}, 'authenticated'],
	[
		'dockerd by its file',
		run('acme/ci:1', ['dockerd']),
		{'/etc/docker/daemon.json': '{"hosts": ["unix:///d.sock", "tcp://0.0.0.0:2375"]}'},
		'open',
	],
	[
		'dockerd with certificates by its file',
		run('acme/ci:1', ['dockerd']),
		{'/etc/docker/daemon.json': '{"hosts": ["tcp://0.0.0.0:2376"], "tlsverify": true}'},
		'authenticated',
	],
	[
		'kubelet for everyone',
		run('acme/node:1', ['kubelet', '--config=/k.yaml']),
		{'/k.yaml': 'kind: KubeletConfiguration\nauthentication: {anonymous: {enabled: true}}\nauthorization: {mode: AlwaysAllow}\n'},
		'open',
	],
	[
		'Prometheus with logins',
		run('prom/prometheus:v3.1.0', ['--web.config.file=/w.yml']),
		{'/w.yml': 'basic_auth_users:\n  admin: $2b$12$abcdefghijklmnopqrstuv\n'},
		'authenticated',
	],
	[
		'Grafana for viewers',
		run('grafana/grafana:11.0.0', [], [], '/etc/grafana/grafana.ini'),
		{'/etc/grafana/grafana.ini': '[auth.anonymous]\n# as before\nenabled = true ; for the wall\n'},
		'open',
	],
	[
		'code-server for everyone',
		run('acme/code-server:1', ['code-server']),
		{'/home/coder/.config/code-server/config.yaml': 'auth: none\n'},
		'open',
	],
	[
		'a registry with logins',
		run('acme/images:1', ['registry', 'serve', '/c.yml']),
		{'/c.yml': 'auth:\n  htpasswd:\n    path: /h\n'},
		'authenticated',
	],
	[
		'Cassandra with logins',
		run('acme/cassandra:4', ['cassandra']),
		{'/etc/cassandra/cassandra.yaml': 'authenticator: PasswordAuthenticator\n'},
		'authenticated',
	],
];
