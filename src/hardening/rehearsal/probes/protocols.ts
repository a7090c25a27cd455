import {dnsOverTcp, dnsOverUdp, ldap, mongodb, mysql, mysqlGreeting, rpcOverTcp, rpcOverUdp, sip, snmp} from './dialogues.js';
import {bigEndian, bytes, type Protocol, prefixed} from './protocol.js';

const becomesUser = {needs: ['SETGID', 'SETUID'], shows: 'dialogue'} as const;

/**
 * A logged-in user may be confined to a directory: rsyncd.conf(5) `use chroot`, vsftpd.conf(5) `chroot_local_user`.
 * The server enters it as root, which needs DAC_OVERRIDE if only the owner may: login.defs(5) `HOME_MODE` 0700.
 */
const entersDirectory = {needs: ['DAC_OVERRIDE', 'SETGID', 'SETUID', 'SYS_CHROOT'], shows: 'dialogue'} as const;

const startup = `${bigEndian(3 * 65_536, 4)}user\0postgres\0database\0postgres\0\0`;
const kafka = `${bigEndian(18, 2)}${bigEndian(0, 2)}dock${prefixed('dockscope', 2)}`;
const stun = `${bytes(0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42)}dockscopeask`;
const mqtt = `${prefixed('MQTT', 2)}${bytes(4, 2, 0, 60)}${prefixed('dockscope', 2)}`;

/**
 * Openings that any server of the protocol answers and that change nothing, in the order in which they are tried on a silent port.
 * @source the RFC or the documentation of each protocol, or as named with its dialogue
 */
