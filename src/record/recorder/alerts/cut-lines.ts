import {StringDecoder} from 'node:string_decoder';
import {MAX_ALERT_LENGTH} from './read-alert.js';

/**
 * Cuts a stream of bytes into lines. A line that is longer than an alert can be is dropped and counted; nothing of it is kept.
 *
 * @param onLine  a line that is not empty, without its end
 */
export function cutLines(onLine: (line: string) => void, onLost: (count: number) => void) {
	const decoder = new StringDecoder('utf8');
	let rest = '';
	let isTooLong = false;
	return {
		/** Forgets the line that was begun. */
		restart(): void {
			rest = '';
			isTooLong = false;
		},
		take(bytes: Uint8Array): void {
			const lines = `${rest}${decoder.write(Buffer.from(bytes))}`.split('\n');
			rest = lines.pop() ?? '';
			for (const line of lines) {
				if (isTooLong || line.length > MAX_ALERT_LENGTH) onLost(1);
				else if (line.trim() !== '') onLine(line);
				isTooLong = false;
			}
			if (rest.length <= MAX_ALERT_LENGTH) return;
			rest = '';
			isTooLong = true;
		},
		/** At the end of the stream: what is left is a line too. */
		end(): void {
			if (isTooLong) onLost(1);
			else if (rest.trim() !== '') onLine(rest);
			rest = '';
		},
	};
}
