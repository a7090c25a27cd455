import {Console} from 'node:console';
import {Writable} from 'node:stream';
import {counted} from '../text/counted.js';
import {type SafeText, safe, sanitiseLines, trusted} from '../text/safe-text.js';
import {truncate} from '../text/width.js';

/** Distinct lines that are kept; a warning repeated each second counts once. */
const MAX_LINES = 50;
/** Columns of a line. */
const MAX_LINE_LENGTH = 1_000;

export type HeldOutput = {
	/** Restores stderr, the console and warnings. Returns the output held meanwhile, for stderr; `null` if there was none. Only once. */
	release(): SafeText | null;
};

/**
 * Keeps output off the terminal that a full-screen program did not paint itself: Node's warnings, the console of libraries, and
 * writes to stderr. They would stay in the middle of the screen until the next full repaint.
 *
 * Node's own listener for warnings bypasses `process.stderr` and writes to the file descriptor, so it is removed meanwhile.
 *
 * @source lib/internal/process/warning.js (writeOut, onWarning)
 */
export function holdOutput(host: NodeJS.Process): HeldOutput {
	const counts = new Map<SafeText, number>();
	let dropped = 0;
	const keep = (text: string): void => {
		for (const line of sanitiseLines(text)) {
			const shown = truncate(line, MAX_LINE_LENGTH);
			if (shown.trim() === '') continue;
			if (counts.has(shown) || counts.size < MAX_LINES) counts.set(shown, (counts.get(shown) ?? 0) + 1);
			else dropped += 1;
		}
	};

	const onWarning = ({name, message}: Error) => keep(`${name}: ${message}`);
	const nodesOwn = host.rawListeners('warning') as ((warning: Error) => void)[];
	host.removeAllListeners('warning');
	// With NODE_NO_WARNINGS there is no listener: then warnings are not wanted later either.
	if (nodesOwn.length > 0) host.on('warning', onWarning);

	const sink = new Writable({
		decodeStrings: false,
		write(chunk: unknown, _encoding, done) {
			keep(String(chunk));
			done();
		},
	});
	const {stderr} = host;
	const {write} = stderr;
	stderr.write = sink.write.bind(sink) as typeof write;
	const {console: usual} = globalThis;
	globalThis.console = new Console(sink);

	return {
		release() {
			host.off('warning', onWarning);
			for (const listener of nodesOwn) host.on('warning', listener);
			stderr.write = write;
			globalThis.console = usual;
			if (counts.size === 0) return null;
			const lines = [...counts].map(([line, count]) => (count === 1 ? safe`  ${line}` : safe`  ${line} (${count} times)`));
			const rest = dropped === 0 ? [] : [trusted(`  and ${counted(dropped, 'more line')}`)];
			return trusted(['dockscope: written while the screen was on:', ...lines, ...rest].join('\n'));
		},
	};
}
