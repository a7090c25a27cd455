// Runs the test projects and ends with one line of its own: `N passed, N failed[, N skipped]`, from the runner's own counts.
//   npm test                      unit and engine tests
//   npm test -- test/facts        a part
//   npm run test:full             the slow proofs too
import {relative} from 'node:path';
import {startVitest} from 'vitest/node';

const full = process.argv.includes('--full');
const filters = process.argv.slice(2).filter(argument => !argument.startsWith('--'));
const projects = full ? ['unit', 'engine', 'full'] : ['unit', 'engine'];

/** Files that may fail for the machine's sake (an engine that does not come up in time) get a second run, alone. */
const mostSecondRuns = 6;

const first = await runTests(filters);
const broken = [...first.files].filter(([, {failed}]) => failed > 0).map(([file]) => file);
const results = new Map(first.files);
let unhandled = first.unhandled;
if (broken.length > 0 && broken.length <= mostSecondRuns) {
	console.log(`\nRunning again, alone: ${broken.join(', ')}`);
	const second = await runTests(broken);
	for (const [file, counts] of second.files) {
		if (counts.failed === 0) console.log(`FLAKY: ${file} failed, and passed when it was run again`);
		results.set(file, counts);
	}
	unhandled = second.unhandled;
}

const sum = {passed: 0, failed: unhandled, skipped: 0};
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
	const vitest = await startVitest('test', paths, {run: true, watch: false, project: projects, reporters: [reporter]});
	const files = new Map();
	for (const module of vitest.state.getTestModules()) {
		const counts = {passed: 0, failed: 0, skipped: 0};
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
