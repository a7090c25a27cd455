import {createInterface} from 'node:readline/promises';
import type {Run} from '../run.js';

/** Asks on the terminal; `null` without one. Anything but `y` or `yes` is a no. */
export function confirmation({stdin, stderr}: Run): ((question: string) => Promise<boolean>) | null {
	if (!stdin.isTTY) return null;
	return async question => {
		const lines = createInterface({input: stdin, output: stderr});
		try {
			return /^y(es)?$/i.test((await lines.question(question)).trim());
		} finally {
			lines.close();
		}
	};
}
