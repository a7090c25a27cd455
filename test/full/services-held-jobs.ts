import {eventually, expects} from './services-held-bench.js';
import {grows, post} from './services-held-clients.js';
import {alice, cmd, type HeldService, lines, shell} from './services-held-kinds.js';

/** A small application, run as a user, that starts a helper for each POST: its query is the argument. */
const helperApp = (...helper: string[]): string =>
	lines(
		'import http.server, signal, subprocess, sys',
		'signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))',
		'class Handler(http.server.BaseHTTPRequestHandler):',
		'    def do_GET(self):',
		'        self.answer(200, b"ready")',
		'    def do_POST(self):',
		`        done = subprocess.run(${JSON.stringify(helper)} + [self.path[1:]], stdin=subprocess.DEVNULL, capture_output=True, timeout=15)`,
		'        self.answer(500 if done.returncode else 200, done.stdout + done.stderr)',
		'    def answer(self, status, body):',
		'        self.send_response(status)',
		'        self.send_header("Content-Length", str(len(body)))',
		'        self.end_headers()',
		'        self.wfile.write(body)',
		'http.server.ThreadingHTTPServer(("", 8080), Handler).serve_forever()',
	);
/** Services that call set-uid helpers or run jobs by the clock. */
export const jobs: readonly HeldService[] = [
	{
		// A web application without root whose button calls sudo.
		name: 'sudo-app',
		files: {
			'/srv/app.py': helperApp('sudo', '-n', '/usr/local/sbin/job'),
			'/usr/local/sbin/job': lines('#!/bin/sh', 'umask 077', 'id -un > /var/lib/job/$1'),
			'/etc/sudoers.d/held': 'alice ALL=(root) NOPASSWD: /usr/local/sbin/job\n',
		},
		image: [
			alice,
			shell('chmod 0440 /etc/sudoers.d/held && mkdir -p /var/lib/job && chmod 0700 /var/lib/job'),
			'USER alice',
			cmd('python3', '/srv/app.py'),
		],
		work: async on => {
			// Its people see what sudo complains of: without AUDIT_WRITE "unable to send audit message: Operation not permitted".
			expects('the answer', await post(on, on.mark), '200');
			await on.finds('stat -c %U:%a /var/lib/job/$MARK; cat /var/lib/job/$MARK', 'root:600\nroot');
		},
		keeps: '/var/lib/job/$MARK',
		truth: ['AUDIT_WRITE', 'SETGID', 'SETUID'],
	},
	{
		// A monitor without root: ping has a file capability, and cannot even be started where the bounding set lacks it.
		name: 'ping-app',
		files: {'/srv/app.py': helperApp('ping', '-c', '1', '-W', '3')},
		image: [shell('setcap cap_net_raw+ep /usr/bin/ping'), 'USER 1000:1000', cmd('python3', '/srv/app.py')],
		work: async on => {
			expects('the answer', await post(on, '127.0.0.1'), /1 received[\s\S]*\n200$/);
		},
		truth: ['NET_RAW'],
	},
	{
		// People hand in jobs with a set-uid program. A job owns its output file, or else it cannot open /dev/stdout: that takes CHOWN.
		name: 'at',
		image: [alice, cmd('atd', '-f')],
		work: async on => {
			await on.inside('alice', 'cd && echo "id -un > /dev/stdout && id -un > /home/alice/$MARK" | at now');
			await on.finds('stat -c %U:%G /home/alice/$MARK; cat /home/alice/$MARK', 'alice:alice\nalice', 20);
			await on.finds('ls /var/spool/cron/atjobs | grep -c "^a" || true', '0');
		},
		keeps: '/home/alice/$MARK',
		truth: ['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETUID'],
	},
	{
		// A loop of shell: a job as alice every two seconds, and its log rotated by logrotate in a directory that is closed to others.
		name: 'clock-loop',
		files: {
			'/etc/held/rotate.conf': lines(
				...['/srv/out/log {', '  su root root', '  size 1', '  rotate 3', '  nocopytruncate', '  create 0640 alice adm', '}'],
			),
			'/usr/local/bin/loop': lines(
				'#!/bin/sh',
				'trap "exit 0" TERM',
				'while :; do',
				'  setpriv --reuid=alice --regid=alice --init-groups sh -c "id -un >> /srv/out/log"',
				'  n=$((n+1))',
				'  test $((n % 3)) != 0 || logrotate --force --state /var/lib/logrotate/held /etc/held/rotate.conf',
				'  sleep 2 & wait $!',
				'done',
			),
		},
		image: [
			alice,
			shell('mkdir -p /srv/out /var/lib/logrotate && chown alice:adm /srv/out && chmod 0700 /srv/out'),
			cmd('/usr/local/bin/loop'),
		],
		work: async on => {
			const rotated = async (): Promise<string> => on.look('stat -c %i /srv/out/log.1 2>/dev/null || true');
			const first = await rotated();
			await eventually('the log is rotated', 20, async () => (await rotated()) !== first);
			await on.finds('stat -c %U:%G:%a /srv/out/log', 'alice:adm:640');
			await eventually('alice writes to the new log', 8, async () => (await on.look('cat /srv/out/log')).includes('alice'));
		},
		truth: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'],
	},
	{
		// Once a minute: a job as alice, one as www-data through su, and logrotate.
		name: 'cron-rotate',
		files: {
			'/etc/cron.d/held': lines(
				'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
				'* * * * * alice id -un >> /home/alice/ran',
				'* * * * * root su -s /bin/sh www-data -c "id -un >> /srv/web/ran"',
				'* * * * * root logrotate --force --state /var/lib/logrotate/held /etc/held/rotate.conf',
			),
			'/etc/held/rotate.conf': lines(...['/srv/web/log {', '  su www-data adm', '  rotate 2', '  create 0640 www-data adm', '}']),
		},
		image: [
			alice,
			shell(
				'chmod 644 /etc/cron.d/held && mkdir -p /srv/web /var/lib/logrotate && echo x > /srv/web/log && chown -R www-data:adm /srv/web && chmod 0700 /srv/web',
			),
			cmd('cron', '-f'),
		],
		work: async on => {
			const before = await on.look('stat -c %i /srv/web/log');
			await grows(on, '/home/alice/ran', 75);
			await grows(on, '/srv/web/ran', 75);
			await on.finds('stat -c %U /home/alice/ran /srv/web/ran', 'alice\nwww-data');
			await eventually('the log is rotated', 75, async () => (await on.look('stat -c %i /srv/web/log')) !== before);
			await on.finds('stat -c %U:%G:%a /srv/web/log', 'www-data:adm:640');
		},
		truth: ['AUDIT_WRITE', 'SETGID', 'SETUID'],
		slow: true,
	},
];
