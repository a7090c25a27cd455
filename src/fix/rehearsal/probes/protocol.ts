import type {Capability} from '../../../base/index.js';
import type {Meaning} from './reply.js';

/** One turn of a dialogue: what is sent, and the reply of a server with this protocol. Bytes are Latin-1 characters. */
export type Turn = {
	/** `%1` is replaced by the outcome of the previous turn. */
	readonly send: string;
	/** On a new connection, after its greeting. */
	readonly onNewConnection?: true;
	/** A reply specific to this protocol. Its first group, if any, is the outcome that twins are compared by. */
	readonly expects: RegExp;
};

/** A harmless probe in a service's own protocol. */
export type Protocol = {
	readonly name: string;
	readonly over: 'tcp' | 'udp';
	/** Its usual ports. It is tried there first; elsewhere it is found by its greeting, or by trying. */
	readonly ports: readonly number[];
	/** Its greeting. Without one, the client speaks first. */
	readonly greeting?: RegExp;
	/** All of them must be answered. */
	readonly turns: readonly Turn[];
	/** What is asked, in short: `PING`, `GET /`. */
	readonly asks: string;
	/** What the outcome of the last turn that has one means. */
	readonly means: (found?: string) => Meaning;
	/**
	 * Its clients log in, or it acts for system accounts: a dialogue without a login does not show what root does for them.
	 * `shows: nothing` when even the dialogue is just its beginning. A reply that is `served` needed no login.
	 */
	readonly login?: {
		readonly needs: readonly Capability[];
		readonly shows: 'dialogue' | 'nothing';
	};
};

/** Bytes as Latin-1 characters. */
export const latin1 = (...values: readonly number[]): string => String.fromCharCode(...values);

/** A number in so many bytes, big-endian. */
export function bigEndian(value: number, size: number): string {
	return latin1(...Array.from({length: size}, (_, index) => Math.floor(value / 256 ** (size - 1 - index)) % 256));
}

/** The same, little-endian. */
export const littleEndian = (value: number, size: number): string => [...bigEndian(value, size)].reverse().join('');

export const prefixed = (text: string, size: number): string => bigEndian(text.length, size) + text;

/** A BER value with a one-byte length. @source X.690 */
export const ber = (tag: number, content: string): string => latin1(tag, content.length) + content;
