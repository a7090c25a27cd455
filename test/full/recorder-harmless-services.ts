/** Services of Debian as containers on one network, and what their operators do to them every day. */
export type DailyService = {
	readonly name: string;
	/** Options of `docker run`. */
	readonly options?: readonly string[];
	readonly command: readonly string[];
};

const shell = (text: string): readonly string[] => ['sh', '-c', text];
const asUser = (user: string): string => `exec setpriv --reuid=${user} --regid=${user} --init-groups`;
export const pgPath = '/usr/lib/postgresql/17/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const pgData = '/var/lib/postgresql/data';

const python = `import http.server, tempfile, subprocess, socket
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with tempfile.NamedTemporaryFile() as file: file.write(b'x' * 1000)
        if self.path == '/dns': socket.getaddrinfo('db', 5432)
        if self.path == '/db': socket.create_connection(('db', 5432), 5).close()
        if self.path == '/run': subprocess.run(['date'], stdout=subprocess.DEVNULL)
        if self.path == '/shell': subprocess.run('date | wc; sleep 0.3', shell=True, stdout=subprocess.DEVNULL)
        self.send_response(200); self.end_headers(); self.wfile.write(b'ok')
    def log_message(self, *words): pass
http.server.ThreadingHTTPServer(('0.0.0.0', 8000), Handler).serve_forever()`;

const node = `const cluster = require('node:cluster'), {exec} = require('node:child_process');
if (cluster.isPrimary) {
	cluster.fork(); cluster.on('exit', () => cluster.fork());
	process.on('SIGHUP', () => Object.values(cluster.workers).forEach(worker => worker.kill()));
} else require('node:http').createServer((request, answer) => {
	if (request.url === '/exec') exec('sleep 0.3; ls', () => answer.end('ok')); else answer.end('ok');
}).listen(3000);`;

const cronJobs = [
	'* * * * * root find /var/log -name "*.gz" -delete',
	'* * * * * nobody date > /tmp/job',
	'* * * * * root su -s /bin/sh nobody -c id >/dev/null',
].join('\\n');
const haproxy =
	'defaults\\n mode tcp\\n timeout client 5s\\n timeout server 5s\\n timeout connect 5s\\nlisten f\\n bind :80\\n server s web:80\\n';

export const dailyServices: readonly DailyService[] = [
	{name: 'web', options: ['--stop-signal', 'QUIT'], command: ['nginx', '-g', 'daemon off;']},
	{
		name: 'cache',
		options: ['--health-cmd', 'redis-cli ping', '--health-interval', '2s', '-v', 'cache:/data', '-w', '/data'],
		command: shell(`chown -R redis:redis /data; ${asUser('redis')} redis-server --bind '*' --protected-mode no --dir /data`),
	},
	{
		name: 'db',
		options: [
			...['--stop-signal', 'INT', '--health-cmd', 'pg_isready -q', '--health-interval', '3s'],
			...['-e', `PGDATA=${pgData}`, '-e', `PATH=${pgPath}`, '-v', `db:${pgData}`],
		],
		command: shell(
			`mkdir -p $PGDATA /run/postgresql && chown -R postgres $PGDATA /run/postgresql && chmod 700 $PGDATA && ${asUser('postgres')} sh -c "test -s $PGDATA/PG_VERSION || { initdb -A trust >/dev/null && echo host all all all trust >> $PGDATA/pg_hba.conf; }; exec postgres -c listen_addresses=\\* -c autovacuum_naptime=1s"`,
		),
	},
	{name: 'jobs', command: shell(`printf '${cronJobs}\\n' > /etc/cron.d/jobs; exec cron -f`)},
	{name: 'app', options: ['--user', '65534', '--stop-signal', 'KILL'], command: ['python3', '-c', python]},
	{
		name: 'api',
		options: ['--user', '65534', '--stop-signal', 'KILL', '-e', `CODE=${node}`],
		// A cluster starts its workers from a file.
		command: shell('printf %s "$CODE" > /tmp/api.js; exec node /tmp/api.js'),
	},
	{name: 'apache', command: ['apachectl', '-D', 'FOREGROUND']},
	{
		name: 'maria',
		options: ['-v', 'maria:/var/lib/mysql'],
		command: shell(
			'mkdir -p /run/mysqld && chown mysql:mysql /run/mysqld && (test -d /var/lib/mysql/mysql || mariadb-install-db --user=mysql --skip-test-db >/dev/null) && exec mariadbd --user=mysql --bind-address=0.0.0.0',
		),
	},
	{name: 'mqtt', command: ['mosquitto', '-c', '/etc/mosquitto/mosquitto.conf']},
	{name: 'memo', command: ['memcached', '-u', 'memcache', '-l', '0.0.0.0']},
	{name: 'proxy', command: shell(`printf '${haproxy}' > /tmp/h.cfg; exec haproxy -W -f /tmp/h.cfg`)},
	{name: 'ssh', command: shell('mkdir -p /run/sshd; exec /usr/sbin/sshd -D -e')},
];

