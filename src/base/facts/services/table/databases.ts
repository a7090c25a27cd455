import {asks, off, password, passwordOption, unseen, wellKnown} from '../clues.js';
import {all, any, before, config, empty, env, given, matching, no, not, on, option, since, yes} from '../conditions.js';
import {configOption, file, type ServiceFile, setting} from '../files/conditions.js';
import {anyRow, type Clue, type Service} from '../service.js';

/** `mongod --config FILE`, in YAML or, as before 2.6, as assignments, which are no YAML. @source mongodb.com/docs, configuration file options */
const mongod: ServiceFile = {
	at: configOption('config', 'f'),
	format: 'yaml',
	keeps: /^(?:security\.(?:authorization|keyfile|clusterauthmode|transitiontoauth)|net\.(?:bindip|port))$/,
};

/** Sections of the server in the option files. @source dev.mysql.com/doc, using option files; mariadb.com/kb, configuring with option files */
const mysqldKeeps =
	/^(?:(?:mysqld|server|mariadbd?)(?:-[\d.]+)?\.(?:skip[-_]grant[-_]tables|skip[-_]networking|bind[-_]address|port)|include)$/;
const optionFiles = (at: ServiceFile['at']): ServiceFile => ({
	at,
	format: 'assignments',
	keeps: mysqldKeeps,
	inFolder: /\.(?:cnf|ini)$/,
	optionsWin: true,
});
/** Read where the image is not its maker's, or something is mounted: the maker's files set none of it. */
const whereChanged =
	(path: string): ServiceFile['at'] =>
	({isMakers}) =>
		isMakers ? null : path;
const skipsGrants = (...clues: readonly Clue[]): readonly Clue[] =>
	['/etc/my.cnf', '/etc/mysql/my.cnf', '/etc/mysql/conf.d', '/etc/my.cnf.d'].map(path =>
		file(optionFiles(whereChanged(path)), asks(setting(/\.skip[-_]networking$/, on)), ...clues),
	);
const grantTables = setting(/\.skip[-_]grant[-_]tables$/, on);

