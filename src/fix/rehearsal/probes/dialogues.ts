import {mysqlLogin} from './mysql-login.js';
import {ber, bigEndian, latin1, littleEndian, prefixed, type Turn} from './protocol.js';

/** The address of `localhost`, without recursion: even a resolver without a network answers at once. @source RFC 1035 */
const dnsQuestion =
	latin1(0x12, 0x34, 0, 0) + bigEndian(1, 2) + bigEndian(0, 6) + prefixed('localhost', 1) + latin1(0, 0, 1, 0, 1);

export const dnsOverUdp: readonly Turn[] = [{send: dnsQuestion, expects: /^\x12\x34[\x80-\xff](.)\0\x01/s}];
export const dnsOverTcp: readonly Turn[] = [{send: prefixed(dnsQuestion, 2), expects: /^.{2}\x12\x34[\x80-\xff](.)\0\x01/s}];

const ldapMessage = (id: number, operation: string): string => ber(0x30, ber(0x02, latin1(id)) + operation);

/** An anonymous bind, then a search for the root entry, which lists the server's features. @source RFC 4511; RFC 4512, 5.1 */
export const ldap: readonly Turn[] = [
	{
		send: ldapMessage(1, ber(0x60, ber(0x02, latin1(3)) + ber(0x04, '') + ber(0x80, ''))),
		expects: /^\x30.{1,5}?\x02\x01\x01\x61.{1,5}?\x0a\x01(.)/s,
	},
	{
		send: ldapMessage(
			2,
			ber(
				0x63,
				[
					ber(0x04, ''),
					...[ber(0x0a, latin1(0)), ber(0x0a, latin1(0)), ber(0x02, latin1(1)), ber(0x02, latin1(2)), ber(0x01, latin1(0))],
					...[ber(0x87, 'objectClass'), ber(0x30, ber(0x04, '1.1'))],
				].join(''),
			),
		),
		expects: /^\x30.{1,5}?\x02\x01\x02[\x64\x65]/s,
	},
];

const bson = (elements: string): string => littleEndian(elements.length + 5, 4) + elements + latin1(0);
const bsonInt32 = (name: string, value: number): string => `\x10${name}\0${littleEndian(value, 4)}`;
const bsonText = (name: string, value: string): string => `\x02${name}\0${littleEndian(value.length + 1, 4)}${value}\0`;

const hello = bigEndian(0, 4) + latin1(0) + bson(bsonInt32('hello', 1) + bsonText('$db', 'admin'));

/** OP_MSG with `hello`, which needs no login; the reply contains the number of the request. @source MongoDB wire protocol */
export const mongodb: readonly Turn[] = [
	{
		send: littleEndian(hello.length + 16, 4) + littleEndian(42, 4) + littleEndian(0, 4) + littleEndian(2013, 4) + hello,
		expects: /^.{8}\x2a\0\0\0\xdd\x07\0\0/s,
	},
];

/**
 * A login without a password after the greeting: accepted, refused, or answered with another method, each in a complete packet.
 * @source MySQL client/server protocol, HandshakeResponse41
 */
export const mysql: readonly Turn[] = [{send: mysqlLogin('dockscope', ''), expects: /^.{3}\x02([\0\xfe\xff])/s}];
export const mysqlGreeting = /^.{3}\0\x0a\d+\.\d+[^\0]*\0/s;
