import {bigEndian, bytes, littleEndian, type Turn} from './protocol.js';

const document = (elements: string): string => littleEndian(elements.length + 5, 4) + elements + bytes(0);
const int32 = (name: string, value: number): string => `\x10${name}\0${littleEndian(value, 4)}`;
const text = (name: string, value: string): string => `\x02${name}\0${littleEndian(value.length + 1, 4)}${value}\0`;

const body = bigEndian(0, 4) + bytes(0) + document(int32('hello', 1) + text('$db', 'admin'));

/** OP_MSG with `hello`, which needs no login; the reply contains the number of the request. @source MongoDB wire protocol */
export const mongodb: readonly Turn[] = [
	{
		say: littleEndian(body.length + 16, 4) + littleEndian(42, 4) + littleEndian(0, 4) + littleEndian(2013, 4) + body,
		hears: /^.{8}\x2a\0\0\0\xdd\x07\0\0/s,
	},
];
