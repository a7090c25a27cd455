import {latin1, type Protocol} from '../protocol.js';
import {always, byStatus} from '../reply.js';

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
];
