import type {Documented} from './documented.js';

/** Written after the table and before it was tried on them: other services, other spellings, and what only looks like one of them. */
export const heldBack: readonly Documented[] = [
	[
		'Redis in a shell with a fallback',
		{
			Image: 'redis:7-alpine',
			Entrypoint: ['/bin/sh', '-c'],
			// biome-ignore lint/suspicious/noTemplateCurlyInString: as a shell writes it
			Cmd: ['redis-server --requirepass ${REDIS_PW:-hunter2-long} --appendonly yes'],
		},
		'authenticated',
	],
	[
		'Redis whose password variable is missing',
		{Image: 'redis:7-alpine', Cmd: ['sh', '-c', 'redis-server --requirepass $REDIS_PW'], Env: []},
		'unknown',
	],
	[
		'Redis with a password from a file',
		{Image: 'redis:7', Cmd: ['bash', '-ec', 'redis-server --requirepass "$(cat /run/secrets/redis)"']},
		'authenticated',
	],
	['Redis with =', {Image: 'redis:7', Cmd: ['redis-server', '--requirepass=n0t-a-word']}, 'authenticated'],
	[
		'Redis under tini with an explicit switch',
		{Image: 'acme/kv', Entrypoint: ['tini', '--'], Cmd: ['/usr/bin/redis-server', '--protected-mode', '"no"']},
		'open',
	],
	['Redis with an empty password', {Image: 'redis:7', Cmd: ['redis-server', '--requirepass', '']}, 'open'],
	[
		'a Redis exporter',
		{Image: 'oliver006/redis_exporter:v1.62', Entrypoint: ['/redis_exporter'], Env: ['REDIS_ADDR=redis://cache:6379']},
		'none',
	],
	['Sentinel with a file', {Image: 'redis:7', Cmd: ['redis-sentinel', '/etc/sentinel.conf']}, 'unknown'],
	[
		'Dragonfly',
		{
			Image: 'docker.dragonflydb.io/dragonflydb/dragonfly:v1.23.0',
			Entrypoint: ['entrypoint.sh'],
			Cmd: ['dragonfly', '--logtostderr'],
		},
		'open',
	],
	[
		'TimescaleDB with trust in a sidecar registry',
		{
			Image: 'ghcr.io/timescale/timescaledb:latest-pg16',
			Cmd: ['postgres', '-c', 'shared_preload_libraries=timescaledb'],
			Env: ['POSTGRES_HOST_AUTH_METHOD=TRUST'],
		},
		'open',
	],
	['PostgreSQL without anything', {Image: 'postgres:16', Cmd: ['postgres']}, 'unknown'],
	['a dump of PostgreSQL', {Image: 'postgres:16', Entrypoint: ['docker-entrypoint.sh'], Cmd: ['pg_dump', '-h', 'db']}, 'none'],
	[
		'MySQL 8 without grant tables, where the network is off too',
		{Image: 'mysql:8.0', Cmd: ['mysqld', '--skip-grant-tables']},
		'authenticated',
	],
	['MySQL 5.7 without grant tables', {Image: 'mysql:5.7', Cmd: ['mysqld', '--skip_grant_tables=1']}, 'open'],
	['Percona with an empty password', {Image: 'percona:8.0', Cmd: ['mysqld'], Env: ['MYSQL_ALLOW_EMPTY_PASSWORD=true']}, 'open'],
	[
		'MySQL with both',
		{Image: 'mysql:8', Cmd: ['mysqld'], Env: ['MYSQL_ALLOW_EMPTY_PASSWORD=yes', 'MYSQL_ROOT_PASSWORD=n0t-a-word']},
		'authenticated',
	],
	[
		'MongoDB in a replica set with a key file',
		{Image: 'mongo:6', Cmd: ['mongod', '--replSet', 'rs0', '--keyFile', '/etc/mongo.key', '--bind_ip_all']},
		'authenticated',
	],
	['MongoDB in a replica set', {Image: 'mongo:6', Cmd: ['--replSet', 'rs0', '--bind_ip_all']}, 'open'],
	['MongoDB with -f', {Image: 'mongo:6', Cmd: ['mongod', '-f', '/etc/mongod.conf']}, 'unknown'],
	[
		'Elasticsearch by an option',
		{Image: 'docker.elastic.co/elasticsearch/elasticsearch:8.11.1', Cmd: ['eswrapper', '-Expack.security.enabled=false']},
		'open',
	],
	[
		'Elasticsearch by an option in two words',
		{Image: 'elasticsearch:8.11.1', Cmd: ['eswrapper', '-E', 'xpack.security.enabled=false']},
		'open',
	],
	['Elasticsearch 7 OSS', {Image: 'docker.elastic.co/elasticsearch/elasticsearch-oss:7.10.2', Cmd: ['eswrapper']}, 'open'],
	['OpenSearch 2.11, whose password is admin', {Image: 'opensearchproject/opensearch:2.11.0', Cmd: ['opensearch']}, 'guessable'],
	[
		'Jupyter by arguments in a variable',
		{
			Image: 'quay.io/jupyter/datascience-notebook:2024-10-07',
			Cmd: ['start-notebook.py'],
			Env: ["NOTEBOOK_ARGS=--ServerApp.token='' --ServerApp.password=''"],
		},
		'open',
	],
	[
		'Jupyter with a hashed password and no token',
		{
			Image: 'jupyter/base-notebook',
			Cmd: ['start-notebook.sh', '--NotebookApp.token=', "--NotebookApp.password='argon2:$argon2id$v=19$x'"],
		},
		'authenticated',
	],
	[
		'Jupyter by python -m',
		{Image: 'acme/research:4', Cmd: ['python3', '-m', 'jupyterlab', '--ip=0.0.0.0', '--ServerApp.token=']},
		'open',
	],
	[
		'JupyterLab on loopback',
		{Image: 'acme/research:4', Cmd: ['jupyter', 'lab', '--ip', '127.0.0.1', '--IdentityProvider.token', '']},
		'open',
	],
	[
		'etcd by variables',
		{
			Image: 'gcr.io/etcd-development/etcd:v3.5.15',
			Cmd: ['etcd'],
			Env: ['ETCD_LISTEN_CLIENT_URLS=http://0.0.0.0:2379', 'ETCD_ADVERTISE_CLIENT_URLS=http://etcd:2379'],
		},
		'open',
	],
	['memcached with a file of passwords', {Image: 'memcached:1.6-alpine', Cmd: ['memcached', '-Y', '/auth']}, 'authenticated'],
	[
		'RabbitMQ with a mounted file',
		{Image: 'rabbitmq:4-management', Cmd: ['rabbitmq-server'], mounted: '/etc/rabbitmq/rabbitmq.conf'},
		'unknown',
	],
	[
		'RabbitMQ with guest written out',
		{Image: 'rabbitmq:3', Cmd: ['rabbitmq-server'], Env: ['RABBITMQ_DEFAULT_USER=guest', 'RABBITMQ_DEFAULT_PASS=guest']},
		'guessable',
	],
	['CouchDB without a tag', {Image: 'couchdb', Cmd: ['/opt/couchdb/bin/couchdb']}, 'unknown'],
	[
		'Scylla with passwords',
		{Image: 'scylladb/scylla:6.1', Cmd: ['--smp', '1', '--authenticator', 'PasswordAuthenticator']},
		'authenticated',
	],
	[
		'InfluxDB 2 set up',
		{
			Image: 'influxdb:2.7',
			Cmd: ['influxd'],
			Env: ['DOCKER_INFLUXDB_INIT_MODE=setup', 'DOCKER_INFLUXDB_INIT_PASSWORD=n0t-a-word'],
		},
		'authenticated',
	],
	['InfluxDB 3 without', {Image: 'influxdb:3-core', Cmd: ['influxdb3', 'serve', '--node-id=a', '--without-auth']}, 'open'],
	[
		'Neo4j with the password of the manual',
		{Image: 'neo4j:5.24', Cmd: ['neo4j'], Env: ['NEO4J_AUTH=neo4j/password']},
		'guessable',
	],
	[
		'MinIO with the default keys written out',
		{
			Image: 'quay.io/minio/minio',
			Cmd: ['minio', 'server', '/data'],
			Env: ['MINIO_ROOT_USER=minioadmin', 'MINIO_ROOT_PASSWORD=minioadmin'],
		},
		'guessable',
	],
	[
		'Consul with access control',
		{
			Image: 'hashicorp/consul:1.19',
			Cmd: ['agent', '-server', '-client=0.0.0.0'],
			Env: ['CONSUL_LOCAL_CONFIG={"acl":{"enabled":true,"default_policy":"deny"}}'],
		},
		'authenticated',
	],
	[
		'NATS with a token in a shell',
		{Image: 'nats:2.10-alpine', Cmd: ['sh', '-c', 'nats-server --auth n0t-a-word -js']},
		'authenticated',
	],
	['NATS with JetStream', {Image: 'nats:2.10', Cmd: ['-js', '-m', '8222']}, 'open'],
	[
		'Kafka in plain text',
		{Image: 'apache/kafka:3.8.0', Cmd: ['/etc/kafka/docker/run'], Env: ['KAFKA_LISTENERS=PLAINTEXT://:9092,CONTROLLER://:9093']},
		'open',
	],
	[
		'Kafka with SASL',
		{Image: 'confluentinc/cp-kafka:7.7.0', Cmd: ['/etc/confluent/docker/run'], Env: ['KAFKA_LISTENERS=SASL_SSL://:9092']},
		'unknown',
	],
	[
		'ZooKeeper of Bitnami',
		{Image: 'bitnami/zookeeper:3.9', Cmd: ['/opt/bitnami/scripts/zookeeper/run.sh'], Env: ['ALLOW_ANONYMOUS_LOGIN=yes']},
		'open',
	],
	[
		'Docker in Docker by an option',
		{Image: 'docker:27-dind-rootless', Cmd: ['--tls=false'], Env: ['DOCKER_TLS_CERTDIR=/certs']},
		'open',
	],
	['dockerd with a glued option', {Image: 'acme/ci', Cmd: ['sh', '-c', 'dockerd -Htcp://0.0.0.0:2375 & exec agent']}, 'open'],
	[
		'dockerd with client certificates',
		{Image: 'acme/ci', Cmd: ['dockerd', '--tlsverify', '-H=tcp://0.0.0.0:2376']},
		'authenticated',
	],
	['the docker client', {Image: 'docker:27-cli', Cmd: ['docker', 'ps']}, 'none'],
	[
		'kubelet with its read-only port',
		{Image: 'acme/hyperkube', Cmd: ['kubelet', '--read-only-port=10255', '--anonymous-auth=false']},
		'open',
	],
	[
		'Grafana for viewers',
		{Image: 'grafana/grafana-oss:11.2.2', Entrypoint: ['/run.sh'], Env: ['GF_AUTH_ANONYMOUS_ENABLED=true']},
		'open',
	],
	[
		'Grafana with a password',
		{Image: 'grafana/grafana:11', Entrypoint: ['/run.sh'], Env: ['GF_SECURITY_ADMIN_PASSWORD=n0t-a-word']},
		'authenticated',
	],
	['Grafana as it comes', {Image: 'grafana/grafana:11', Entrypoint: ['/run.sh']}, 'unknown'],
	['Adminer', {Image: 'adminer:4', Cmd: ['php', '-S', '[::]:8080', '-t', '/var/www/html']}, 'open'],
	[
		'mongo-express as it comes',
		{Image: 'mongo-express:1.0.2-20', Cmd: ['mongo-express'], Env: ['ME_CONFIG_MONGODB_SERVER=mongo']},
		'guessable',
	],
	['VNC by its security type', {Image: 'acme/desk', Cmd: ['Xvnc', ':1', '-SecurityTypes', 'None']}, 'open'],
	[
		'VNC with a password file',
		{Image: 'acme/desk', Cmd: ['x11vnc', '-rfbauth', '/root/.vnc/passwd', '-forever']},
		'authenticated',
	],
	['RStudio without', {Image: 'rocker/rstudio:4.4', Cmd: ['/init'], Env: ['DISABLE_AUTH=true']}, 'open'],
	[
		'code-server of LinuxServer',
		{Image: 'lscr.io/linuxserver/code-server:latest', Entrypoint: ['/init'], Env: ['PUID=1000']},
		'open',
	],
	['ttyd', {Image: 'tsl0922/ttyd', Cmd: ['ttyd', '-W', 'bash']}, 'open'],
	['ttyd with a login', {Image: 'tsl0922/ttyd', Cmd: ['ttyd', '-c', 'ops:n0t-a-word', 'bash']}, 'authenticated'],
	[
		'Jenkins without its wizard',
		{
			Image: 'jenkins/jenkins:lts',
			Entrypoint: ['/usr/bin/tini', '--', '/usr/local/bin/jenkins.sh'],
			Env: ['JAVA_OPTS=-Djenkins.install.runSetupWizard=false'],
		},
		'open',
	],
	[
		'JMX without a login',
		{
			Image: 'acme/app',
			Cmd: [
				'java',
				'-Dcom.sun.management.jmxremote.port=9010',
				'-Dcom.sun.management.jmxremote.authenticate=false',
				'-jar',
				'a.jar',
			],
		},
		'open',
	],
	[
		'a Java debugger by a variable',
		{
			Image: 'acme/app',
			Cmd: ['java', '-jar', 'a.jar'],
			Env: ['JAVA_TOOL_OPTIONS=-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005'],
		},
		'open',
	],
	['Node with a debugger on loopback', {Image: 'node:22', Cmd: ['node', '--inspect', 'server.2.js']}, 'none'],
	['Node by a variable', {Image: 'node:22', Cmd: ['npm', 'start'], Env: ['NODE_OPTIONS=--inspect=0.0.0.0']}, 'open'],
	[
		'delve',
		{Image: 'golang:1.23', Cmd: ['dlv', 'debug', '--headless', '--listen=:2345', '--api-version=2', '--accept-multiclient']},
		'open',
	],
	[
		'a registry as it comes',
		{Image: 'registry:2', Entrypoint: ['/entrypoint.sh'], Cmd: ['/etc/docker/registry/config.yml']},
		'open',
	],
	[
		'a registry with logins',
		{
			Image: 'registry:2',
			Entrypoint: ['/entrypoint.sh'],
			Cmd: ['/etc/docker/registry/config.yml'],
			Env: ['REGISTRY_AUTH=htpasswd', 'REGISTRY_AUTH_HTPASSWD_PATH=/auth/htpasswd'],
		},
		'authenticated',
	],
	[
		'Qdrant with a key',
		{Image: 'qdrant/qdrant:v1.12', Cmd: ['./entrypoint.sh'], Env: ['QDRANT__SERVICE__API_KEY=n0t-a-word']},
		'authenticated',
	],
	['Qdrant', {Image: 'qdrant/qdrant:v1.12', Cmd: ['./entrypoint.sh']}, 'open'],
	[
		'Weaviate',
		{
			Image: 'cr.weaviate.io/semitechnologies/weaviate:1.27.0',
			Cmd: ['--host', '0.0.0.0', '--port', '8080', '--scheme', 'http'],
			Env: ['AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED=true'],
		},
		'open',
	],
	[
		'vLLM with a key',
		{Image: 'vllm/vllm-openai:v0.6.3', Entrypoint: ['vllm', 'serve'], Cmd: ['--model', 'm', '--api-key', 'n0t-a-word']},
		'authenticated',
	],
	[
		'Selenium with a login',
		{
			Image: 'selenium/hub:4.25',
			Cmd: ['/opt/bin/entry_point.sh'],
			Env: ['SE_ROUTER_USERNAME=ops', 'SE_ROUTER_PASSWORD=n0t-a-word'],
		},
		'authenticated',
	],
	['an unlisted program with a mode', {Image: 'acme/wiki:1', Cmd: ['wiki', 'serve', '--auth', 'none']}, 'open'],
	['an unlisted program that asks', {Image: 'acme/wiki:1', Cmd: ['wiki', 'serve', '--auth', 'oidc']}, 'none'],
	[
		'an unlisted program by its own variable',
		{Image: 'acme/webscout:1', Cmd: ['webscout'], Env: ['WEBSCOUT_NO_AUTH=true']},
		'open',
	],
	[
		'an application that talks to one without a login',
		{
			Image: 'acme/shop:1',
			Cmd: ['shop'],
			Env: ['ELASTICSEARCH_AUTH_ENABLED=false', 'KAFKA_AUTH=none', 'SMTP_AUTHENTICATION=none'],
		},
		'none',
	],
	[
		'WordPress',
		{Image: 'wordpress:6', Cmd: ['apache2-foreground'], Env: ['WORDPRESS_DB_HOST=mysql', 'WORDPRESS_DB_PASSWORD=n0t-a-word']},
		'none',
	],
	[
		'a client in a loop in the image of the server',
		{
			Image: 'mongo:4.0',
			Cmd: [
				'bash',
				'-c',
				'for i in `seq 1 30`; do\n mongo mongo/chat --eval "rs.initiate()" && s=$? && break || s=$?; sleep 5; done; (exit $s)',
			],
		},
		'none',
	],
	[
		'a server and its client in one script',
		{Image: 'mysql:5.7', Cmd: ['sh', '-c', 'mysqld --skip-grant-tables & sleep 5; mysql -e "select 1"; wait']},
		'open',
	],
	[
		'phpMyAdmin for any server',
		{Image: 'phpmyadmin:5.2', Cmd: ['apache2-foreground'], Env: ['PMA_ARBITRARY=1']},
		'authenticated and open',
	],
	[
		'MariaDB whose program is called mysqld',
		{Image: 'mariadb:10.6', Cmd: ['mysqld'], Env: ['MARIADB_ROOT_PASSWORD=n0t-a-word']},
		'authenticated',
	],
	[
		'Redis of Bitnami by its program',
		{Image: 'bitnami/redis:7.2', Cmd: ['redis-server'], Env: ['REDIS_PASSWORD=n0t-a-word']},
		'authenticated',
	],
	['a version of someone else', {Image: 'acme/elasticsearch:1.2', Cmd: ['eswrapper']}, 'unknown'],
	[
		'Elasticsearch with mounted certificates',
		{Image: 'elasticsearch:8.15.0', Cmd: ['eswrapper'], mounted: '/usr/share/elasticsearch/config/certs'},
		'authenticated',
	],
];
