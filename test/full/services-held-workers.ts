import {type Bench, eventually, expects} from './services-held-bench.js';
import {alice, cmd, type HeldService, shell} from './services-held-kinds.js';

const lines = (...text: string[]): string => `${text.join('\n')}\n`;

/** Asks until the answers came from `wanted` workers: a pid is the first word of each. */
async function workersOf(ask: () => Promise<string>, wanted = 3): Promise<void> {
	const seen = new Set<string>();
	await eventually(`answers of ${wanted} workers`, 20, async () => {
		seen.add((await ask()).trim().split(/\s+/)[0] ?? '');
		return seen.size >= wanted;
	});
}

const get = (on: Bench, port: number, path = '/'): Promise<string> =>
	on.client(`curl -sS --fail --max-time 8 http://$HOST:${port}${path}`);

/** An application that answers with its pid and keeps what it is sent: a file named by the query. */
const wsgi = lines(
	'import os',
	'def application(environ, start):',
	'    mark = environ.get("QUERY_STRING", "")',
	'    if mark:',
	'        with open("/srv/data/" + mark, "w") as file:',
	'            file.write(mark)',
	'    start("200 OK", [("Content-Type", "text/plain")])',
	'    return [str(os.getpid()).encode()]',
);

const dataOf = (user: string): string => shell(`mkdir -p /srv/data && chown ${user} /srv/data && chmod 0700 /srv/data`);

/** Renames the log as logrotate does, sends the signal, and wants the next line in a new file. */
async function reopensLog(on: Bench, log: string, signal: string, ask: () => Promise<unknown>): Promise<void> {
	await on.look(`mv ${log} ${log}.$MARK`);
	await on.signal(signal);
	await eventually(`${log} is written again after ${signal}`, 15, async () => {
		await ask().catch(() => undefined);
		return (await on.look(`test -s ${log} && echo yes || true`)).trim() === 'yes';
	});
}

