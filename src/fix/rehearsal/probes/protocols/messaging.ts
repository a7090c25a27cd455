import {bigEndian, latin1, type Protocol, prefixed} from '../protocol.js';
import {always, byOutcome} from '../reply.js';

const kafka = `${bigEndian(18, 2)}${bigEndian(0, 2)}dock${prefixed('dockscope', 2)}`;
const mqtt = `${prefixed('MQTT', 2)}${latin1(4, 2, 0, 60)}${prefixed('dockscope', 2)}`;

/** Message brokers. */
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
		name: 'NATS',
		over: 'tcp',
		ports: [4222],
		greeting: /^INFO \{/,
		turns: [{send: 'CONNECT {"verbose":false}\r\nPING\r\n', expects: /^(PONG|-ERR)/m}],
		asks: 'PING',
		means: byOutcome({PONG: ['served', 'PONG'], '-ERR': ['login', '-ERR']}),
	},
];
