import {createHash} from 'node:crypto';
import type {FileHandle} from 'node:fs/promises';
import * as v from 'valibot';
import {countSchema} from '../../../base/index.js';

/** How far a file of lines was read: to the end of a line, and what it had before that. */
export const positionSchema = v.pipe(
	v.object({
		/** Bytes. */
		offset: countSchema,
		/** Of the bytes before it, `tailLength` at most. A file of another content has another one, whatever it is called. */
		digest: v.string(),
	}),
	v.readonly(),
);
export type FilePosition = v.InferOutput<typeof positionSchema>;

const tailLength = 1024;

const digestOf = (tail: Uint8Array): string => createHash('sha256').update(tail).digest('hex').slice(0, 32);

/** Whether a file has been read to a position: it is that long, and has the same bytes before it. */
export async function wasReadTo(handle: FileHandle, {offset, digest}: FilePosition): Promise<boolean> {
	const length = Math.min(tailLength, offset);
	const tail = Buffer.alloc(length);
	const {bytesRead} = await handle.read(tail, 0, length, offset - length);
	return bytesRead === length && digestOf(tail) === digest;
}

/** Follows how far a file was read. @param from  what is known to be read already */
export async function openPosition(handle: FileHandle, from: number) {
	let recent = Buffer.alloc(Math.min(tailLength, from));
	await handle.read(recent, 0, recent.length, from - recent.length);
	let offset = from;
	return {
		/** Takes the next bytes; returns the end of the last line in them, `null` where none ends. */
		take(bytes: Uint8Array): FilePosition | null {
			const all = Buffer.concat([recent, bytes]);
			const end = all.lastIndexOf(0x0a) + 1;
			const isNew = end > recent.length;
			const at = offset - recent.length + end;
			offset += bytes.length;
			const tail = all.subarray(Math.max(0, end - tailLength), end);
			recent = Buffer.from(all.subarray(-tailLength));
			return isNew ? {offset: at, digest: digestOf(tail)} : null;
		},
	};
}
