import {bigEndian, bytes, prefixed, type Turn} from './protocol.js';

/** The address of `localhost`, without recursion: even a resolver without a network answers at once. @source RFC 1035 */
const question = bytes(0x12, 0x34, 0, 0) + bigEndian(1, 2) + bigEndian(0, 6) + prefixed('localhost', 1) + bytes(0, 0, 1, 0, 1);

export const dnsOverUdp: readonly Turn[] = [{say: question, hears: /^\x12\x34[\x80-\xff].\0\x01/s}];
export const dnsOverTcp: readonly Turn[] = [{say: prefixed(question, 2), hears: /^.{2}\x12\x34[\x80-\xff].\0\x01/s}];
