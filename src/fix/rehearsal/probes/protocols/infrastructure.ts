import {dnsOverTcp, dnsOverUdp, rpcOverTcp, rpcOverUdp, snmp} from '../dialogues.js';
import {bigEndian, latin1, type Protocol} from '../protocol.js';
import {always, byOutcome, type Meaning, type ReplyKind} from '../reply.js';

/** The response code in the lower four bits of its byte. @source RFC 1035, 4.1.1 */
function byDnsCode(found = ''): Meaning {
	const code = (found.codePointAt(0) ?? 0) & 15;
	const named: Readonly<Record<number, readonly [ReplyKind, string]>> = {
		0: ['served', 'NOERROR'],
		2: ['server-error', 'SERVFAIL'],
		3: ['served', 'NXDOMAIN'],
		5: ['client-error', 'REFUSED'],
	};
	const [kind, says] = named[code] ?? ['client-error', `code ${code}`];
	return {kind, says};
}

/** Names, time, remote login, monitoring. */
export const infrastructure: readonly Protocol[] = [
	{name: 'DNS', over: 'tcp', ports: [53], turns: dnsOverTcp, asks: 'localhost', means: byDnsCode},
	{
		name: 'Zabbix',
		over: 'tcp',
		ports: [10050, 10051],
		turns: [{send: `ZBXD\x01\x0a${bigEndian(0, 7)}agent.ping`, expects: /^ZBXD\x01.{8}1/s}],
		asks: 'agent.ping',
		means: always('served'),
	},
	{
		name: 'ident',
		over: 'tcp',
		ports: [113],
		turns: [{send: '1, 2\r\n', expects: /^\s*1\s*,\s*2\s*:\s*(ERROR|USERID)/i}],
		asks: 'query',
		means: byOutcome({USERID: ['served', 'USERID']}),
	},
	{name: 'ONC RPC', over: 'tcp', ports: [111], turns: rpcOverTcp, asks: 'null call', means: always('served')},
	{
		name: 'SSH',
		over: 'tcp',
		ports: [22],
		greeting: /^SSH-(?:2\.0|1\.99)-/,
		turns: [{send: 'SSH-2.0-dockscope\r\n', expects: /^.{4}[\x04-\xff]\x14/s}],
		login: {needs: ['AUDIT_WRITE', 'CHOWN', 'SETGID', 'SETUID'], shows: 'nothing'},
		asks: 'key exchange',
		means: always('login'),
	},
	{
		name: 'Munin',
		over: 'tcp',
		ports: [4949],
		greeting: /^# munin node at/,
		turns: [{send: 'version\n', expects: /^munins? node/}],
		asks: 'version',
		means: always('served'),
	},
	{
		name: 'Asterisk manager',
		over: 'tcp',
		ports: [5038],
		greeting: /^Asterisk Call Manager/,
		turns: [{send: 'Action: Ping\r\n\r\n', expects: /^Response: (Success|Error)/m}],
		asks: 'Ping',
		means: byOutcome({Success: ['served', 'Success']}, 'login'),
	},
	{name: 'DNS', over: 'udp', ports: [53, 5353], turns: dnsOverUdp, asks: 'localhost', means: byDnsCode},
	{
		name: 'NTP',
		over: 'udp',
		ports: [123],
		turns: [{send: latin1(0x23) + bigEndian(0, 47), expects: /^[\x24\x64\xa4\xe4].{47}/s}],
		asks: 'time',
		means: always('served'),
	},
	{name: 'SNMP', over: 'udp', ports: [161], turns: snmp, asks: 'sysDescr', means: always('served')},
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
		asks: 'M-SEARCH',
		means: always('served'),
	},
	{
		name: 'RADIUS',
		over: 'udp',
		ports: [1812],
		turns: [{send: `${latin1(1, 42, 0, 31)}dockscope-asks-1${latin1(1, 11)}dockscope`, expects: /^([\x02\x03\x0b])\x2a.{18}/s}],
		asks: 'access request',
		means: byOutcome({'\x02': ['served', 'accepted'], '\x03': ['login', 'rejected'], '\x0b': ['login', 'challenge']}),
	},
	{name: 'ONC RPC', over: 'udp', ports: [111], turns: rpcOverUdp, asks: 'null call', means: always('served')},
];
