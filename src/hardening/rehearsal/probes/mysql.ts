import {bigEndian, bytes, littleEndian, type Turn} from './protocol.js';

/** CLIENT_LONG_PASSWORD, PROTOCOL_41, SECURE_CONNECTION, PLUGIN_AUTH. */
const capabilities = 0x1 | 0x200 | 0x8000 | 0x80000;

const login = [
	littleEndian(capabilities, 4),
	bigEndian(0, 4),
	bytes(33),
	bigEndian(0, 23),
	'dockscope\0',
	bytes(0),
	'mysql_native_password\0',
].join('');

/**
 * A login without a password after the greeting: accepted, refused, or answered with another method, each in a complete packet.
 * @source MySQL client/server protocol, HandshakeResponse41
 */
export const mysql: readonly Turn[] = [
	{say: littleEndian(login.length, 3) + bytes(1) + login, hears: /^.{3}\x02([\0\xfe\xff])/s},
];
export const mysqlGreets = /^.{3}\0\x0a\d+\.\d+[^\0]*\0/s;
