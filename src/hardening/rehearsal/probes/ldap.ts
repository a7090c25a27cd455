import {ber, bytes, type Turn} from './protocol.js';

const message = (id: number, operation: string): string => ber(0x30, ber(0x02, bytes(id)) + operation);

/** An anonymous bind, then a search for the root entry, which lists the server's features. @source RFC 4511; RFC 4512, 5.1 */
export const ldap: readonly Turn[] = [
	{
		say: message(1, ber(0x60, ber(0x02, bytes(3)) + ber(0x04, '') + ber(0x80, ''))),
		hears: /^\x30.{1,5}?\x02\x01\x01\x61.{1,5}?\x0a\x01(.)/s,
	},
	{
		say: message(
			2,
			ber(
				0x63,
				[
					ber(0x04, ''),
					...[ber(0x0a, bytes(0)), ber(0x0a, bytes(0)), ber(0x02, bytes(1)), ber(0x02, bytes(2)), ber(0x01, bytes(0))],
					...[ber(0x87, 'objectClass'), ber(0x30, ber(0x04, '1.1'))],
				].join(''),
			),
		),
		hears: /^\x30.{1,5}?\x02\x01\x02[\x64\x65]/s,
	},
];
