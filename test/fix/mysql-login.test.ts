import {expect, it} from 'vitest';
import {mysqlLogin} from '../../src/fix/rehearsal/probes/mysql-login.js';

it.each([
	['dockscope', ''],
	['shop', '\x01\x02\xff'],
])('the login of %s with proof %j is one complete packet', (user, proof) => {
	const packet = Buffer.from(mysqlLogin(user, proof), 'latin1');
	expect(packet.readUIntLE(0, 3)).toBe(packet.length - 4);
	expect(packet[3]).toBe(1);
	// Capabilities, the largest packet (no limit), utf8, and 23 bytes that are reserved.
	expect(packet.subarray(4, 36).toString('hex')).toBe(`01820800${'00'.repeat(4)}21${'00'.repeat(23)}`);
	const length = String.fromCharCode(proof.length);
	expect(packet.subarray(36).toString('latin1')).toBe(`${user}\0${length}${proof}mysql_native_password\0`);
});
