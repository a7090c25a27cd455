import {describe, expect, it} from 'vitest';
import {signalFor} from '../../src/fix/rehearsal/exercise/reload.js';

describe('the signal for a reload', () => {
	it.each([
		['nginx', 'nginx: master process nginx -g daemon off;', 'SIGHUP'],
		['apache2', '/usr/sbin/apache2 -DFOREGROUND', 'SIGUSR1'],
		['httpd', 'httpd -DFOREGROUND', 'SIGUSR1'],
		['httpd', 'httpd -D FOREGROUND', 'SIGUSR1'],
		['httpd', '/usr/local/apache2/bin/httpd -DFOREGROUND', 'SIGUSR1'],
		['httpd', '/usr/local/apache2/bin/httpd', 'SIGUSR1'],
		['httpd', '/opt/apache/bin/httpd -f /etc/httpd.conf', 'SIGUSR1'],
		['httpd', '/usr/sbin/httpd -k start', 'SIGUSR1'],
		['httpd', '/usr/sbin/httpd -f /etc/httpd.conf -k start', 'SIGUSR1'],
		['haproxy', 'haproxy -W -db -f /usr/local/etc/haproxy/haproxy.cfg', 'SIGUSR2'],
		['haproxy', '/usr/sbin/haproxy -Ws -f /etc/haproxy/haproxy.cfg -p /run/haproxy.pid', 'SIGUSR2'],
		['haproxy', '/usr/sbin/haproxy -f /etc/haproxy/haproxy.cfg -W', 'SIGUSR2'],
		['sshd', 'sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups', 'SIGHUP'],
		['dnsmasq', 'dnsmasq -k', 'SIGHUP'],
		['master', '/usr/lib/postfix/sbin/master -w', 'SIGHUP'],
		['named', '/usr/sbin/named -f -u bind', 'SIGHUP'],
		['mosquitto', '/usr/sbin/mosquitto -c /mosquitto/config/mosquitto.conf', 'SIGHUP'],
		['unbound', 'unbound -d', 'SIGHUP'],
		['postgres', 'postgres -c shared_buffers=256MB', 'SIGHUP'],
		['mariadbd', 'mariadbd', 'SIGHUP'],
		['mysqld', 'mysqld --user=mysql', 'SIGHUP'],
		['lighttpd', 'lighttpd -D -f /etc/lighttpd/lighttpd.conf', 'SIGUSR1'],
		['squid', '/usr/sbin/squid -NYC', 'SIGHUP'],
		['snmpd', '/usr/sbin/snmpd -f', 'SIGHUP'],
		['proftpd', 'proftpd: (accepting connections)', 'SIGHUP'],
		['vsftpd', '/usr/sbin/vsftpd /etc/vsftpd.conf', 'SIGHUP'],
		['rsyslogd', 'rsyslogd -n', 'SIGHUP'],
		['dovecot', '/usr/sbin/dovecot -F', 'SIGHUP'],
		['exim4', '/usr/sbin/exim4 -bd -q30m', 'SIGHUP'],
		['exim', 'exim -bd -q15m', 'SIGHUP'],
	])('%s, started as %s: %s', (command, args, signal) => expect(signalFor(command, args)).toBe(signal));

	it.each([
		['httpd', 'httpd -f -p 80 -h /var/www'],
		['httpd', '/usr/sbin/httpd -f -v -p 8080 -h /srv/apache -c /etc/httpd.conf'],
		['httpd', 'busybox httpd -d dGVzdA'],
		['haproxy', 'haproxy -db -f /usr/local/etc/haproxy/haproxy.cfg'],
		['haproxy', 'haproxy -f /etc/haproxy-Ws.cfg'],
		['master', '/usr/lib/cyrus/bin/master'],
		['busybox', 'busybox httpd'],
		['constructor', 'constructor'],
	])('none for %s, started as %s', (command, args) => expect(signalFor(command, args)).toBeNull());
});
