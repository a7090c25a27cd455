import type {Client} from './services-clients.js';
import * as clients from './services-clients.js';

export type Service = {
	readonly name: string;
	/** Instructions after `FROM`. */
	readonly image: readonly string[];
	readonly args?: readonly string[];
	readonly client: (client: Client) => Promise<unknown>;
	/** Data that must be there after a restart of the hardened one. */
	readonly kept?: (client: Client) => Promise<unknown>;
	/** Was not run while the heuristics were written. */
	readonly heldBack?: true;
	/** Takes a minute for each trial: its set is not minimised by its client. */
	readonly slow?: true;
};

export const cmd = (...words: string[]): string => `CMD ${JSON.stringify(words)}`;
export const shell = (text: string): string => `RUN ${JSON.stringify(['sh', '-c', text])}`;
const sh = (text: string): string => cmd('sh', '-c', text);
const alice = shell('useradd -m alice 2>/dev/null; true');

export const services: readonly Service[] = [
	{
		name: 'nginx',
		image: [
			shell('ln -sf /dev/stdout /var/log/nginx/access.log; ln -sf /dev/stderr /var/log/nginx/error.log'),
			'STOPSIGNAL SIGQUIT',
			cmd('nginx', '-g', 'daemon off;'),
		],
		client: clients.http(80),
	},
	{name: 'apache', image: [cmd('apachectl', '-D', 'FOREGROUND')], client: clients.http(80)},
	{
		name: 'redis',
		image: [
			'VOLUME /data',
			'WORKDIR /data',
			sh(
				"chown -R redis:redis /data; exec setpriv --reuid=redis --regid=redis --init-groups redis-server --bind '*' --protected-mode no --dir /data",
			),
		],
		args: ['-v', 'redis-data:/data'],
		client: clients.redis,
		kept: clients.redisKept,
	},
	{
		name: 'redisroot',
		image: ['WORKDIR /data', cmd('redis-server', '--bind', '0.0.0.0', '--protected-mode', 'no', '--dir', '/data')],
		client: clients.redis,
		kept: clients.redisKept,
	},
	{
		name: 'postgres',
		image: [
			'ENV PGDATA=/var/lib/postgresql/data PATH=/usr/lib/postgresql/17/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
			'VOLUME /var/lib/postgresql/data',
			'STOPSIGNAL SIGINT',
			sh(
				"mkdir -p $PGDATA /run/postgresql && chown -R postgres $PGDATA /run/postgresql && chmod 700 $PGDATA && exec setpriv --reuid=postgres --regid=postgres --init-groups sh -c 'test -s $PGDATA/PG_VERSION || { initdb -A trust >/dev/null && echo host all all all trust >> $PGDATA/pg_hba.conf; }; exec postgres -c listen_addresses=\\*'",
			),
		],
		args: ['-v', 'pg-data:/var/lib/postgresql/data'],
		client: clients.postgres,
		kept: clients.postgresKept,
	},
	{
		name: 'mariadb',
		image: [
			'VOLUME /var/lib/mysql',
			shell("printf \"create user if not exists test@'%%';\\ngrant all on *.* to test@'%%';\\n\" > /etc/mysql/init.sql"),
			sh(
				'mkdir -p /run/mysqld && chown mysql:mysql /run/mysqld && (test -d /var/lib/mysql/mysql || mariadb-install-db --user=mysql --skip-test-db >/dev/null) && exec mariadbd --user=mysql --bind-address=0.0.0.0 --skip-name-resolve --init-file=/etc/mysql/init.sql',
			),
		],
		args: ['-v', 'maria-data:/var/lib/mysql'],
		client: clients.mariadb,
		kept: clients.mariadbKept,
	},
	{name: 'memcached', image: [cmd('memcached', '-u', 'memcache', '-l', '0.0.0.0')], client: clients.memcached},
	{
		name: 'named',
		image: [
			shell(
				'printf \'$TTL 60\\n@ SOA ns.t.test. r.t.test. 1 60 60 60 60\\n@ NS ns\\n@ A 1.2.3.4\\nns A 1.2.3.4\\n\' > /etc/bind/t.zone; printf \'zone "t.test" { type primary; file "/etc/bind/t.zone"; };\\n\' >> /etc/bind/named.conf.local',
			),
			cmd('named', '-f', '-u', 'bind'),
		],
		client: clients.dns('t.test'),
	},
	{
		name: 'dnsmasq',
		image: [cmd('dnsmasq', '-k', '--no-resolv', '--address=/t.test/1.2.3.4', '--user=nobody')],
		client: clients.dns('t.test'),
	},
	{
		name: 'sshd',
		image: [
			alice,
			'COPY key.pub /home/alice/.ssh/authorized_keys',
			shell('chown -R alice:alice /home/alice; chmod 700 /home/alice/.ssh; ssh-keygen -A; mkdir -p /run/sshd'),
			cmd('/usr/sbin/sshd', '-D', '-e'),
		],
		client: clients.ssh,
	},
	{
		name: 'cron',
		image: [
			alice,
			shell(
				"printf '* * * * * root touch /tmp/root.ran\\n* * * * * alice touch /tmp/alice.ran\\n' > /etc/cron.d/test; chmod 644 /etc/cron.d/test",
			),
			cmd('cron', '-f'),
		],
		client: clients.cronJobs,
		slow: true,
	},
	{
		name: 'haproxy',
		image: [
			shell(
				"printf 'global\\n  chroot /var/lib/haproxy\\n  user haproxy\\n  group haproxy\\ndefaults\\n  mode http\\n  timeout client 5s\\n  timeout server 5s\\n  timeout connect 5s\\nfrontend f\\n  bind *:80\\n  http-request return status 200 content-type text/plain string ok\\n' > /etc/haproxy/haproxy.cfg",
			),
			cmd('haproxy', '-f', '/etc/haproxy/haproxy.cfg'),
		],
		client: clients.http(80, 'ok'),
	},
	{
		name: 'node',
		image: [
			'USER 1000',
			'WORKDIR /tmp',
			cmd(
				'node',
				'-e',
				"const fs=require('fs');require('http').createServer((q,s)=>{fs.appendFileSync('/tmp/hits','x');s.end('ok')}).listen(3000);process.on('SIGTERM',()=>process.exit(0))",
			),
		],
		client: clients.http(3000, 'ok'),
	},
	{
		name: 'python80',
		image: [
			'USER 33',
			'WORKDIR /var/www',
			cmd(
				'python3',
				'-c',
				'import http.server,signal,sys;signal.signal(signal.SIGTERM,lambda *a:sys.exit(0));http.server.test(http.server.SimpleHTTPRequestHandler,port=80)',
			),
		],
		client: clients.http(80),
	},
	{
		name: 'exim',
		image: [alice, sh("update-exim4.conf; exec exim4 -bdf -q30m -oX '0.0.0.0.25'")],
		client: clients.smtp,
	},
	{
		name: 'lighttpd',
		image: [
			shell('mkdir -p /run/lighttpd; echo hello > /var/www/html/index.html'),
			cmd('lighttpd', '-D', '-f', '/etc/lighttpd/lighttpd.conf'),
		],
		client: clients.http(80, 'hello'),
		heldBack: true,
	},
	{
		name: 'unbound',
		image: [
			shell(
				'rm /etc/unbound/unbound.conf.d/root-auto-*; printf \'server:\\n  interface: 0.0.0.0\\n  access-control: 0.0.0.0/0 allow\\n  local-data: "t.test. A 1.2.3.4"\\n\' > /etc/unbound/unbound.conf.d/test.conf',
			),
			cmd('unbound', '-d', '-p'),
		],
		client: clients.dns('t.test'),
		heldBack: true,
	},
	{
		name: 'mosquitto',
		image: [
			shell(
				"printf 'listener 1883 0.0.0.0\\nallow_anonymous true\\npersistence true\\npersistence_location /var/lib/mosquitto/\\nuser mosquitto\\n' > /etc/mosquitto/test.conf",
			),
			cmd('mosquitto', '-c', '/etc/mosquitto/test.conf'),
		],
		client: clients.mqtt,
		heldBack: true,
	},
	{name: 'squid', image: [cmd('squid', '-N', '-d', '1')], client: clients.squid, heldBack: true},
];
