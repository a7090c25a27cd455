import {type Bench, eventually, expects} from './services-held-bench.js';
import {alice, cmd, type HeldService, shell} from './services-held-kinds.js';

const lines = (...text: string[]): string => `${text.join('\n')}\n`;

/** A dialogue over TCP: what to wait for, then what to send; ends when all was seen. */
const talk = (on: Bench, port: number, steps: readonly (readonly [string, string])[]): Promise<string> =>
	on.client(`cat > /tmp/talk-$MARK <<'END'
import re, socket, sys
s = socket.create_connection((${JSON.stringify(on.address)}, ${port}), 8)
s.settimeout(10)
seen = b""
for wanted, say in ${JSON.stringify(steps)}:
    while not re.search(wanted.encode(), seen, re.M):
        got = s.recv(4096)
        if not got:
            sys.exit("closed while waiting for " + wanted + " after " + repr(seen))
        # A telnet server's offers are refused: DO with WON'T, WILL with DON'T.
        for command, option in re.findall(rb"\\xff([\\xfb\\xfd])(.)", got, re.S):
            s.sendall(bytes([255, 254 if command == b"\\xfb" else 252]) + option)
        seen += got
    seen = b""
    s.sendall(say.encode())
END
python3 /tmp/talk-$MARK && rm /tmp/talk-$MARK`);

const deliver = (greeting: string, mark: string): readonly (readonly [string, string])[] => [
	['^220 ', `${greeting} client\r\n`],
	['^250 ', 'MAIL FROM:<a@held.test>\r\n'],
	['^250 ', 'RCPT TO:<alice@held.test>\r\n'],
	['^250 ', 'DATA\r\n'],
	['^354 ', `Subject: ${mark}\r\n\r\n${mark}\r\n.\r\n`],
	['^250 ', 'QUIT\r\n'],
	['^221 ', ''],
];

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
const post = (on: Bench, path: string): Promise<string> =>
	on.client(`curl -sS --max-time 20 -w '\\n%{http_code}' -X POST http://$HOST:8080/${path}`);

/** Waits until a file grew twice: its jobs run by the clock. */
async function grows(on: Bench, file: string, seconds: number): Promise<void> {
	const lengthNow = async (): Promise<number> => Number(await on.look(`cat ${file}* 2>/dev/null | wc -l`));
	const first = await lengthNow();
	await eventually(`a job adds to ${file}`, seconds, async () => (await lengthNow()) > first);
}

