import {expects} from './services-held-bench.js';
import {get} from './services-held-clients.js';
import {alice, cmd, dataOf, type HeldService, lines, shell} from './services-held-kinds.js';

/** Services that drop root in their own ways: before a program, after a late port, inside a chroot. */
export const servers: readonly HeldService[] = [
	{
		// It opens its log as root, gives it to www-data, and opens it again as www-data after a hangup: without CHOWN it ends there.
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
			await on.signal('HUP');
			expects('the page after a hangup', await get(on, 80, '/index.html'), 'hello');
			expects('the next page', await get(on, 80, '/index.html'), 'hello');
		},
		keeps: '/srv/data/$MARK',
		truth: ['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETUID'],
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
