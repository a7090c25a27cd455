import {closeSync, openSync} from 'node:fs';
import {afterEach, beforeAll, describe, expect, it} from 'vitest';
import {probePorts} from '../../src/fix/rehearsal/probes/ask.js';
import {type DebianService, startDebianService} from '../support/debian-service.js';
import {whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {probedPackages} from './probes-packages.js';
import {debianTree} from './services-base.js';

type Row = {
	readonly what: string;
	readonly command: string;
	readonly prepare?: string;
	/** What each port replies once it is there. */
	readonly replies: Readonly<Record<string, string | RegExp>>;
};

const as = (user: string): string => `setpriv --reuid=${user} --regid=${user} --init-groups`;

const rows: readonly Row[] = [
	{what: 'nginx', command: "nginx -g 'daemon off;'", replies: {'tcp/80': 'GET / → 200'}},
	{
		what: 'stunnel before nginx',
		prepare:
			"openssl req -x509 -newkey rsa:2048 -nodes -keyout /tmp/k -out /tmp/c -days 9 -subj /CN=x 2>/dev/null; nginx; printf 'foreground=yes\\npid=\\n[a]\\naccept=127.0.0.1:8443\\ncert=/tmp/c\\nkey=/tmp/k\\nconnect=127.0.0.1:80\\n' > /tmp/s",
		command: 'stunnel /tmp/s',
		replies: {'tcp/8443': 'TLS GET / → 200'},
	},
	{what: 'redis', command: 'redis-server --port 7000', replies: {'tcp/7000': 'Redis PING → PONG'}},
	{what: 'memcached', command: 'memcached -u memcache -p 7001', replies: {'tcp/7001': 'memcached version'}},
	{
		what: 'PostgreSQL',
		prepare: `mkdir -p /run/postgresql; chown postgres /run/postgresql; ${as('postgres')} /usr/lib/postgresql/17/bin/initdb -A trust -D /tmp/pg >/dev/null`,
		command: `${as('postgres')} /usr/lib/postgresql/17/bin/postgres -D /tmp/pg -p 7002`,
		replies: {'tcp/7002': 'PostgreSQL login without a password → accepted'},
	},
	{
		what: 'MariaDB',
		prepare: 'mkdir -p /run/mysqld; chown mysql /run/mysqld; mariadb-install-db --user=mysql --skip-test-db >/dev/null 2>&1',
		command: 'mariadbd --user=mysql --bind-address=127.0.0.1',
		replies: {'tcp/3306': /^MySQL login without a password → (refused|asks for a password)$/},
	},
	{
		what: 'slapd',
		prepare: 'mkdir -p /run/slapd; chown openldap /run/slapd',
		command: 'slapd -d 0 -h ldap://127.0.0.1:7003/ -u openldap -g openldap -F /etc/ldap/slapd.d',
		replies: {'tcp/7003': 'LDAP bind and search → root entry'},
	},
	{
		what: 'mosquitto',
		prepare: "printf 'listener 7004 127.0.0.1\\nallow_anonymous true\\n' > /tmp/m",
		command: 'mosquitto -c /tmp/m',
		replies: {'tcp/7004': 'MQTT CONNECT → accepted'},
	},
	{
		what: 'knot',
		prepare:
			"printf '$TTL 60\\n@ SOA a. b. 1 1 1 1 1\\n@ NS a.\\n' > /var/lib/knot/t.zone; mkdir -p /run/knot; printf 'server:\\n  rundir: /run/knot\\n  listen: 127.0.0.1@7005\\ndatabase:\\n  storage: /tmp/db\\nzone:\\n- domain: t\\n  file: /var/lib/knot/t.zone\\n' > /tmp/k",
		command: 'knotd -c /tmp/k',
		replies: {'tcp/7005': /^DNS localhost → \w+$/, 'udp/7005': /^DNS localhost → \w+$/},
	},
	{
		what: 'sshd',
		prepare: 'ssh-keygen -A >/dev/null; mkdir -p /run/sshd',
		command: '/usr/sbin/sshd -D -p 7006',
		replies: {'tcp/7006': 'SSH key exchange'},
	},
	{what: 'exim', prepare: 'update-exim4.conf', command: 'exim4 -bdf -oX 127.0.0.1.7007', replies: {'tcp/7007': 'SMTP EHLO'}},
	{
		what: 'ProFTPD',
		prepare: 'mkdir -p /run/proftpd; sed -i "s/^Port .*/Port 7008/" /etc/proftpd/proftpd.conf',
		command: 'proftpd --nodaemon',
		replies: {'tcp/7008': 'FTP FEAT'},
	},
	{
		what: 'Dovecot',
		prepare:
			"printf 'dovecot_config_version = 2.4.0\\ndovecot_storage_version = 2.4.0\\nprotocols = imap pop3 sieve\\nlisten = 127.0.0.1\\nssl = no\\nauth_allow_cleartext = yes\\nlog_path = /dev/stderr\\npassdb pam {\\n}\\nuserdb passwd {\\n}\\n' > /etc/dovecot/dovecot.conf",
		command: 'dovecot -F',
		replies: {'tcp/143': 'IMAP CAPABILITY', 'tcp/110': 'POP3 CAPA'},
	},
	{
		what: 'chrony',
		prepare: "printf 'local stratum 8\\nallow all\\ncmdport 0\\n' > /tmp/c",
		command: 'chronyd -d -x -f /tmp/c',
		replies: {'udp/123': 'NTP time'},
	},
	{what: 'NATS', command: 'nats-server -p 7012', replies: {'tcp/7012': 'NATS PING → PONG'}},
	{
		what: 'rsync',
		prepare: 'printf "[open]\\npath = /tmp\\nuse chroot = no\\n" > /tmp/r',
		command: 'rsync --daemon --no-detach --config /tmp/r --port 7016',
		replies: {'tcp/7016': 'rsync module → OK'},
	},
	{
		what: 'rsync that lists no module',
		prepare: ': > /tmp/r',
		command: 'rsync --daemon --no-detach --config /tmp/r --port 7016',
		replies: {'tcp/7016': 'rsync without a list list of modules'},
	},
	{
		what: 'PHP-FPM',
		prepare: 'mkdir -p /run/php; sed -i "s#^listen = .*#listen = 127.0.0.1:7020#" /etc/php/*/fpm/pool.d/www.conf',
		command: '$(ls /usr/sbin/php-fpm*) -F',
		replies: {'tcp/7020': 'FastCGI FCGI_GET_VALUES'},
	},
	{
		what: 'Samba',
		prepare: "printf '[global]\\nlog file=/dev/stdout\\n' > /etc/samba/smb.conf",
		command: 'smbd -F --no-process-group --debug-stdout',
		replies: {'tcp/445': 'SMB negotiation'},
	},
	{what: 'etcd', command: 'etcd --data-dir /tmp/e', replies: {'tcp/2379': /^GET \/ → \d\d\d$/}},
	{
		what: 'RabbitMQ',
		prepare: 'mkdir -p /run/rabbitmq; chown rabbitmq /run/rabbitmq',
		command: `${as('rabbitmq')} env HOME=/var/lib/rabbitmq rabbitmq-server`,
		replies: {'tcp/5672': 'AMQP protocol header'},
	},
	{
		what: 'ZooKeeper',
		prepare: 'mkdir -p /var/log/zookeeper; chown zookeeper /var/lib/zookeeper /var/log/zookeeper',
		command: `${as('zookeeper')} /usr/share/zookeeper/bin/zkServer.sh start-foreground`,
		replies: {'tcp/2181': 'ZooKeeper srvr → version'},
	},
];

const isReply = (text: string | undefined, wanted: string | RegExp): boolean =>
	text !== undefined && (typeof wanted === 'string' ? text === wanted : wanted.test(text));

const missing = await whyNoEngine();

describe.skipIf(missing !== null)('the probe of a port', () => {
	let tree: string;
	let service: DebianService | undefined;
	let network = -1;
	beforeAll(async () => {
		tree = await debianTree('probes', probedPackages);
	}, 1_800_000);
	afterEach(async () => {
		if (network >= 0) closeSync(network);
		network = -1;
		await service?.stop();
		service = undefined;
	});

	it.each(rows)('recognises $what without a hint, and probes it again by name', async ({command, prepare = ':', replies}) => {
		const started = await startDebianService(tree, prepare, command);
		service = started;
		network = openSync(`/proc/${started.pid}/ns/net`, 'r');
		const wanted = Object.entries(replies);
		let seen = '';
		const first = await until('all replies', async () => {
			const found = await probePorts(network, new Map(wanted.map(([port]) => [port, null])), 800);
			seen = JSON.stringify([...(found ?? [])]);
			// A service may answer before it serves.
			return found !== null && wanted.every(([port, text]) => isReply(found.get(port)?.text, text)) ? found : null;
		}).catch((error: Error) => {
			throw new Error(`${error.message}: ${seen}\n${started.said()}`);
		});
		const again = await probePorts(network, new Map([...first].map(([port, {protocol}]) => [port, protocol])), 3000);
		expect(Object.fromEntries(again ?? [])).toEqual(Object.fromEntries(first));
	});
});
