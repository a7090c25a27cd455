import {deserialize, serialize} from 'node:v8';
import type {HostAccess, HostNames} from '../local-host.js';

/** What can be asked. */
export type QuestionName = Exclude<keyof HostAccess, 'close'>;

export type Question = {readonly id: number; readonly name: QuestionName; readonly args: readonly unknown[]};

/** Milliseconds until something that did not answer is looked at again, by this reader or a later one. */
export const SILENCE_LASTS = 60_000;

/** To the reader; the first message of a new one is what an earlier one knew. */
export type ToReader =
	| {readonly kind: 'begin'; readonly names: HostNames | null; readonly silent: readonly string[]}
	| ({readonly kind: 'ask'} & Question);

/** From the reader. */
export type FromReader =
	| {readonly kind: 'answer'; readonly id: number; readonly value: unknown}
	| {readonly kind: 'failed'; readonly id: number; readonly name: string; readonly stack: string}
	| {readonly kind: 'names'; readonly names: HostNames}
	/** It is about to look at a path that may hold it. */
	| {readonly kind: 'touch'; readonly path: string}
	/** It is busy, not held. */
	| {readonly kind: 'working'};

/** A message with its length before it, as structured clone writes it: sets, maps and `undefined` arrive as they are. */
export function frame(message: ToReader | FromReader): Buffer {
	const body = serialize(message);
	const length = Buffer.allocUnsafe(4);
	length.writeUInt32LE(body.length);
	return Buffer.concat([length, body]);
}

/** Takes chunks of a stream apart into messages; both ends are ours. */
export function unframer<Message extends ToReader | FromReader>(take: (message: Message) => void): (chunk: Buffer) => void {
	let parts: Buffer[] = [];
	let size = 0;
	return chunk => {
		parts.push(chunk);
		size += chunk.length;
		// The parts are joined only once a whole message is there.
		while (size >= 4) {
			const [first = chunk] = parts;
			const head = first.length >= 4 ? first : joined();
			const end = 4 + head.readUInt32LE();
			if (size < end) return;
			const whole = head.length >= end ? head : joined();
			parts = whole.length === end ? [] : [whole.subarray(end)];
			size -= end;
			const message: Message = deserialize(whole.subarray(4, end));
			take(message);
		}
	};

	function joined(): Buffer {
		const whole = Buffer.concat(parts);
		parts = [whole];
		return whole;
	}
}