/** Services that replace their workers and reopen their logs. */
export const workers: readonly HeldService[] = [
	{
		name: 'php-fpm',
		files: {
			'/etc/php/8.4/fpm/pool.d/www.conf': lines(
				...['[www]', 'user = www-data', 'group = www-data', 'listen = 0.0.0.0:9000', 'pm = static', 'pm.max_children = 2'],
				...['pm.max_requests = 3', 'access.log = /var/log/php/access.log'],
			),
			'/srv/www/index.php':
				'<?php if ($_GET["m"] ?? "") file_put_contents("/srv/data/" . $_GET["m"], $_GET["m"]); echo "\\npid ", getmypid(), "\\n";',
		},
		image: [dataOf('www-data'), shell('mkdir -p /run/php /var/log/php && chmod 0700 /var/log/php'), cmd('php-fpm8.4', '-F')],
		work: async on => {
			const ask = (query = ''): Promise<string> =>
				on
					.client(
						`timeout 8 env REQUEST_METHOD=GET QUERY_STRING=${query} SCRIPT_FILENAME=/srv/www/index.php cgi-fcgi -bind -connect $HOST:9000`,
					)
					.then(text => {
						const pid = /^pid (\d+)/m.exec(text)?.[1];
						if (pid === undefined) throw new Error(`php-fpm answered "${text}"`);
						return pid;
					});
			await ask(`m=${on.mark}`);
			await on.finds('stat -c %U:%G /srv/data/$MARK', 'www-data:www-data');
			await workersOf(ask, 5);
			await reopensLog(on, '/var/log/php/access.log', 'USR1', ask);
			await workersOf(ask, 3);
		},
		keeps: '/srv/data/$MARK',
		truth: ['DAC_OVERRIDE', 'SETGID', 'SETUID'],
	},
	{
		// Its master stays root and ends workers of www-data by signal.
		name: 'gunicorn',
		files: {'/srv/app/app.py': wsgi},
		image: [
			dataOf('www-data'),
			shell('mkdir -p /var/log/app && chmod 0755 /var/log/app'),
			'WORKDIR /srv/app',
			cmd(
				...[
					'gunicorn',
					'--bind',
					'0.0.0.0:80',
					'--user',
					'www-data',
					'--group',
					'www-data',
					'--workers',
					'2',
					'--max-requests',
					'3',
				],
				...['--access-logfile', '/var/log/app/access.log', 'app:application'],
			),
		],
		work: async on => {
			await get(on, 80, `/?${on.mark}`);
			await on.finds('stat -c %U:%G /srv/data/$MARK', 'www-data:www-data');
			await workersOf(() => get(on, 80), 5);
			const before = await workersNow(on, 'gunicorn');
			await on.signal('HUP');
			await eventually('all workers were replaced after HUP', 15, async () => {
				const now = await workersNow(on, 'gunicorn');
				return now.length >= 3 && now.filter(pid => before.includes(pid)).length === 1;
			});
			await reopensLog(on, '/var/log/app/access.log', 'USR1', () => get(on, 80));
		},
		keeps: '/srv/data/$MARK',
		truth: ['CHOWN', 'DAC_OVERRIDE', 'KILL', 'SETGID', 'SETUID'],
	},
	{
		name: 'uwsgi',
		files: {'/srv/app/app.py': wsgi},
		image: [
			dataOf('www-data'),
			cmd(
				...['uwsgi', '--plugin', 'python3', '--http-socket', ':8080', '--uid', 'www-data', '--gid', 'www-data', '--master'],
				...[
					'--processes',
					'1',
					'--max-requests',
					'3',
					'--min-worker-lifetime',
					'0',
					'--wsgi-file',
					'/srv/app/app.py',
					'--die-on-term',
				],
			),
		],
		work: async on => {
			await get(on, 8080, `/?${on.mark}`);
			await on.finds('stat -c %U:%G /srv/data/$MARK', 'www-data:www-data');
			await workersOf(() => get(on, 8080), 3);
			await on.signal('HUP');
			await eventually('it answers after HUP', 15, () => get(on, 8080).then(Boolean, () => false));
			await workersOf(() => get(on, 8080), 3);
		},
		keeps: '/srv/data/$MARK',
		truth: ['SETGID', 'SETUID'],
	},
	{
		name: 'apache-prefork',
		files: {
			'/etc/apache2/conf-enabled/held.conf': lines(
				...['ServerName held', 'StartServers 2', 'MinSpareServers 1', 'MaxSpareServers 2', 'MaxConnectionsPerChild 3'],
				'ScriptAlias /run /srv/cgi/run',
				'<Directory /srv/cgi>',
				...['Require all granted', '</Directory>'],
			),
			'/srv/cgi/run': lines(
				...['#!/bin/sh', 'test -z "$QUERY_STRING" || echo $QUERY_STRING > /srv/data/$QUERY_STRING'],
				'printf "Content-Type: text/plain\\n\\n$PPID\\n"',
			),
			'/usr/local/bin/start': lines(
				...['#!/bin/sh', '. /etc/apache2/envvars', 'rm -f /run/apache2/apache2.pid', 'exec apache2 -D FOREGROUND'],
			),
		},
		image: [
			dataOf('www-data'),
			shell('a2dismod -q mpm_event && a2enmod -q mpm_prefork cgi && mkdir -p /run/apache2'),
			cmd('/usr/local/bin/start'),
		],
		work: async on => {
			await get(on, 80, `/run?${on.mark}`);
			await on.finds('stat -c %U:%G /srv/data/$MARK', 'www-data:www-data');
			await workersOf(() => get(on, 80, '/run'), 5);
			await reopensLog(on, '/var/log/apache2/access.log', 'USR1', () => get(on, 80));
			await workersOf(() => get(on, 80, '/run'), 3);
		},
		keeps: '/srv/data/$MARK',
		truth: ['SETGID', 'SETUID'],
	},
	{
		name: 'mini-httpd',
		files: {
			'/srv/www/cgi-bin/save': lines(
				...[
					'#!/bin/sh',
					'echo "$QUERY_STRING" > /srv/data/$QUERY_STRING',
					'printf "Content-Type: text/plain\\r\\n\\r\\n$(id -un)\\n"',
				],
			),
			'/srv/www/index.html': 'hello\n',
		},
		image: [
			dataOf('www-data'),
			cmd(
				...['mini_httpd', '-D', '-p', '80', '-u', 'www-data', '-d', '/srv/www', '-c', 'cgi-bin/*'],
				...['-l', '/var/log/mini_httpd.log', '-i', '/run/mini_httpd.pid'],
			),
		],
		work: async on => {
			expects('the page', await get(on, 80, '/index.html'), 'hello');
			expects('who runs the program', await get(on, 80, `/cgi-bin/save?${on.mark}`), 'www-data');
			await on.finds('stat -c %U:%G /srv/data/$MARK', 'www-data:www-data');
		},
		keeps: '/srv/data/$MARK',
		truth: ['DAC_OVERRIDE', 'SETGID', 'SETUID'],
	},
	{
		// Takes its port for TLS only once it is asked to, below the first port that a user may take.
		name: 'late-bind',
		files: {
			'/srv/app.py': lines(
				'import http.server, os, signal, sys, threading',
				'signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))',
				'late = {}',
				'class Handler(http.server.BaseHTTPRequestHandler):',
				'    def do_GET(self):',
				'        self.answer(b"first" if self.server.server_port == 8080 else b"late")',
				'    def do_POST(self):',
				'        if "server" in late:',
				'            late.pop("server").server_close()',
				'        late["server"] = http.server.ThreadingHTTPServer(("", 443), Handler)',
				'        threading.Thread(target=late["server"].serve_forever, daemon=True).start()',
				'        self.answer(b"open")',
				'    def answer(self, body):',
				'        self.send_response(200)',
				'        self.send_header("Content-Length", str(len(body)))',
				'        self.end_headers()',
				'        self.wfile.write(body)',
				'http.server.ThreadingHTTPServer(("", 8080), Handler).serve_forever()',
			),
		},
		image: [cmd('python3', '/srv/app.py')],
		args: ['--sysctl', 'net.ipv4.ip_unprivileged_port_start=1024'],
		work: async on => {
			expects('the first port', await get(on, 8080), 'first');
			expects('the request to open', await on.client('curl -sS --fail --max-time 8 -X POST http://$HOST:8080/'), 'open');
			expects('the late port', await get(on, 443), 'late');
		},
		truth: ['NET_BIND_SERVICE'],
	},
	{
		// Talks to its clients from a chroot, as its own user; a reload must read the certificate from outside of it.
		name: 'stunnel',
		files: {
			'/etc/stunnel/stunnel.conf': lines(
				...['foreground = yes', 'pid =', 'setuid = stunnel4', 'setgid = stunnel4', 'chroot = /srv/jail', 'syslog = no'],
				...['[echo]', 'accept = 0.0.0.0:443', 'connect = 127.0.0.1:7777', 'cert = /etc/stunnel/held.pem'],
			),
			'/etc/inetd.conf': lines('7777 stream tcp nowait alice /bin/cat cat'),
			'/usr/local/bin/start': lines('#!/bin/sh', 'inetd', 'exec stunnel4 /etc/stunnel/stunnel.conf'),
		},
		image: [
			alice,
			shell(
				'id stunnel4 >/dev/null 2>&1 || useradd --system stunnel4; mkdir -p /srv/jail && cd /etc/stunnel && openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=held -days 3650 -keyout held.pem -out cert.pem 2>/dev/null && cat cert.pem >> held.pem && chmod 0600 held.pem',
			),
			cmd('/usr/local/bin/start'),
		],
		work: async on => {
			const echoed = await on.client(
				'(echo $MARK; sleep 2) | timeout 8 openssl s_client -quiet -connect $HOST:443 2>/dev/null || true',
			);
			expects('the echo through TLS', echoed, on.mark);
		},
		truth: ['SETGID', 'SETUID', 'SYS_CHROOT'],
	},
];

/** Processes of this name, as `docker top` lists them. */
async function workersNow(on: Bench, name: string): Promise<string[]> {
	const text = await on.look(
		`for f in /proc/[0-9]*; do test "$(cat $f/comm 2>/dev/null)" = ${name} && echo \${f#/proc/} || true; done`,
	);
	return text.split('\n').filter(Boolean);
}
