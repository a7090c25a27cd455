import {datagram, dns, ldap, talk} from './services-clients.js';
import {cmd, type Service, shell} from './services-table.js';

/** In addition to those of the table. */
export const morePackages = [
	...['slapd', 'ldap-utils', 'proftpd-core', 'dovecot-imapd', 'knot', 'nsd', 'chrony', 'tftpd-hpa'],
	...['tinyproxy', 'beanstalkd', 'rsync', 'nats-server'],
];

const alice = shell('useradd -m -s /bin/sh alice 2>/dev/null; echo alice:secret | chpasswd');
const zone = '$TTL 60\\n@ SOA ns.t.test. r.t.test. 1 60 60 60 60\\n@ NS ns\\n@ A 1.2.3.4\\nns A 1.2.3.4\\n';

const services: readonly Service[] = [
	{
		name: 'slapd',
		image: [
			shell('mkdir -p /run/slapd && chown openldap:openldap /run/slapd'),
			cmd('slapd', '-d', '0', '-h', 'ldap://0.0.0.0/', '-u', 'openldap', '-g', 'openldap', '-F', '/etc/ldap/slapd.d'),
		],
		client: ldap,
	},
	{
		name: 'dovecot',
		image: [
			alice,
			shell(
				"mkdir -p /home/alice/mail; chown alice /home/alice/mail; printf 'dovecot_config_version = 2.4.0\\ndovecot_storage_version = 2.4.0\\nprotocols = imap\\nlisten = *\\nssl = no\\nauth_allow_cleartext = yes\\nmail_driver = mbox\\nmail_path = ~/mail\\nlog_path = /dev/stderr\\npassdb pam {\\n}\\nuserdb passwd {\\n}\\n' > /etc/dovecot/dovecot.conf",
			),
			cmd('dovecot', '-F'),
		],
		client: talk(143, [
			['^. OK', 'a1 LOGIN alice secret\r\n'],
			['a1 OK', 'a2 SELECT INBOX\r\n'],
			['a2 OK', 'a3 LOGOUT\r\n'],
			['BYE', ''],
		]),
	},
	{
		name: 'proftpd',
		image: [alice, shell('mkdir -p /run/proftpd'), cmd('proftpd', '--nodaemon')],
		client: talk(21, [
			['^220', 'USER alice\r\n'],
			['^331', 'PASS secret\r\n'],
			['^230', 'MKD d\r\n'],
			['^(257|550)', 'QUIT\r\n'],
			['^221', ''],
		]),
	},
	{
		name: 'knot',
		image: [
			shell(
				`mkdir -p /run/knot; printf '${zone}' > /var/lib/knot/t.test.zone; printf 'server:\\n  rundir: /run/knot\\n  user: knot:knot\\n  listen: 0.0.0.0@53\\nlog:\\n- target: stderr\\n  any: info\\ndatabase:\\n  storage: /var/lib/knot\\ntemplate:\\n- id: default\\n  storage: /var/lib/knot\\nzone:\\n- domain: t.test\\n' > /etc/knot/knot.conf; chown -R knot:knot /var/lib/knot /run/knot /etc/knot`,
			),
			cmd('knotd'),
		],
		client: dns('t.test'),
	},
	{
		name: 'nsd',
		image: [
			shell(
				`printf '${zone}' > /etc/nsd/t.zone; printf 'server:\\n ip-address: 0.0.0.0\\nremote-control:\\n control-enable: no\\nzone:\\n name: t.test\\n zonefile: /etc/nsd/t.zone\\n' > /etc/nsd/nsd.conf; mkdir -p /run/nsd; chown nsd:nsd /run/nsd`,
			),
			cmd('nsd', '-d'),
		],
		client: dns('t.test'),
	},
	{
		name: 'chrony',
		image: [
			shell("printf 'local stratum 8\\nallow all\\nuser _chrony\\ncmdport 0\\n' > /etc/chrony/chrony.conf"),
			cmd('chronyd', '-d', '-x'),
		],
		client: datagram(123, Buffer.concat([Buffer.from([0x23]), Buffer.alloc(47)]), '(answer[0] & 7) === 4'),
	},
	{
		name: 'tftpd',
		image: [
			shell('echo hi > /srv/tftp/x; chmod 644 /srv/tftp/x'),
			cmd('in.tftpd', '--foreground', '--secure', '--user', 'tftp', '--address', ':69', '/srv/tftp'),
		],
		client: datagram(69, Buffer.from('\0\x01x\0octet\0'), 'answer[1] === 3'),
	},
	{
		name: 'rsync',
		image: [
			shell("mkdir -p /srv/r; echo hi > /srv/r/f; printf '[r]\\npath=/srv/r\\nuid=nobody\\ngid=nogroup\\n' > /etc/rsyncd.conf"),
			cmd('rsync', '--daemon', '--no-detach'),
		],
		client: talk(873, [
			['^@RSYNCD', '@RSYNCD: 31.0\nr\n'],
			['@RSYNCD: OK', ''],
		]),
	},
	{
		name: 'tinyproxy',
		image: [shell("sed -i 's/^Allow.*/Allow 0.0.0.0\\/0/' /etc/tinyproxy/tinyproxy.conf"), cmd('tinyproxy', '-d')],
		client: talk(8888, [
			['', 'GET http://127.0.0.1:1/ HTTP/1.0\r\n\r\n'],
			['HTTP/1.. 5', ''],
		]),
	},
	{
		name: 'beanstalkd',
		image: [cmd('beanstalkd', '-l', '0.0.0.0', '-u', 'beanstalkd')],
		client: talk(11300, [
			['', 'put 0 0 60 1\r\nx\r\n'],
			['INSERTED', 'reserve\r\n'],
			['RESERVED', ''],
		]),
	},
	{
		name: 'nats',
		image: [cmd('nats-server')],
		client: talk(4222, [
			['^INFO', 'CONNECT {"verbose":false}\r\nSUB a 1\r\nPUB a 2\r\nhi\r\n'],
			['MSG a', ''],
		]),
	},
];

/**
 * Services that were first rehearsed once the rules were written: none of them has its own rule. They take some ten minutes more,
 * and are run with DOCKSCOPE_TEST_MORE_SERVICES=1.
 */
export const moreServices: readonly Service[] = services.map(service => ({...service, heldBack: true}));
