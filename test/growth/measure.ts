import type {Shape} from './shapes.js';

/** Ten times as much text may cost that much more. Work by the square costs a hundred times; linear work ten, and up to thirty-five where a megabyte leaves the caches. */
const most = 40;

/**
 * What a function costs for a text and for one ten times as long, in words, when that grows faster than the text; else `null`. The least
 * of several runs counts. What is cheaper than `floor` milliseconds is never called slow: a shared machine may pause any run for that long.
 */
export function superLinear(run: (text: string) => unknown, {title, text}: Shape, length: number, floor = 200): string | null {
	const [short, long] = [text(length), text(length * 10)];
	let large = costOf(run, long);
	if (large < floor) return null;
	const small = Math.min(costOf(run, short), costOf(run, short), costOf(run, short));
	for (let attempt = 0; attempt < 3 && large >= Math.max(floor, small * most); attempt += 1)
		large = Math.min(large, costOf(run, long));
	if (large < floor || large < small * most) return null;
	return `${title}: ${length} in ${small.toFixed(1)} ms, ${length * 10} in ${large.toFixed(0)} ms`;
}

function costOf(run: (text: string) => unknown, text: string): number {
	const start = process.cpuUsage();
	run(text);
	const {user, system} = process.cpuUsage(start);
	return (user + system) / 1000;
}