export const protocols: readonly Protocol[] = [
	{
		name: 'HTTP',
		over: 'tcp',
		ports: [80, 3128, 8000, 8080, 9200],
		turns: [{send: 'GET / HTTP/1.0\r\nHost: localhost\r\nUser-Agent: dockscope\r\n\r\n', expects: /^HTTP\/1\.[01] (\d)\d\d/}],
	},
	{name: 'Redis', over: 'tcp', ports: [6379, 26379], turns: [{send: 'PING\r\n', expects: /^(\+PONG|-NOAUTH|-DENIED|-MISCONF)/}]},
	{
		name: 'PostgreSQL',
		over: 'tcp',
		ports: [5432, 6432],
		turns: [{send: bigEndian(startup.length + 4, 4) + startup, expects: /^([RE])\0\0.{2}/s}],
	},
	{name: 'memcached', over: 'tcp', ports: [11211], turns: [{send: 'version\r\n', expects: /^VERSION \S+\r\n/}]},
	{
		name: 'MQTT',
		over: 'tcp',
		ports: [1883],
		turns: [{send: bytes(0x10) + prefixed(mqtt, 1), expects: /^\x20\x02[\0\x01]([\0-\x05])/}],
	},
	{name: 'LDAP', over: 'tcp', ports: [389], turns: ldap},
	{name: 'MongoDB', over: 'tcp', ports: [27017], turns: mongodb},
	{
		name: 'AMQP',
		over: 'tcp',
		ports: [5672],
		turns: [{send: `AMQP${bytes(0, 0, 9, 1)}`, expects: /^(?:\x01\0\0.{4}\0\x0a\0\x0a|AMQP[\0\x02\x03]\x01\0\0)/s}],
	},
	{
		name: 'HTTP/2',
		over: 'tcp',
		ports: [50051],
		turns: [
			{send: `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${bytes(0, 0, 0, 4, 0, 0, 0, 0, 0)}`, expects: /^\0\0[\0-\xff]\x04\0\0\0\0\0/},
		],
	},
	{name: 'DNS', over: 'tcp', ports: [53], turns: dnsOverTcp},
	{
		name: 'ZooKeeper',
		over: 'tcp',
		ports: [2181],
		turns: [{send: 'srvr', expects: /^(?:Zookeeper version|srvr is not executed|This ZooKeeper instance)/}],
	},
	{name: 'Kafka', over: 'tcp', ports: [9092], turns: [{send: prefixed(kafka, 4), expects: /^\0.{3}dock\0/s}]},
	{
		name: 'Cassandra',
		over: 'tcp',
		ports: [9042],
		turns: [{send: bytes(4, 0, 0, 0, 5, 0, 0, 0, 0), expects: /^[\x83-\x85]\0\0\0[\0\x06]/}],
	},
	{
		name: 'IRC',
		over: 'tcp',
		ports: [6667],
		turns: [
			{
				send: 'NICK dockscope\r\nUSER dockscope 0 * :dockscope\r\n',
				expects: /^(?::\S+ (?:001|020|4\d\d) |PING :?|ERROR :)/m,
			},
		],
	},
	{name: 'SIP', over: 'tcp', ports: [5060], turns: sip('TCP')},
	{
		name: 'XMPP',
		over: 'tcp',
		ports: [5222, 5269, 5347],
		turns: [
			{
				send: "<?xml version='1.0'?><stream:stream to='localhost' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>",
				expects: /<stream:stream\b[^>]*\sid=/,
			},
		],
	},
	{
		name: 'FastCGI',
		over: 'tcp',
		ports: [9000],
		turns: [{send: `${bytes(1, 9, 0, 0, 0, 17, 0, 0, 15, 0)}FCGI_MPXS_CONNS`, expects: /^\x01\x0a\0\0/}],
	},
	{name: 'SOCKS', over: 'tcp', ports: [1080, 9050], turns: [{send: bytes(5, 1, 0), expects: /^\x05([\0\xff])$/}]},
	{
		name: 'STUN',
		over: 'tcp',
		ports: [3478],
		turns: [{send: stun, expects: /^\x01\x01.{2}\x21\x12\xa4\x42dockscopeask/s}],
	},
	{name: 'beanstalkd', over: 'tcp', ports: [11300], turns: [{send: 'list-tubes\r\n', expects: /^OK \d+\r\n---\n/}]},
	{name: 'Gearman', over: 'tcp', ports: [4730], turns: [{send: 'version\n', expects: /^OK \d+\.\S+\n/}]},
	{name: 'Erlang port mapper', over: 'tcp', ports: [4369], turns: [{send: bytes(0, 1, 0x6e), expects: /^\0\0\x11\x11/}]},
	{name: 'ClamAV', over: 'tcp', ports: [3310], turns: [{send: 'zPING\0', expects: /^PONG\0/}]},
	{name: 'SpamAssassin', over: 'tcp', ports: [783], turns: [{send: 'PING SPAMC/1.2\r\n\r\n', expects: /^SPAMD\/\S+ \d+ PONG/}]},
	{name: 'SMTP policy', over: 'tcp', ports: [10023], turns: [{send: 'request=smtpd_access_policy\n\n', expects: /^action=/}]},
	{
		name: 'STOMP',
		over: 'tcp',
		ports: [61613],
		turns: [{send: 'CONNECT\naccept-version:1.2\nhost:localhost\n\n\0', expects: /^(CONNECTED|ERROR)\r?\n/}],
	},
	{
		name: 'Zabbix',
		over: 'tcp',
		ports: [10050, 10051],
		turns: [{send: `ZBXD\x01\x0a${bigEndian(0, 7)}agent.ping`, expects: /^ZBXD\x01.{8}1/s}],
	},
	{
		name: 'RTSP',
		over: 'tcp',
		ports: [554],
		turns: [{send: 'OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n', expects: /^RTSP\/1\.0 (\d)\d\d/}],
	},
	{name: 'ident', over: 'tcp', ports: [113], turns: [{send: '1, 2\r\n', expects: /^\s*1\s*,\s*2\s*:\s*(ERROR|USERID)/i}]},
	{name: 'ONC RPC', over: 'tcp', ports: [111], turns: rpcOverTcp},
	{
		name: 'SMB',
		over: 'tcp',
		ports: [445, 139],
		turns: [
			{
				send: prefixed(
					`${bytes(0xfe)}SMB${bytes(64, 0)}${bigEndian(0, 58)}${bytes(36, 0, 2, 0, 1, 0, 0, 0)}${bigEndian(0, 4)}dockscope-twin-1${bigEndian(0, 8)}${bytes(2, 2, 0x10, 2)}`,
					4,
				),
				expects: /^\0.{3}\xfeSMB.{12}\x01/s,
			},
		],
		login: becomesUser,
	},

	{
		name: 'SSH',
		over: 'tcp',
		ports: [22],
		greeting: /^SSH-(?:2\.0|1\.99)-/,
		turns: [{send: 'SSH-2.0-dockscope\r\n', expects: /^.{4}[\x04-\xff]\x14/s}],
		login: {needs: ['AUDIT_WRITE', 'CHOWN', 'SETGID', 'SETUID'], shows: 'nothing'},
	},
	{
		name: 'SMTP',
		over: 'tcp',
		ports: [25, 587],
		greeting: /^220[ -]/,
		turns: [
			{send: 'EHLO localhost\r\n', expects: /^250 /m},
			{send: 'QUIT\r\n', expects: /^221/},
		],
		login: becomesUser,
	},
	{
		name: 'LMTP',
		over: 'tcp',
		ports: [24],
		greeting: /^220[ -].*LMTP/,
		turns: [{send: 'LHLO localhost\r\n', expects: /^250 /m}],
		login: becomesUser,
	},
	{
		name: 'FTP',
		over: 'tcp',
		ports: [21],
		greeting: /^220[ -]/,
		turns: [
			{send: 'FEAT\r\n', expects: /^(?:211|5\d\d) /m},
			{send: 'QUIT\r\n', expects: /^221/},
		],
		login: entersDirectory,
	},
	{
		name: 'IMAP',
		over: 'tcp',
		ports: [143],
		greeting: /^\* (?:OK|PREAUTH)/,
		turns: [
			{send: 'a1 CAPABILITY\r\n', expects: /^a1 OK/m},
			{send: 'a2 LOGOUT\r\n', expects: /^\* BYE/},
		],
		login: becomesUser,
	},
	{
		name: 'POP3',
		over: 'tcp',
		ports: [110],
		greeting: /^\+OK/,
		turns: [
			{send: 'CAPA\r\n', expects: /^(?:\+OK|-ERR)/},
			{send: 'QUIT\r\n', expects: /^\+OK/m},
		],
		login: becomesUser,
	},
	{
		name: 'ManageSieve',
		over: 'tcp',
		ports: [4190],
		greeting: /^"IMPLEMENTATION"/,
		turns: [{send: 'NOOP\r\n', expects: /^OK/m}],
		login: becomesUser,
	},
	{
		name: 'rsync',
		over: 'tcp',
		ports: [873],
		greeting: /^@RSYNCD: /,
		turns: [
			{send: '@RSYNCD: 31.0\n#list\n', expects: /^([^@\s]+).*^@RSYNCD: EXIT/ms},
			// The module is entered: as its user, in its chroot.
			{send: '@RSYNCD: 31.0\n%1\n', onNewConnection: true, expects: /^@RSYNCD: (OK|AUTHREQD)/m},
		],
		login: {...entersDirectory, unless: /OK$/},
	},
	{
		name: 'rsync without a list',
		over: 'tcp',
		ports: [873],
		greeting: /^@RSYNCD: /,
		turns: [{send: '@RSYNCD: 31.0\n#list\n', expects: /^@RSYNCD: EXIT/m}],
		login: entersDirectory,
	},
	{name: 'MySQL', over: 'tcp', ports: [3306], greeting: mysqlGreeting, turns: mysql},
	{
		name: 'NATS',
		over: 'tcp',
		ports: [4222],
		greeting: /^INFO \{/,
		turns: [{send: 'CONNECT {"verbose":false}\r\nPING\r\n', expects: /^(PONG|-ERR)/m}],
	},
	{
		name: 'NNTP',
		over: 'tcp',
		ports: [119],
		greeting: /^20[01] /,
		turns: [{send: 'CAPABILITIES\r\n', expects: /^(?:101|500) /}],
	},
	{name: 'MPD', over: 'tcp', ports: [6600], greeting: /^OK MPD /, turns: [{send: 'ping\n', expects: /^OK\n/}]},
	{
		name: 'Munin',
		over: 'tcp',
		ports: [4949],
		greeting: /^# munin node at/,
		turns: [{send: 'version\n', expects: /^munins? node/}],
	},
	{
		name: 'Asterisk manager',
		over: 'tcp',
		ports: [5038],
		greeting: /^Asterisk Call Manager/,
		turns: [{send: 'Action: Ping\r\n\r\n', expects: /^Response: (Success|Error)/m}],
	},

	{name: 'DNS', over: 'udp', ports: [53, 5353], turns: dnsOverUdp},
	{name: 'NTP', over: 'udp', ports: [123], turns: [{send: bytes(0x23) + bigEndian(0, 47), expects: /^[\x24\x64\xa4\xe4].{47}/s}]},
	{name: 'SNMP', over: 'udp', ports: [161], turns: snmp},
	{name: 'SIP', over: 'udp', ports: [5060], turns: sip('UDP')},
	{
		name: 'STUN',
		over: 'udp',
		ports: [3478],
		turns: [{send: stun, expects: /^\x01\x01.{2}\x21\x12\xa4\x42dockscopeask/s}],
	},
	{
		name: 'TFTP',
		over: 'udp',
		ports: [69],
		turns: [{send: `${bytes(0, 1)}dockscope-asks\0octet\0`, expects: /^\0\x05\0([\0-\x08])[^\0]*\0$/}],
	},
	{
		name: 'SSDP',
		over: 'udp',
		ports: [1900],
		turns: [
			{
				send: 'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 1\r\nST: ssdp:all\r\n\r\n',
				expects: /^HTTP\/1\.1 200 OK/,
			},
		],
	},
	{name: 'CoAP', over: 'udp', ports: [5683], turns: [{send: bytes(0x40, 0, 0x12, 0x34), expects: /^\x70\0\x12\x34$/}]},
	{
		name: 'QUIC',
		over: 'udp',
		ports: [443],
		turns: [
			{
				send: `${bytes(0xc0, 0x1a, 0x2a, 0x3a, 0x4a)}${prefixed('dockscop', 1)}${prefixed('etwin', 1)}${bigEndian(0, 1200)}`,
				expects: /^[\x80-\xff]\0\0\0\0\x05etwin\x08dockscop/,
			},
		],
	},
	{
		name: 'RADIUS',
		over: 'udp',
		ports: [1812],
		turns: [{send: `${bytes(1, 42, 0, 31)}dockscope-asks-1${bytes(1, 11)}dockscope`, expects: /^[\x02\x03\x0b]\x2a.{18}/s}],
	},
	{name: 'Mumble', over: 'udp', ports: [64738], turns: [{send: `${bigEndian(0, 4)}dockscop`, expects: /^.{4}dockscop.{12}/s}]},
	{name: 'ONC RPC', over: 'udp', ports: [111], turns: rpcOverUdp},
];

/** Ports of protocols in which no server ever replies: probing shows only whether they are open. */
export const silentPorts: ReadonlyMap<string, string> = new Map([
	...(['udp/514', 'tcp/514', 'tcp/601', 'udp/5514'] as const).map(port => [port, 'syslog'] as const),
	['udp/8125', 'StatsD'],
	['tcp/2003', 'Graphite'],
	['udp/2003', 'Graphite'],
	['udp/25826', 'collectd'],
	['udp/2055', 'NetFlow'],
]);
