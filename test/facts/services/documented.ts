import type {ContainerConfig} from '../../../src/answers/index.js';

/** A container as the documentation of its image says to start it, and whether its service authenticates then. */
export type Documented = readonly [
	what: string,
	config: ContainerConfig & {readonly mounted?: string},
	access: 'open' | 'guessable' | 'authenticated' | 'unknown' | 'none' | 'authenticated and open',
];

const run = (Image: string, Cmd: readonly string[] = [], Env: readonly string[] = [], mounted?: string): Documented[1] => ({
	Image,
	Cmd: [...Cmd],
	Env: [...Env],
	...(mounted === undefined ? {} : {mounted}),
});

/**
 * Collected from the pages of the images and the manuals of the programs before the table of services was written, to measure it.
 * @source hub.docker.com, pages of the images named; the manuals of the programs
 */
export const documented: readonly Documented[] = [
	['Redis as it comes', run('redis:7', ['docker-entrypoint.sh', 'redis-server']), 'open'],
	[
		'Redis that saves',
		run('redis', ['docker-entrypoint.sh', 'redis-server', '--save', '60', '1', '--loglevel', 'warning']),
		'open',
	],
	[
		'Redis with a password',
		run('redis:7', ['docker-entrypoint.sh', 'redis-server', '--requirepass', 'S3cure-enough']),
		'authenticated',
	],
	[
		'Redis with a password of a variable',
		run('redis:7', ['sh', '-c', 'exec redis-server --requirepass "$REDIS_PASSWORD"'], ['REDIS_PASSWORD=S3cure-enough']),
		'authenticated',
	],
	[
		'Redis with a mounted file',
		run('redis:7', ['docker-entrypoint.sh', 'redis-server', '/usr/local/etc/redis/redis.conf'], [], '/usr/local/etc/redis'),
		'unknown',
	],
	['Redis without protected mode', run('acme/cache:3', ['redis-server', '--protected-mode', 'no', '--bind', '0.0.0.0']), 'open'],
	[
		'Redis of Bitnami, empty',
		run('bitnami/redis:7.2', ['/opt/bitnami/scripts/redis/run.sh'], ['ALLOW_EMPTY_PASSWORD=yes']),
		'open',
	],
	[
		'Redis of Bitnami',
		run('bitnami/redis:7.2', ['/opt/bitnami/scripts/redis/run.sh'], ['REDIS_PASSWORD=S3cure-enough']),
		'authenticated',
	],
	[
		'Redis Stack by its arguments',
		run('redis/redis-stack-server:7.4.0-v1', ['/entrypoint.sh'], ['REDIS_ARGS=--requirepass S3cure-enough']),
		'authenticated',
	],
	[
		'Valkey on another registry',
		run('registry.example.com:5000/mirror/valkey/valkey:8', ['docker-entrypoint.sh', 'valkey-server']),
		'open',
	],
	['a client of Redis', run('redis:7', ['docker-entrypoint.sh', 'redis-cli', '-h', 'cache']), 'none'],
	[
		'PostgreSQL with trust',
		run('postgres:16', ['docker-entrypoint.sh', 'postgres'], ['POSTGRES_HOST_AUTH_METHOD=trust']),
		'open',
	],
	[
		'PostgreSQL with a password',
		run('postgres:16', ['docker-entrypoint.sh', 'postgres'], ['POSTGRES_PASSWORD=mysecretpassw0rd']),
		'authenticated',
	],
	[
		'PostgreSQL with a secret',
		run('postgis/postgis:16-3.4', ['docker-entrypoint.sh', 'postgres'], ['POSTGRES_PASSWORD_FILE=/run/secrets/pg']),
		'authenticated',
	],
	[
		'PostgreSQL with its name as password',
		run('postgres:16', ['docker-entrypoint.sh', 'postgres'], ['POSTGRES_PASSWORD=postgres']),
		'guessable',
	],
	[
		'PostgreSQL with both',
		run('postgres:16', ['docker-entrypoint.sh', 'postgres'], ['POSTGRES_PASSWORD=x9!', 'POSTGRES_HOST_AUTH_METHOD=trust']),
		'open',
	],
	[
		'MySQL with an empty password',
		run('mysql:8.4', ['docker-entrypoint.sh', 'mysqld'], ['MYSQL_ALLOW_EMPTY_PASSWORD=yes']),
		'open',
	],
	[
		'MySQL with a password',
		run('mysql:8.4', ['docker-entrypoint.sh', 'mysqld', '--character-set-server=utf8mb4'], ['MYSQL_ROOT_PASSWORD=my-s3cret-pw']),
		'authenticated',
	],
	[
		'MariaDB without grant tables',
		run('mariadb:11', ['docker-entrypoint.sh', 'mariadbd', '--skip-grant-tables'], ['MARIADB_ROOT_PASSWORD=my-s3cret-pw']),
		'open',
	],
	[
		'MariaDB with an empty password',
		run('lscr.example/library/mariadb:11', ['docker-entrypoint.sh', 'mariadbd'], ['MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=1']),
		'open',
	],
	['MongoDB as it comes', run('mongo:7', ['docker-entrypoint.sh', 'mongod']), 'open'],
	[
		'MongoDB with a root user',
		run(
			'mongo:7',
			['docker-entrypoint.sh', 'mongod'],
			['MONGO_INITDB_ROOT_USERNAME=root', 'MONGO_INITDB_ROOT_PASSWORD=ex4mple-long'],
		),
		'authenticated',
	],
	['MongoDB with --auth', run('mongo:7', ['docker-entrypoint.sh', 'mongod', '--auth', '--bind_ip_all']), 'authenticated'],
	[
		'MongoDB with a file',
		run('mongo:7', ['docker-entrypoint.sh', 'mongod', '--config', '/etc/mongo/mongod.conf'], [], '/etc/mongo'),
		'unknown',
	],
	[
		'Elasticsearch 8 without security',
		run(
			'docker.elastic.co/elasticsearch/elasticsearch:8.15.0',
			['/usr/local/bin/docker-entrypoint.sh', 'eswrapper'],
			['discovery.type=single-node', 'xpack.security.enabled=false'],
		),
		'open',
	],
	[
		'Elasticsearch 8',
		run('elasticsearch:8.15.0', ['/usr/local/bin/docker-entrypoint.sh', 'eswrapper'], ['discovery.type=single-node']),
		'authenticated',
	],
	[
		'Elasticsearch 7',
		run('elasticsearch:7.17.9', ['/usr/local/bin/docker-entrypoint.sh', 'eswrapper'], ['discovery.type=single-node']),
		'open',
	],
	[
		'Elasticsearch 7 with security',
		run('elasticsearch:7.17.9', ['eswrapper'], ['xpack.security.enabled=true', 'ELASTIC_PASSWORD=S3cure-enough']),
		'authenticated',
	],
	['Elasticsearch by a moving tag', run('acme.example/elasticsearch:latest', ['eswrapper']), 'unknown'],
	[
		'OpenSearch without security',
		run(
			'opensearchproject/opensearch:2.17.0',
			['opensearch-docker-entrypoint.sh', 'opensearch'],
			['discovery.type=single-node', 'plugins.security.disabled=true'],
		),
		'open',
	],
	[
		'OpenSearch without the plugin',
		run(
			'opensearchproject/opensearch:2.17.0',
			['opensearch-docker-entrypoint.sh', 'opensearch'],
			['DISABLE_SECURITY_PLUGIN=true'],
		),
		'open',
	],
	[
		'OpenSearch with a password',
		run(
			'opensearchproject/opensearch:2.17.0',
			['opensearch-docker-entrypoint.sh', 'opensearch'],
			['OPENSEARCH_INITIAL_ADMIN_PASSWORD=S3cure-enough!'],
		),
		'authenticated',
	],
	[
		'Jupyter with an empty token',
		run('jupyter/scipy-notebook:latest', ['tini', '-g', '--', 'start-notebook.sh', "--NotebookApp.token=''"]),
		'open',
	],
	[
		'Jupyter Server with an empty token',
		run('quay.io/jupyter/base-notebook', ['tini', '-g', '--', 'start-notebook.py', '--IdentityProvider.token=']),
		'open',
	],
	[
		'Jupyter in a shell',
		run('python:3.12', [
			'bash',
			'-c',
			"pip install jupyterlab && jupyter lab --ip 0.0.0.0 --allow-root --ServerApp.token='' --ServerApp.password=''",
		]),
		'open',
	],
	['Jupyter as it comes', run('jupyter/scipy-notebook:latest', ['tini', '-g', '--', 'start-notebook.sh']), 'authenticated'],
	[
		'etcd on all addresses',
		run('quay.io/coreos/etcd:v3.5.0', [
			'/usr/local/bin/etcd',
			'--advertise-client-urls',
			'http://10.0.0.1:2379',
			'--listen-client-urls',
			'http://0.0.0.0:2379',
		]),
		'open',
	],
	[
		'etcd with certificates',
		run('quay.io/coreos/etcd:v3.5.0', [
			'etcd',
			'--listen-client-urls=https://0.0.0.0:2379',
			'--client-cert-auth',
			'--trusted-ca-file=/ca.pem',
		]),
		'authenticated',
	],
	['etcd of Bitnami', run('bitnami/etcd:3.5', ['/opt/bitnami/scripts/etcd/run.sh'], ['ALLOW_NONE_AUTHENTICATION=yes']), 'open'],
	['memcached as it comes', run('memcached:1.6', ['docker-entrypoint.sh', 'memcached', '-m', '64']), 'open'],
	['memcached with SASL', run('memcached:1.6', ['docker-entrypoint.sh', 'memcached', '-S']), 'authenticated'],
	['RabbitMQ with guest', run('rabbitmq:3-management', ['docker-entrypoint.sh', 'rabbitmq-server']), 'guessable'],
	[
		'RabbitMQ with a user',
		run(
			'rabbitmq:3-management',
			['docker-entrypoint.sh', 'rabbitmq-server'],
			['RABBITMQ_DEFAULT_USER=shop', 'RABBITMQ_DEFAULT_PASS=S3cure-enough'],
		),
		'authenticated',
	],
	['CouchDB 2 without an admin', run('couchdb:2.3', ['tini', '--', '/docker-entrypoint.sh', '/opt/couchdb/bin/couchdb']), 'open'],
	[
		'CouchDB with an admin',
		run(
			'couchdb:3.3',
			['tini', '--', '/docker-entrypoint.sh', '/opt/couchdb/bin/couchdb'],
			['COUCHDB_USER=admin', 'COUCHDB_PASSWORD=S3cure-enough'],
		),
		'authenticated',
	],
	['Cassandra as it comes', run('cassandra:4.1', ['docker-entrypoint.sh', 'cassandra', '-f']), 'open'],
	['InfluxDB 1 as it comes', run('influxdb:1.8', ['/entrypoint.sh', 'influxd']), 'open'],
	[
		'InfluxDB 1 with users',
		run('influxdb:1.8-alpine', ['/entrypoint.sh', 'influxd'], ['INFLUXDB_HTTP_AUTH_ENABLED=true']),
		'authenticated',
	],
	['Neo4j without', run('neo4j:5', ['tini', '-g', '--', '/startup/docker-entrypoint.sh', 'neo4j'], ['NEO4J_AUTH=none']), 'open'],
	[
		'Neo4j with a password',
		run('neo4j:5', ['tini', '-g', '--', '/startup/docker-entrypoint.sh', 'neo4j'], ['NEO4J_AUTH=neo4j/S3cure-enough']),
		'authenticated',
	],
	[
		'MinIO as it comes',
		run('quay.io/minio/minio:latest', ['/usr/bin/docker-entrypoint.sh', 'server', '/data', '--console-address', ':9001']),
		'guessable',
	],
	[
		'MinIO with keys',
		run(
			'minio/minio',
			['/usr/bin/docker-entrypoint.sh', 'server', '/data'],
			['MINIO_ROOT_USER=ops', 'MINIO_ROOT_PASSWORD=S3cure-enough'],
		),
		'authenticated',
	],
	[
		'Consul for development',
		run('hashicorp/consul:1.19', ['docker-entrypoint.sh', 'agent', '-dev', '-client', '0.0.0.0']),
		'open',
	],
	['ZooKeeper as it comes', run('zookeeper:3.9', ['/docker-entrypoint.sh', 'zkServer.sh', 'start-foreground']), 'open'],
	['NATS as it comes', run('nats:2.10', ['docker-entrypoint.sh', 'nats-server', '--config', 'nats-server.conf']), 'open'],
	[
		'NATS with a user',
		run('nats:2.10', ['docker-entrypoint.sh', 'nats-server', '--user', 'derek', '--pass', 'S3cure-enough']),
		'authenticated',
	],
	[
		'Mosquitto without',
		run('eclipse-mosquitto:2', ['/docker-entrypoint.sh', 'mosquitto', '-c', '/mosquitto-no-auth.conf']),
		'open',
	],
	[
		'Mosquitto with a mounted file',
		run(
			'eclipse-mosquitto:2',
			['/docker-entrypoint.sh', '/usr/sbin/mosquitto', '-c', '/mosquitto/config/mosquitto.conf'],
			[],
			'/mosquitto/config',
		),
		'unknown',
	],
	['Docker in Docker without TLS', run('docker:27-dind', ['dockerd-entrypoint.sh'], ['DOCKER_TLS_CERTDIR=']), 'open'],
	['Docker in Docker', run('docker:27-dind', ['dockerd-entrypoint.sh'], ['DOCKER_TLS_CERTDIR=/certs']), 'authenticated'],
	['dockerd on TCP', run('acme/builder:1', ['dockerd', '-H', 'tcp://0.0.0.0:2375', '-H', 'unix:///var/run/docker.sock']), 'open'],
	['Portainer at first', run('portainer/portainer-ce:2.21.2', ['/portainer']), 'unknown'],
	[
		'phpMyAdmin that logs everyone in',
		run(
			'phpmyadmin:5',
			['/docker-entrypoint.sh', 'apache2-foreground'],
			['PMA_HOST=db', 'PMA_USER=root', 'PMA_PASSWORD=S3cure-enough'],
		),
		'open',
	],
	[
		'Grafana for anyone',
		run('grafana/grafana:11.2.0', ['/run.sh'], ['GF_AUTH_ANONYMOUS_ENABLED=true', 'GF_AUTH_ANONYMOUS_ORG_ROLE=Admin']),
		'open',
	],
	['pgAdmin as a desktop', run('dpage/pgadmin4:8', ['/entrypoint.sh'], ['PGADMIN_CONFIG_SERVER_MODE=False']), 'open'],
	['Selenium', run('selenium/standalone-chrome:4.25.0', ['/opt/bin/entry_point.sh']), 'open'],
	[
		'Chrome with its debugger',
		run('zenika/alpine-chrome:124', [
			'chromium-browser',
			'--headless',
			'--remote-debugging-address=0.0.0.0',
			'--remote-debugging-port=9222',
		]),
		'open',
	],
	['VNC without a password', run('acme/desktop:1', ['sh', '-c', 'Xvfb :1 & x11vnc -display :1 -forever -nopw']), 'open'],
	['Ollama', run('ollama/ollama:0.3.12', ['/bin/ollama', 'serve'], ['OLLAMA_HOST=0.0.0.0']), 'open'],
	[
		'code-server without',
		run('codercom/code-server:4.93.1', ['/usr/bin/entrypoint.sh', '--bind-addr', '0.0.0.0:8080', '.', '--auth', 'none']),
		'open',
	],
	['Node with its debugger', run('node:22', ['node', '--inspect=0.0.0.0:9229', 'server.js']), 'open'],
	[
		'Java with its debugger',
		run('acme/app:7', ['java', '-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005', '-jar', 'app.jar']),
		'open',
	],
	['CockroachDB', run('cockroachdb/cockroach:v24.1.0', ['/cockroach/cockroach.sh', 'start-single-node', '--insecure']), 'open'],
	['an unlisted service without', run('acme/files:2', ['files', '--no-auth', '--listen', ':8000']), 'open'],
	['an unlisted service that says so in a variable', run('acme/report:2', ['serve'], ['DISABLE_AUTH=true']), 'open'],
	['nginx', run('nginx:1.27', ['/docker-entrypoint.sh', 'nginx', '-g', 'daemon off;']), 'none'],
	[
		'an application with a database elsewhere',
		run('acme/api:1', ['node', 'server.js'], ['REDIS_URL=redis://cache:6379', 'DB_HOST=postgres']),
		'none',
	],
];
