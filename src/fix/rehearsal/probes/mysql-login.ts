import {bigEndian, latin1, littleEndian} from './protocol.js';

/** CLIENT_LONG_PASSWORD, PROTOCOL_41, SECURE_CONNECTION, PLUGIN_AUTH. */
const capabilities = 0x1 | 0x200 | 0x8000 | 0x80000;

/** The method by which a login proves its password. */
export const mysqlMethod = 'mysql_native_password';

/** One packet of a dialogue. @param sequence  its number in the dialogue, from 0 */
export const mysqlPacket = (sequence: number, body: string): string =>
	`${littleEndian(body.length, 3)}${latin1(sequence)}${body}`;

/**
 * The reply to the greeting.
 *
 * @param user  in UTF-8, as Latin-1 characters
 * @param proof  empty without a password
 * @source MySQL client/server protocol, HandshakeResponse41
 */
export function mysqlLogin(user: string, proof: string): string {
	const head = [littleEndian(capabilities, 4), bigEndian(0, 4), latin1(33), bigEndian(0, 23)];
	return mysqlPacket(1, [...head, `${user}\0`, latin1(proof.length), proof, `${mysqlMethod}\0`].join(''));
}