/** For `sh`, with `docker` and `get URL-PATH of CONTAINER PORT`; `$HOST_FILES` is a folder of the host, `$PROJECT` one with a Compose file. */
export const dailyWork: readonly (readonly [what: string, script: string])[] = [
	['requests to a web server', 'get web 80 /'],
	['a reload by signal', 'docker kill -s HUP web'],
	['a reload by exec', 'docker exec web nginx -s reload'],
	['a test of the configuration', 'docker exec web nginx -t'],
	[
		'log rotation by hand',
		"docker exec web sh -c 'mv /var/log/nginx/access.log /var/log/nginx/access.log.1; kill -USR1 1; gzip -f /var/log/nginx/access.log.1'",
	],
	['logrotate', 'docker exec web logrotate -f /etc/logrotate.conf'],
	[
		'certificate renewal',
		"docker exec web sh -c 'openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=x -keyout /etc/nginx/k.pem -out /etc/nginx/c.pem -days 9 && chown www-data /etc/nginx/k.pem && nginx -s reload'",
	],
	['a snapshot of a cache by a forked child', 'docker exec cache redis-cli bgsave'],
	['rewriting an append-only file', 'docker exec cache redis-cli bgrewriteaof'],
	['a backup by docker cp', 'sleep 1; docker cp cache:/data/dump.rdb $HOST_FILES/dump.rdb'],
	['a dump as the service’s user', 'docker exec -u postgres db pg_dump -d postgres'],
	['a dump as root', 'docker exec db pg_dump -U postgres -d postgres'],
	['a reload of a database', "docker exec -u postgres db psql -c 'select pg_reload_conf()'"],
	[
		'index, vacuum and checkpoint',
		"docker exec -u postgres db psql -c 'create table t as select generate_series(1,200000) a' -c 'create index on t(a)' -c 'vacuum full t' -c checkpoint",
	],
	['a base backup', 'docker exec -u postgres db pg_basebackup -D /tmp/backup'],
	['temporary files', 'get app 8000 /'],
	['DNS lookups', 'get app 8000 /dns'],
	['a program started by a service', 'get app 8000 /run'],
	['a shell started by a service of Python', 'get app 8000 /shell'],
	['a call to a known neighbour', 'get app 8000 /db'],
	['a shell started by a service of Node', 'get api 3000 /exec'],
	['worker recycling', 'docker kill -s HUP api'],
	['a graceful restart inside', 'docker exec apache apachectl graceful'],
	[
		'log rotation with a graceful restart',
		"docker exec apache sh -c 'mv /var/log/apache2/access.log /var/log/apache2/access.log.1; apachectl graceful'",
	],
	['a dump of all databases', 'docker exec maria mariadb-dump --all-databases'],
	['flushing logs', 'docker exec maria mariadb-admin flush-logs'],
	['a reload of a broker', 'docker kill -s HUP mqtt'],
	['a reload of a proxy with new workers', 'docker kill -s USR2 proxy'],
	['requests through a proxy', 'get proxy 80 /'],
	['a command by exec', 'docker exec web ls -l /'],
	['top, stats and logs', 'docker top web; docker stats --no-stream web; docker logs --tail 5 web'],
	['pause and unpause', 'docker pause memo; docker unpause memo'],
	...['web', 'cache', 'db', 'maria', 'apache', 'jobs', 'ssh', 'mqtt', 'proxy'].map(
		name => [`a restart of ${name}`, `docker restart -t 10 ${name}`] as const,
	),
	['a stop and a start', 'docker stop app; docker start app'],
	[
		'a neighbour at another address',
		'docker stop -t 10 db; docker run -d --name filler --network shop --stop-signal KILL services:1 sleep 1000; docker start db; sleep 5; get app 8000 /db',
	],
	['docker compose up without a change', 'cd $PROJECT; docker compose -p shop2 up -d'],
	['docker compose restart', 'cd $PROJECT; docker compose -p shop2 restart -t 2'],
	['docker compose up with new containers', 'cd $PROJECT; docker compose -p shop2 up -d --force-recreate -t 2'],
	['another replica', 'cd $PROJECT; docker compose -p shop2 up -d --scale one=2'],
	['another network', 'docker network connect bridge web'],
	['a file by docker cp', 'touch $HOST_FILES/file; docker cp $HOST_FILES/file web:/srv/file'],
	['a pull of the same tag', 'docker pull 127.0.0.1:5000/small:1'],
];

/** As done once while the recorder learns. */
export const learnedWork = ['get app 8000 /db', 'get proxy 80 /'];

export const composeFile = `services:
  one: {image: "services:1", command: sleep 100000, stop_signal: SIGKILL}
  two: {image: "services:1", command: nginx -g "daemon off;", depends_on: [one]}
`;
