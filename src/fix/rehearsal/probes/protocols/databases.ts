import {ldap, mongodb, mysql, mysqlGreeting} from '../dialogues.js';
import {bigEndian, latin1, type Protocol} from '../protocol.js';
import {always, byOutcome} from '../reply.js';

const startup = `${bigEndian(3 * 65_536, 4)}user\0postgres\0database\0postgres\0\0`;

/** Databases, caches and directories. */
export const databases: readonly Protocol[] = [
	{
		name: 'Redis',
		over: 'tcp',
		ports: [6379, 26379],
		turns: [{send: 'PING\r\n', expects: /^(\+PONG|-NOAUTH|-DENIED|-MISCONF)/}],
		asks: 'PING',
		means: byOutcome({
			'+PONG': ['served', 'PONG'],
			'-NOAUTH': ['login', 'NOAUTH'],
			'-DENIED': ['client-error', 'DENIED'],
			'-MISCONF': ['server-error', 'MISCONF'],
		}),
	},
	{
		name: 'PostgreSQL',
		over: 'tcp',
		ports: [5432, 6432],
		turns: [{send: bigEndian(startup.length + 4, 4) + startup, expects: /^(R\0\0\0\x08\0\0\0\0|[RE](?=\0\0.{2}))/s}],
		asks: 'login without a password',
		means: byOutcome({
			'R\0\0\0\x08\0\0\0\0': ['served', 'accepted'],
			R: ['login', 'asks for a password'],
			E: ['login', 'refused'],
		}),
	},
	{
		name: 'memcached',
		over: 'tcp',
		ports: [11211],
		turns: [{send: 'version\r\n', expects: /^VERSION \S+\r\n/}],
		asks: 'version',
		means: always('served'),
	},
	{
		name: 'LDAP',
		over: 'tcp',
		ports: [389],
		turns: ldap,
		asks: 'bind and search',
		means: byOutcome({'\0': ['served', 'root entry']}, 'login'),
	},
	{name: 'MongoDB', over: 'tcp', ports: [27017], turns: mongodb, asks: 'hello', means: always('greeted')},
	{
		name: 'ZooKeeper',
		over: 'tcp',
		ports: [2181],
		turns: [{send: 'srvr', expects: /^(Zookeeper version|srvr is not executed|This ZooKeeper instance)/}],
		asks: 'srvr',
		means: byOutcome(
			{'Zookeeper version': ['served', 'version'], 'srvr is not executed': ['client-error', 'not allowed']},
			'server-error',
		),
	},
	{
		name: 'Cassandra',
		over: 'tcp',
		ports: [9042],
		turns: [{send: latin1(4, 0, 0, 0, 5, 0, 0, 0, 0), expects: /^[\x83-\x85]\0\0\0[\0\x06]/}],
		asks: 'OPTIONS',
		means: always('greeted'),
	},
	{
		name: 'MySQL',
		over: 'tcp',
		ports: [3306],
		greeting: mysqlGreeting,
		turns: mysql,
		asks: 'login without a password',
		means: byOutcome({'\0': ['served', 'accepted'], '\xff': ['login', 'refused'], '\xfe': ['login', 'asks for a password']}),
	},
];
