import {ber, bytes, type Turn} from './protocol.js';

const description = ber(0x30, ber(0x06, bytes(0x2b, 6, 1, 2, 1, 1, 1, 0)) + ber(0x05, ''));
const get = ber(0xa0, ber(0x02, bytes(1)) + ber(0x02, bytes(0)) + ber(0x02, bytes(0)) + ber(0x30, description));

/** sysDescr with the community `public`, version 2c. @source RFC 3416 */
export const snmp: readonly Turn[] = [
	{say: ber(0x30, ber(0x02, bytes(1)) + ber(0x04, 'public') + get), hears: /^\x30.{1,5}?\x02\x01\x01\x04\x06public\xa2/s},
];
