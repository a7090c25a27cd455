import {sip} from '../dialogues.js';
import {bigEndian, latin1, type Protocol, prefixed} from '../protocol.js';
import {always, byOutcome, byStatus} from '../reply.js';

const kafka = `${bigEndian(18, 2)}${bigEndian(0, 2)}dock${prefixed('dockscope', 2)}`;
const stun = `${latin1(0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42)}dockscopeask`;
const mqtt = `${prefixed('MQTT', 2)}${latin1(4, 2, 0, 60)}${prefixed('dockscope', 2)}`;

/** Message brokers, job queues, chat and telephony. */
export const messaging: readonly Protocol[] = [
	{
		name: 'MQTT',
		over: 'tcp',
		ports: [1883],
		turns: [{send: latin1(0x10) + prefixed(mqtt, 1), expects: /^\x20\x02[\0\x01]([\0-\x05])/}],
		asks: 'CONNECT',
		means: byOutcome({
			'\0': ['served', 'accepted'],
			'\x03': ['server-error', 'unavailable'],
			'\x04': ['login', 'bad login'],
			'\x05': ['login', 'not authorised'],
		}),
	},
	{
		name: 'AMQP',
		over: 'tcp',
		ports: [5672],
		turns: [{send: `AMQP${latin1(0, 0, 9, 1)}`, expects: /^(?:\x01\0\0.{4}\0\x0a\0\x0a|AMQP[\0\x02\x03]\x01\0\0)/s}],
		asks: 'protocol header',
		means: always('login'),
	},
	{
		name: 'Kafka',
		over: 'tcp',
		ports: [9092],
		turns: [{send: prefixed(kafka, 4), expects: /^\0.{3}dock\0/s}],
		asks: 'ApiVersions',
		means: always('greeted'),
	},
	{
		name: 'IRC',
		over: 'tcp',
		ports: [6667],
		turns: [
			{
				send: 'NICK dockscope\r\nUSER dockscope 0 * :dockscope\r\n',
				expects: /^(?::\S+ )?((?<=^:\S+ )(?:001|020|4\d\d)|PING|ERROR(?= :)) /m,
			},
		],
		asks: 'NICK and USER',
		means: byOutcome(
			{'001': ['served', 'welcome'], PING: ['greeted', 'PING'], ERROR: ['client-error', 'ERROR'], '464': ['login', '464']},
			'greeted',
		),
	},
	{name: 'SIP', over: 'tcp', ports: [5060], turns: sip('TCP'), asks: 'OPTIONS', means: byStatus},
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
		asks: 'stream',
		means: always('login'),
	},
	{
		name: 'STUN',
		over: 'tcp',
		ports: [3478],
		turns: [{send: stun, expects: /^\x01\x01.{2}\x21\x12\xa4\x42dockscopeask/s}],
		asks: 'binding',
		means: always('served'),
	},
	{
		name: 'beanstalkd',
		over: 'tcp',
		ports: [11300],
		turns: [{send: 'list-tubes\r\n', expects: /^OK \d+\r\n---\n/}],
		asks: 'list-tubes',
		means: always('served'),
	},
	{
		name: 'Gearman',
		over: 'tcp',
		ports: [4730],
		turns: [{send: 'version\n', expects: /^OK \d+\.\S+\n/}],
		asks: 'version',
		means: always('served'),
	},
	{
		name: 'Erlang port mapper',
		over: 'tcp',
		ports: [4369],
		turns: [{send: latin1(0, 1, 0x6e), expects: /^\0\0\x11\x11/}],
		asks: 'names',
		means: always('served'),
	},
	{
		name: 'STOMP',
		over: 'tcp',
		ports: [61613],
		turns: [{send: 'CONNECT\naccept-version:1.2\nhost:localhost\n\n\0', expects: /^(CONNECTED|ERROR)\r?\n/}],
		asks: 'CONNECT',
		means: byOutcome({CONNECTED: ['served', 'CONNECTED'], ERROR: ['login', 'ERROR']}),
	},
	{
		name: 'NATS',
		over: 'tcp',
		ports: [4222],
		greeting: /^INFO \{/,
		turns: [{send: 'CONNECT {"verbose":false}\r\nPING\r\n', expects: /^(PONG|-ERR)/m}],
		asks: 'PING',
		means: byOutcome({PONG: ['served', 'PONG'], '-ERR': ['login', '-ERR']}),
	},
	{name: 'SIP', over: 'udp', ports: [5060], turns: sip('UDP'), asks: 'OPTIONS', means: byStatus},
	{
		name: 'STUN',
		over: 'udp',
		ports: [3478],
		turns: [{send: stun, expects: /^\x01\x01.{2}\x21\x12\xa4\x42dockscopeask/s}],
		asks: 'binding',
		means: always('served'),
	},
	{
		name: 'Mumble',
		over: 'udp',
		ports: [64738],
		turns: [{send: `${bigEndian(0, 4)}dockscop`, expects: /^.{4}dockscop.{12}/s}],
		asks: 'ping',
		means: always('served'),
	},
];