/** Services that deliver, log for others, log people in, call set-uid helpers or run jobs. */
export const jobs: readonly HeldService[] = [
	{
		name: 'dovecot-lmtp',
		files: {
			'/etc/dovecot/dovecot.conf': lines(
				...[
					'dovecot_config_version = 2.4.0',
					'dovecot_storage_version = 2.4.0',
					'protocols = lmtp',
					'log_path = /dev/stderr',
					'ssl = no',
				],
				...['mail_driver = maildir', 'mail_path = ~/Maildir', 'auth_username_format = %{user | username | lower}'],
				...['passdb pam {', '}', 'userdb passwd {', '}'],
				...['service lmtp {', '  inet_listener lmtp {', '    port = 24', '  }', '}'],
			),
		},
		image: [alice, cmd('dovecot', '-F')],
		work: async on => {
			await talk(on, 24, deliver('LHLO', on.mark));
			await on.finds('stat -c %U:%G $(grep -rl "^Subject: $MARK" /home/alice/Maildir/new)', 'alice:alice');
		},
		truth: ['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETUID'],
	},
	{
		// Mail comes by SMTP and, from a user inside, through the set-group-ID postdrop.
		name: 'postfix',
		image: [
			alice,
			shell(
				'postconf -e myhostname=held.test mydestination=held.test inet_interfaces=all inet_protocols=ipv4 maillog_file=/dev/stdout mynetworks=0.0.0.0/0 "alias_maps=" smtpd_delay_reject=no && touch /var/mail/alice && chown alice:mail /var/mail/alice && chmod 660 /var/mail/alice',
			),
			cmd('postfix', 'start-fg'),
		],
		work: async on => {
			await talk(on, 25, deliver('HELO', on.mark));
			await on.finds('grep -c "^Subject: $MARK" /var/mail/alice; stat -c %U /var/mail/alice', '1\nalice', 20);
			await on.inside('alice', 'printf "Subject: own$MARK\\n\\nhello\\n" | /usr/sbin/sendmail alice@held.test');
			await on.finds('grep -c "^Subject: own$MARK" /var/mail/alice', '1', 20);
		},
		truth: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID', 'SYS_CHROOT'],
	},
	{
		name: 'rsyslog',
		files: {
			'/etc/rsyslog.conf': lines(
				...[
					'module(load="imtcp")',
					'input(type="imtcp" port="514")',
					'template(name="each" type="string" string="/var/log/remote/%hostname%/all.log")',
				],
				'*.* action(type="omfile" dynaFile="each" fileOwner="alice" fileGroup="adm" fileCreateMode="0640" dirOwner="alice" dirGroup="adm" dirCreateMode="0750")',
			),
		},
		image: [alice, shell('mkdir -p /var/log/remote && chmod 0755 /var/log/remote'), cmd('rsyslogd', '-n', '-i', 'NONE')],
		work: async on => {
			const send = (text: string): Promise<string> =>
				on.client(`printf '<13>Nov 29 03:00:00 $MARK test: ${text}\\n' | sed "s/.MARK/$MARK/" | nc -N -w 5 $HOST 514`);
			await send('first');
			await on.finds(
				'cd /var/log/remote/$MARK; stat -c %U:%G:%a . all.log; grep -c first all.log',
				'alice:adm:750\nalice:adm:640\n1',
			);
			await on.look('mv /var/log/remote/$MARK/all.log /var/log/remote/$MARK/all.log.1');
			await on.signal('HUP');
			await new Promise(resolve => setTimeout(resolve, 1000));
			await send('second');
			await on.finds('cd /var/log/remote/$MARK; stat -c %U:%G:%a all.log; cat all.log | grep -c second', 'alice:adm:640\n1');
		},
		keeps: '/var/log/remote/$MARK/all.log',
		truth: ['CHOWN', 'DAC_OVERRIDE'],
	},
	{
		// One service for each user.
		name: 'inetd',
		files: {
			'/etc/inetd.conf': lines(
				'7001 stream tcp nowait alice /usr/local/bin/save save /home/alice',
				'7002 stream tcp nowait www-data /usr/local/bin/save save /srv/www',
			),
			'/usr/local/bin/save': lines('#!/bin/sh', 'read -r name', 'id -un > $1/$name', 'echo saved'),
		},
		image: [alice, shell('mkdir -p /srv/www && chown www-data /srv/www && chmod 0700 /srv/www'), cmd('inetd', '-i')],
		work: async on => {
			for (const [port, user, directory] of [
				['7001', 'alice', '/home/alice'],
				['7002', 'www-data', '/srv/www'],
			]) {
				expects('the answer', await on.client(`echo $MARK | nc -w 8 $HOST ${port}`), 'saved');
				await on.finds(`stat -c %U ${directory}/$MARK; cat ${directory}/$MARK`, `${user}\n${user}`);
			}
		},
		keeps: '/home/alice/$MARK',
		truth: ['SETGID', 'SETUID'],
	},
	{
		name: 'telnetd',
		files: {'/etc/inetd.conf': lines('23 stream tcp nowait root /usr/sbin/telnetd telnetd')},
		image: [alice, cmd('inetd', '-i')],
		work: async on => {
			await talk(on, 23, [
				['login: ', 'alice\r\n'],
				['assword: ', 'secret\r\n'],
				['\\$ ', `id -un > ~/${on.mark}; tty >> ~/${on.mark}; stat -c %U $(tty) >> ~/${on.mark}; echo do''ne\r\n`],
				['done', 'exit\r\n'],
			]);
			await on.finds(
				'stat -c %U:%G /home/alice/$MARK; sed "s,/dev/pts/.*,tty," /home/alice/$MARK',
				'alice:alice\nalice\ntty\nalice',
			);
		},
		keeps: '/home/alice/$MARK',
		truth: ['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETUID'],
	},
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
			expects('the answer', await post(on, on.mark), /(^|\n)200$/);
			await on.finds('stat -c %U:%a /var/lib/job/$MARK; cat /var/lib/job/$MARK', 'root:600\nroot');
		},
		keeps: '/var/lib/job/$MARK',
		truth: ['SETGID', 'SETUID'],
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
		// People hand in jobs with a set-uid program.
		name: 'at',
		image: [alice, cmd('atd', '-f')],
		work: async on => {
			await on.inside('alice', 'cd && echo "id -un > /home/alice/$MARK" | at now');
			await on.finds('stat -c %U:%G /home/alice/$MARK; cat /home/alice/$MARK', 'alice:alice\nalice', 20);
			await on.finds('ls /var/spool/cron/atjobs | grep -c "^a" || true', '0');
		},
		keeps: '/home/alice/$MARK',
		truth: ['DAC_OVERRIDE', 'SETGID', 'SETUID'],
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
		truth: [],
		slow: true,
	},
];
