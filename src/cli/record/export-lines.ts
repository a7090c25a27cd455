import {fileTrouble, hasCode} from '../../base/index.js';

/** Characters that wait for a reader; then lines are dropped. */
const MAX_WAITING = 4 * 1024 * 1024;

/** Writes lines to a pipe. A reader that does not read, or has gone, never holds up the recorder. */
export function writeLines(stdout: NodeJS.WriteStream, report: (text: string) => void) {
	let dropped = 0;
	let isGone = false;
	// Without it, the program would end: see main.ts.
	stdout.on('error', error => {
		const why = hasCode(error, 'EPIPE') ? 'its reader has ended' : fileTrouble(error);
		if (!isGone) report(`nothing more is exported to stdout: ${why}`);
		isGone = true;
	});
	return {
		add(line: string): void {
			if (isGone || stdout.writableLength > MAX_WAITING) dropped += 1;
			else stdout.write(`${line}\n`);
		},
		/** Lines that were dropped since the last call. */
		takeDropped(): number {
			const taken = dropped;
			dropped = 0;
			return taken;
		},
		/** Waits for the reader, at most so many milliseconds. */
		async close(patience: number): Promise<void> {
			if (isGone || stdout.writableLength === 0) return;
			await new Promise<void>(done => {
				const timer = setTimeout(done, patience);
				stdout.write('', () => {
					clearTimeout(timer);
					done();
				});
			});
		},
	};
}
