import {dnsOverTcp, dnsOverUdp} from '../dialogues.js';
import {bigEndian, latin1, type Protocol} from '../protocol.js';
import {always, type Meaning, type ReplyKind} from '../reply.js';

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

/** Names, time, remote login. */
export const infrastructure: readonly Protocol[] = [
	{name: 'DNS', over: 'tcp', ports: [53], turns: dnsOverTcp, asks: 'localhost', means: byDnsCode},
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
	{name: 'DNS', over: 'udp', ports: [53, 5353], turns: dnsOverUdp, asks: 'localhost', means: byDnsCode},
	{
		name: 'NTP',
		over: 'udp',
		ports: [123],
		turns: [{send: latin1(0x23) + bigEndian(0, 47), expects: /^[\x24\x64\xa4\xe4].{47}/s}],
		asks: 'time',
		means: always('served'),
	},
];
