import {Worker} from 'node:worker_threads';

/** Seconds that one input may take before the whole run is ended: a loop without an end lets nothing else run in its thread. */
const longest = 60;

const code = `
	const {workerData: {shared, longest, pid}, parentPort} = require('node:worker_threads');
	const {writeSync} = require('node:fs');
	let what = '';
	let last = -1;
	let since = Date.now();
	parentPort.on('message', text => { what = text; });
	setInterval(() => {
		const run = Atomics.load(shared, 0);
		if (run !== last) { last = run; since = Date.now(); return; }
		if (Date.now() - since < longest * 1000) return;
		writeSync(2, 'FUZZ: ' + what + ' did not come back from input ' + run + ' within ' + longest + ' s\\n');
		process.kill(pid, 'SIGKILL');
	}, 1000);
`;

/** Ends the process, and names the parser, its seed and the input, when one input never ends. */
export function watchdog() {
	const shared = new Int32Array(new SharedArrayBuffer(4));
	const worker = new Worker(code, {eval: true, workerData: {shared, longest, pid: process.pid}});
	worker.unref();
	return {
		begin(what: string): void {
			Atomics.store(shared, 0, 0);
			worker.postMessage(what);
		},
		next: (): void => void Atomics.add(shared, 0, 1),
		stop: () => worker.terminate(),
	};
}
