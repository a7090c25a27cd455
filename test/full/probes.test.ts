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
		what: 'ngircd',
		prepare: "printf '[Global]\\nName=irc.test\\nPorts=7009\\n' > /tmp/n",
		command: 'ngircd -n -f /tmp/n',
		replies: {'tcp/7009': /^IRC NICK and USER → (welcome|PING|ERROR)/},
	},
	{
		what: 'chrony',
		prepare: "printf 'local stratum 8\\nallow all\\ncmdport 0\\n' > /tmp/c",
		command: 'chronyd -d -x -f /tmp/c',
		replies: {'udp/123': 'NTP time'},
	},
	{
		what: 'snmpd',
		prepare: "printf 'agentaddress udp:127.0.0.1:7010\\nrocommunity public\\n' > /tmp/s",
		command: 'snmpd -f -Lo -C -c /tmp/s -I -smux -p /tmp/p',
		replies: {'udp/7010': 'SNMP sysDescr'},
	},
	{
		what: 'tftpd',
		command: 'in.tftpd --foreground --secure --user tftp --address :7011 /srv/tftp',
		replies: {'udp/7011': 'TFTP read → file not found'},
	},
	{what: 'NATS', command: 'nats-server -p 7012', replies: {'tcp/7012': 'NATS PING → PONG'}},
	{
		what: 'Kamailio',
		prepare:
			'mkdir -p /run/kamailio; printf \'#!KAMAILIO\\nlisten=udp:127.0.0.1:7013\\nlisten=tcp:127.0.0.1:7013\\nchildren=1\\nlog_stderror=yes\\nloadmodule "sl.so"\\nrequest_route { sl_send_reply("200","OK"); exit; }\\n\' > /tmp/k',
		command: 'kamailio -DD -E -f /tmp/k',
		replies: {'udp/7013': 'SIP OPTIONS → 200', 'tcp/7013': 'SIP OPTIONS → 200'},
	},
	{what: 'gearmand', command: 'gearmand --log-file=stderr -L 127.0.0.1 -p 7014', replies: {'tcp/7014': 'Gearman version'}},
	{what: 'beanstalkd', command: 'beanstalkd -p 7015', replies: {'tcp/7015': 'beanstalkd list-tubes'}},
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
		what: 'MPD',
		prepare:
			'mkdir -p /tmp/m; printf \'music_directory "/tmp/m"\\ndb_file "/tmp/db"\\nbind_to_address "127.0.0.1"\\nport "7017"\\naudio_output {\\ntype "null"\\nname "n"\\n}\\n\' > /tmp/c',
		command: 'mpd --no-daemon --stderr /tmp/c',
		replies: {'tcp/7017': 'MPD ping'},
	},
	{what: 'Tor', command: 'tor SocksPort 7018 DataDirectory /tmp/t', replies: {'tcp/7018': /^SOCKS greeting → no/}},
	{
		what: 'Prosody',
		prepare:
			'printf \'pidfile = "/tmp/p"\\nc2s_ports = {7019}\\ns2s_ports = {}\\nmodules_enabled = {"saslauth"}\\ndata_path = "/tmp"\\nlog = {{levels={min="error"},to="console"}}\\nVirtualHost "localhost"\\n\' > /etc/prosody/prosody.cfg.lua',
		command: `${as('prosody')} prosody -F`,
		replies: {'tcp/7019': 'XMPP stream'},
	},
	{
		what: 'PHP-FPM',
		prepare: 'mkdir -p /run/php; sed -i "s#^listen = .*#listen = 127.0.0.1:7020#" /etc/php/*/fpm/pool.d/www.conf',
		command: '$(ls /usr/sbin/php-fpm*) -F',
		replies: {'tcp/7020': 'FastCGI FCGI_GET_VALUES'},
	},
	{
		what: 'coturn',
		prepare:
			"printf 'listening-ip=127.0.0.1\\nlistening-port=7021\\nno-tls\\nno-dtls\\nno-auth\\nrealm=t\\nlog-file=stdout\\nno-cli\\n' > /tmp/t",
		command: 'turnserver -c /tmp/t',
		replies: {'udp/7021': 'STUN binding', 'tcp/7021': 'STUN binding'},
	},
	{what: 'FreeRADIUS', command: 'freeradius -f -l stdout', replies: {'udp/1812': /^RADIUS access request/}},
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
		replies: {'tcp/5672': 'AMQP protocol header', 'tcp/4369': 'Erlang port mapper names'},
	},
	{
		what: 'ZooKeeper',
		prepare: 'mkdir -p /var/log/zookeeper; chown zookeeper /var/lib/zookeeper /var/log/zookeeper',
		command: `${as('zookeeper')} /usr/share/zookeeper/bin/zkServer.sh start-foreground`,
		replies: {'tcp/2181': 'ZooKeeper srvr → version'},
	},
	{
		what: 'rpcbind',
		prepare: 'mkdir -p /run/rpcbind',
		command: 'rpcbind -f -w',
		replies: {'tcp/111': 'ONC RPC null call', 'udp/111': 'ONC RPC null call'},
	},
	{what: 'a CoAP server', command: 'coap-server-notls -A 127.0.0.1 -p 7022', replies: {'udp/7022': 'CoAP ping'}},
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
