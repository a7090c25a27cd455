import type {Turn} from './protocol.js';

/** Asks for a server's capabilities, without a call. @source RFC 3261, 11 */
export const sip = (transport: 'TCP' | 'UDP'): readonly Turn[] => [
	{
		say: [
			'OPTIONS sip:localhost SIP/2.0',
			`Via: SIP/2.0/${transport} 127.0.0.1:5099;branch=z9hG4bK-dockscope;rport`,
			'Max-Forwards: 70',
			'From: <sip:dockscope@localhost>;tag=dockscope',
			'To: <sip:localhost>',
			'Call-ID: dockscope@localhost',
			'CSeq: 1 OPTIONS',
			'Contact: <sip:dockscope@127.0.0.1:5099>',
			'Content-Length: 0',
			'\r\n',
		].join('\r\n'),
		hears: /^SIP\/2\.0 (\d)\d\d /,
	},
];
