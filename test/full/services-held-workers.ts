import {eventually} from './services-held-bench.js';
import {get, reopensLog, workersNow, workersOf} from './services-held-clients.js';
import {cmd, dataOf, type HeldService, lines, shell} from './services-held-kinds.js';

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
			const before = await workersNow(on, 'php-fpm8.4');
			await on.signal('USR2');
			await eventually('all workers were replaced after USR2', 15, async () => {
				const now = await workersNow(on, 'php-fpm8.4');
				return now.length === 3 && now.filter(pid => before.includes(pid)).length === 1;
			});
			await workersOf(ask, 3);
		},
		keeps: '/srv/data/$MARK',
		truth: ['DAC_OVERRIDE', 'KILL', 'SETGID', 'SETUID'],
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
		// Its first process ends those of www-data when it is stopped.
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
		truth: ['KILL', 'SETGID', 'SETUID'],
	},
];
