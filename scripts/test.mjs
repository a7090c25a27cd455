// Runs the test projects and ends with one line of its own: `N passed, N failed[, N skipped]`, from the runner's own counts.
//   npm test                      unit and engine tests
//   npm test -- scan               the unit tests of one house (or of several)
//   npm test -- test/base/facts    a part
//   npm run test:full             the slow proofs too, and ten minutes of fuzzing for each group of parsers
//   npm run fuzz -- packages      ten minutes for each group of parsers, or for those that are named (DOCKSCOPE_FUZZ_SECONDS)
// DOCKSCOPE_TEST_MINUTES ends the run, with its counts and as a failure, before whoever runs it loses patience.
import {readdirSync} from 'node:fs';
import {relative} from 'node:path';
import {createVitest} from 'vitest/node';

const full = process.argv.includes('--full');
const houses = readdirSync('src');
/** The name of a house stands for the folder of its tests: `scan` is in the paths of other tests too. */
const filters = process.argv
	.slice(2)
	.filter(argument => !argument.startsWith('--'))
	.map(argument => (houses.includes(argument) && !process.argv.includes('--fuzz') ? `test/${argument}/` : argument));
const projects = process.argv.includes('--fuzz') ? ['fuzz'] : ['unit', 'fuzz', 'engine', ...(full ? ['full'] : [])];
if (full || process.argv.includes('--fuzz')) process.env['DOCKSCOPE_FUZZ_SECONDS'] ??= '600';
if (full) process.env['DOCKSCOPE_TEST_SLOW'] = '1';

/** Files that may fail for the machine's sake (an engine that does not come up in time) get a second run, alone. */
const mostSecondRuns = 6;

const started = Date.now();
const minutes = Number(process.env['DOCKSCOPE_TEST_MINUTES'] ?? Number.POSITIVE_INFINITY);
const left = () => minutes * 60_000 - (Date.now() - started);
let outOfTime = false;

const first = await runTests(filters);
const broken = [...first.files].filter(([, {failed}]) => failed > 0).map(([file]) => file);
const results = new Map(first.files);
let unhandled = first.unhandled;
// A second run that could not end in time would take the place of counts that are known.
if (broken.length > 0 && broken.length <= mostSecondRuns && left() > (Date.now() - started) / 2) {
	console.log(`\nRunning again, alone: ${broken.join(', ')}`);
	const second = await runTests(broken);
	for (const [file, counts] of second.files) {
		if (counts.failed === 0) console.log(`FLAKY: ${file} failed, and passed when it was run again`);
		results.set(file, counts);
	}
	unhandled = second.unhandled;
}

const slowest = [...results].sort(([, one], [, other]) => other.seconds - one.seconds).slice(0, 12);
console.log(`Slowest: ${slowest.map(([file, {seconds}]) => `${file} ${Math.round(seconds)} s`).join(', ')}`);
if (outOfTime) console.log(`OUT OF TIME: ended after ${minutes} minutes; what had not begun by then is counted as skipped`);
const sum = {passed: 0, failed: unhandled + Number(outOfTime), skipped: 0};
for (const {passed, failed, skipped} of results.values()) {
	sum.passed += passed;
	sum.failed += failed;
	sum.skipped += skipped;
}
console.log(`${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}`);
process.exit(sum.failed === 0 && sum.passed > 0 ? 0 : 1);

/** Counts by file, relative to the project; a file whose hooks fail or that cannot be loaded counts as one failure. */
async function runTests(paths) {
	const reporter = process.env['CI'] ? 'dot' : 'default';
	const vitest = await createVitest('test', {run: true, watch: false, project: projects, reporters: [reporter]});
	const end = setTimeout(
		() => {
			outOfTime = true;
			void vitest.cancelCurrentRun('keyboard-input');
		},
		Math.min(Math.max(0, left()), 2 ** 31 - 1),
	);
	await vitest.start(paths);
	clearTimeout(end);
	const files = new Map();
	for (const module of vitest.state.getTestModules()) {
		const counts = {passed: 0, failed: 0, skipped: 0, seconds: module.diagnostic().duration / 1000};
		for (const test of module.children.allTests()) {
			const {state} = test.result();
			if (state in counts) counts[state] += 1;
			if (state === 'skipped') console.log(`SKIPPED: ${test.fullName}`);
		}
		if (module.state() === 'failed' && counts.failed === 0) {
			counts.failed = 1;
			console.log(`FAILED outside a test: ${module.moduleId}`);
		}
		files.set(relative(process.cwd(), module.moduleId), counts);
	}
	const errors = vitest.state.getUnhandledErrors().length;
	await vitest.close();
	return {files, unhandled: errors};
}
