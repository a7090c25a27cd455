import {bigEndian, latin1, type Protocol, prefixed} from '../protocol.js';
import {always, byOutcome, byStatus} from '../reply.js';

/** The web, and what is close to it. */
export const web: readonly Protocol[] = [
	{
		name: 'HTTP',
		over: 'tcp',
		ports: [80, 3128, 8000, 8080, 9200],
		turns: [{send: 'GET / HTTP/1.0\r\nHost: localhost\r\nUser-Agent: dockscope\r\n\r\n', expects: /^HTTP\/1\.[01] (\d\d\d)/}],
		asks: 'GET /',
		means: byStatus,
	},
	{
		name: 'HTTP/2',
		over: 'tcp',
		ports: [50051],
		turns: [
			{send: `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${latin1(0, 0, 0, 4, 0, 0, 0, 0, 0)}`, expects: /^\0\0[\0-\xff]\x04\0\0\0\0\0/},
		],
		asks: 'SETTINGS',
		means: always('greeted'),
	},
	{
		name: 'FastCGI',
		over: 'tcp',
		ports: [9000],
		turns: [{send: `${latin1(1, 9, 0, 0, 0, 17, 0, 0, 15, 0)}FCGI_MPXS_CONNS`, expects: /^\x01\x0a\0\0/}],
		asks: 'FCGI_GET_VALUES',
		means: always('greeted'),
	},
	{
		name: 'SOCKS',
		over: 'tcp',
		ports: [1080, 9050],
		turns: [{send: latin1(5, 1, 0), expects: /^\x05([\0\xff])$/}],
		asks: 'greeting',
		means: byOutcome({'\0': ['greeted', 'no login'], '\xff': ['login', 'no method accepted']}),
	},
	{
		name: 'RTSP',
		over: 'tcp',
		ports: [554],
		turns: [{send: 'OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n', expects: /^RTSP\/1\.0 (\d\d\d)/}],
		asks: 'OPTIONS',
		means: byStatus,
	},
	{
		name: 'CoAP',
		over: 'udp',
		ports: [5683],
		turns: [{send: latin1(0x40, 0, 0x12, 0x34), expects: /^\x70\0\x12\x34$/}],
		asks: 'ping',
		means: always('greeted'),
	},
	{
		name: 'QUIC',
		over: 'udp',
		ports: [443],
		turns: [
			{
				send: `${latin1(0xc0, 0x1a, 0x2a, 0x3a, 0x4a)}${prefixed('dockscop', 1)}${prefixed('etwin', 1)}${bigEndian(0, 1200)}`,
				expects: /^[\x80-\xff]\0\0\0\0\x05etwin\x08dockscop/,
			},
		],
		asks: 'version negotiation',
		means: always('greeted'),
	},
];