/** Databases. @source the pages of the images on Docker Hub, their entrypoints, and the manuals of the programs */
export const databases: readonly Service[] = [
	{
		name: 'MySQL',
		images: ['mysql', 'mysql/mysql-server', 'percona', 'percona/percona-server', 'bitnami/mysql', 'bitnamilegacy/mysql'],
		programs: ['mysqld', 'mysqld_safe'],
		ports: [3306, 33_060],
		gives: 'data',
		gain: `log in as root, and ${anyRow}`,
		marks: ['MYSQL_MAJOR'],
		clues: [
			asks(option('skip-networking')),
			// From 8.0 on the server turns the network off with the grant tables.
			asks(all(option('skip-grant-tables'), since(8))),
			off(all(option('skip-grant-tables'), before(8))),
			unseen(option('skip-grant-tables')),
			...skipsGrants(asks(all(grantTables, since(8))), off(all(grantTables, before(8))), unseen(grantTables)),
			asks(env('MYSQL_ROOT_HOST', matching(/^(?:localhost|127\.0\.0\.1|::1)$/))),
			password('MYSQL_ROOT_PASSWORD', 'MYSQL_ROOT_PASSWD'),
			asks(env('MYSQL_RANDOM_ROOT_PASSWORD')),
			off(any(env('MYSQL_ALLOW_EMPTY_PASSWORD'), env('ALLOW_EMPTY_PASSWORD', yes))),
		],
		otherwise: 'unknown',
	},
	{
		name: 'MariaDB',
		images: [
			'mariadb',
			'linuxserver/mariadb',
			'bitnami/mariadb',
			'bitnami/mariadb-galera',
			'bitnamilegacy/mariadb',
			'yobasystems/alpine-mariadb',
		],
		programs: ['mariadbd', 'mariadbd-safe'],
		ports: [3306],
		gives: 'data',
		gain: `log in as root, and ${anyRow}`,
		marks: ['MARIADB_VERSION'],
		clues: [
			asks(option('skip-networking')),
			off(option('skip-grant-tables')),
			...skipsGrants(off(grantTables)),
			asks(any(env('MARIADB_ROOT_HOST', matching(/^(?:localhost|127\.0\.0\.1|::1)$/)), env('MARIADB_ROOT_PASSWORD_HASH'))),
			password('MARIADB_ROOT_PASSWORD', 'MYSQL_ROOT_PASSWORD'),
			asks(any(env('MARIADB_RANDOM_ROOT_PASSWORD'), env('MYSQL_RANDOM_ROOT_PASSWORD'))),
			off(
				any(
					env('MARIADB_ALLOW_EMPTY_ROOT_PASSWORD'),
					env('MYSQL_ALLOW_EMPTY_PASSWORD'),
					env('MARIADB_ALLOW_EMPTY_PASSWORD'),
					env('ALLOW_EMPTY_PASSWORD', yes),
				),
			),
		],
		otherwise: 'unknown',
	},
	{
		name: 'MongoDB',
		images: [
			'mongo',
			'mongodb/mongodb-community-server',
			'percona/percona-server-mongodb',
			'bitnami/mongodb',
			'bitnamilegacy/mongodb',
		],
		programs: ['mongod', 'mongos'],
		ports: [27_017, 27_018, 27_019],
		gives: 'data',
		gain: anyRow,
		marks: ['MONGO_MAJOR', 'MONGO_VERSION'],
		clues: [
			off(option('noauth')),
			asks(any(option('auth'), option('keyfile', given), option('clusterauthmode', given), option('transitiontoauth'))),
			password('MONGO_INITDB_ROOT_PASSWORD', 'MONGODB_INITDB_ROOT_PASSWORD', 'MONGODB_ROOT_PASSWORD'),
			asks(env('MONGO_INITDB_ROOT_USERNAME')),
			file(
				mongod,
				asks(setting(/^(?:security\.)?(?:authorization|auth)$/, matching(/^(?:enabled|true)$/i))),
				asks(
					any(
						setting(/^(?:security\.)?keyfile$/),
						setting('security.clusterauthmode'),
						setting('security.transitiontoauth', yes),
					),
				),
				off(any(setting('security.authorization', matching(/^disabled$/)), setting('noauth', yes))),
			),
			unseen(config),
			off(env('ALLOW_EMPTY_PASSWORD', yes)),
		],
		otherwise: 'open',
		bindSettings: ['net.bindip', 'bind_ip'],
	},
	{
		name: 'CouchDB',
		images: ['couchdb', 'apache/couchdb', 'bitnami/couchdb'],
		programs: ['couchdb'],
		ports: [5984],
		gives: 'code',
		gain: 'become its administrator, read and change all data, and configure programs that it runs',
		clues: [password('COUCHDB_PASSWORD'), unseen(config), off(before(3)), asks(since(3))],
		otherwise: 'unknown',
	},
	{
		name: 'Cassandra',
		images: ['cassandra', 'scylladb/scylla'],
		programs: ['cassandra', 'scylla'],
		ports: [9042, 9160],
		gives: 'data',
		gain: anyRow,
		clues: [
			off(option('authenticator', matching(/AllowAll/i))),
			asks(any(option('authenticator', given), env('CASSANDRA_AUTHENTICATOR', matching(/PasswordAuthenticator/)))),
			file(
				{
					at: ({words}) => (words.has('scylla') ? '/etc/scylla/scylla.yaml' : '/etc/cassandra/cassandra.yaml'),
					format: 'yaml',
					keeps: /^authenticator(?:\.class_name)?$/,
					isDefault: true,
				},
				off(setting(/^authenticator/, matching(/AllowAll/i))),
				asks(setting(/^authenticator/)),
			),
			unseen(config),
		],
		otherwise: 'open',
	},
	{
		name: 'Cassandra of Bitnami',
		images: ['bitnami/cassandra', 'bitnamilegacy/cassandra'],
		programs: [],
		ports: [9042],
		gives: 'data',
		gain: anyRow,
		clues: [off(env('CASSANDRA_AUTHENTICATOR', matching(/AllowAll/i))), password('CASSANDRA_PASSWORD')],
		otherwise: 'guessable',
	},
	{
		name: 'InfluxDB',
		images: ['influxdb', 'bitnami/influxdb'],
		programs: ['influxd', 'influxdb3'],
		ports: [8086, 8181],
		gives: 'data',
		gain: anyRow,
		clues: [
			off(any(option('without-auth'), env('INFLUXDB3_START_WITHOUT_AUTH', yes))),
			asks(
				any(
					env('INFLUXDB_HTTP_AUTH_ENABLED', yes),
					env('DOCKER_INFLUXDB_INIT_PASSWORD'),
					env('DOCKER_INFLUXDB_INIT_ADMIN_TOKEN'),
				),
			),
			off(env('INFLUXDB_HTTP_AUTH_ENABLED', no)),
			file(
				{
					at: setup => configOption('config')(setup) ?? '/etc/influxdb/influxdb.conf',
					format: 'assignments',
					keeps: /^http\.auth-enabled$/,
					isDefault: true,
				},
				asks(setting('http.auth-enabled', yes)),
				off(setting('http.auth-enabled', no)),
			),
			unseen(config),
			off(before(2)),
			asks(since(3)),
		],
		otherwise: 'unknown',
	},
	{
		name: 'Neo4j',
		images: ['neo4j', 'neo4j/neo4j', 'bitnami/neo4j'],
		programs: ['neo4j'],
		ports: [7474, 7473, 7687],
		gives: 'data',
		gain: anyRow,
		clues: [
			off(
				any(
					env('NEO4J_AUTH', matching(/^none$/i)),
					env('NEO4J_dbms_security_auth__enabled', no),
					env('NEO4J_server_security_auth__enabled', no),
				),
			),
			wellKnown(env('NEO4J_AUTH', matching(/^neo4j\/(?:neo4j|password|test|secret|changeme)$/i))),
			asks(any(env('NEO4J_AUTH'), env('NEO4J_AUTH_PATH'), env('NEO4J_PASSWORD'))),
		],
		otherwise: 'unknown',
	},
	{
		name: 'CockroachDB',
		images: ['cockroachdb/cockroach'],
		programs: ['cockroach', 'cockroach.sh'],
		ports: [26_257, 8080],
		gives: 'data',
		gain: `log in as root, and ${anyRow}`,
		clues: [off(option('insecure')), asks(any(option('certs-dir', given), env('COCKROACH_CERTS_DIR')))],
		otherwise: 'unknown',
	},
	{
		name: 'ArangoDB',
		images: ['arangodb', 'arangodb/arangodb', 'arangodb/enterprise'],
		programs: ['arangod'],
		ports: [8529],
		gives: 'code',
		gain: 'read and change all data, and run JavaScript in the server',
		clues: [
			off(any(env('ARANGO_NO_AUTH'), option('server.authentication', no), option('server.disable-authentication', yes))),
			password('ARANGO_ROOT_PASSWORD'),
			asks(env('ARANGO_RANDOM_ROOT_PASSWORD')),
		],
		otherwise: 'unknown',
	},
	{
		name: 'ClickHouse',
		images: [
			'clickhouse',
			'clickhouse/clickhouse-server',
			'yandex/clickhouse-server',
			'bitnami/clickhouse',
			'altinity/clickhouse-server',
		],
		programs: ['clickhouse-server', 'clickhouse'],
		ports: [8123, 9000, 9004, 9005],
		gives: 'data',
		gain: anyRow,
		clues: [
			password('CLICKHOUSE_PASSWORD', 'CLICKHOUSE_ADMIN_PASSWORD'),
			unseen(config),
			off(any(env('CLICKHOUSE_SKIP_USER_SETUP', yes), env('ALLOW_EMPTY_PASSWORD', yes), env('CLICKHOUSE_PASSWORD', empty))),
			// Before, the user "default" had no password and no limit to the container itself.
			off(before(24)),
		],
		otherwise: 'unknown',
	},
	{
		name: 'RethinkDB',
		images: ['rethinkdb'],
		programs: ['rethinkdb'],
		ports: [28_015, 8080, 29_015],
		gives: 'data',
		gain: anyRow,
		clues: [asks(option('initial-password', given)), unseen(config)],
		otherwise: 'open',
	},
	{
		name: 'SurrealDB',
		images: ['surrealdb/surrealdb'],
		programs: ['surreal'],
		ports: [8000],
		gives: 'data',
		gain: anyRow,
		clues: [
			off(any(option('unauthenticated'), env('SURREAL_UNAUTHENTICATED', yes), option('auth', no))),
			passwordOption('pass', 'p'),
			password('SURREAL_PASS'),
			asks(not(before(2))),
		],
		otherwise: 'unknown',
	},
];
