import {bigEndian, type Turn} from './protocol.js';

/** Calls the port mapper's null procedure; the reply contains the call's id. @source RFC 5531, 9; RFC 1833 */
const call = ['dock', ...[0, 2, 100_000, 2, 0, 0, 0, 0, 0].map(value => bigEndian(value, 4))].join('');

export const rpcOverUdp: readonly Turn[] = [{say: call, hears: /^dock\0\0\0\x01\0\0\0[\0\x01]/}];
export const rpcOverTcp: readonly Turn[] = [
	{say: bigEndian(2 ** 31 + call.length, 4) + call, hears: /^\x80\0\0.dock\0\0\0\x01\0\0\0[\0\x01]/s},
];
