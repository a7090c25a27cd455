import type {Capability} from '../../../facts/index.js';

/** One turn of a dialogue: what is said, and what a server of this protocol replies to it. Bytes are the letters of Latin-1. */
export type Turn = {
	/** `%1` stands for the outcome of the turn before. */
	readonly say: string;
	/** On a new connection, after its greeting. */
	readonly onNewConnection?: true;
	/** A reply that no server of another protocol gives. Its first group, if any, is the outcome that twins are compared by. */
	readonly hears: RegExp;
};

/** How a service is asked something harmless in its own language. */
export type Protocol = {
	readonly name: string;
	readonly over: 'tcp' | 'udp';
	/** Where it is usually found. There it is tried first; elsewhere it is found by its greeting, or by trying. */
	readonly ports: readonly number[];
	/** What it says before it is asked. Without one, the client begins. */
	readonly greets?: RegExp;
	/** All of them must be answered. */
	readonly turns: readonly Turn[];
	/**
	 * Its clients log in, or it acts for accounts of the system: what root does for them is not seen in a dialogue without a login.
	 * `shows: nothing` where even the dialogue is no more than its beginning.
	 */
	readonly login?: {
		readonly needs: readonly Capability[];
		readonly shows: 'dialogue' | 'nothing';
		/** Outcomes by which everybody was let in. */
		readonly unless?: RegExp;
	};
};

/** Letters of Latin-1 of some bytes. */
export const bytes = (...values: readonly number[]): string => String.fromCharCode(...values);

/** A number in so many bytes, the most significant first. */
export function bigEndian(value: number, size: number): string {
	return bytes(...Array.from({length: size}, (_, index) => Math.floor(value / 256 ** (size - 1 - index)) % 256));
}

/** The same, the least significant first. */
export const littleEndian = (value: number, size: number): string => [...bigEndian(value, size)].reverse().join('');

/** Text with its length in front of it. */
export const prefixed = (text: string, size: number): string => bigEndian(text.length, size) + text;

/** A value of BER with a length of one byte. @source X.690 */
export const ber = (tag: number, content: string): string => bytes(tag, content.length) + content;
