// Runs the test projects and ends with one line of its own: `N passed, N failed[, N skipped]`, from the runner's own counts.
import {startVitest} from 'vitest/node';

const full = process.argv.includes('--full');
const filters = process.argv.slice(2).filter(argument => !argument.startsWith('--'));
const projects = full ? ['unit', 'engine', 'full'] : ['unit', 'engine'];

const vitest = await startVitest('test', filters, {
	run: true,
	watch: false,
	project: projects,
	reporters: [process.env['CI'] ? 'dot' : 'default'],
});
const counts = {passed: 0, failed: 0, skipped: 0};
let brokenFiles = 0;
for (const file of vitest.state.getTestModules()) {
	// A file that cannot be loaded, or whose hooks fail, has no tests to count; it must fail the run all the same.
	let failedHere = 0;
	for (const test of file.children.allTests()) {
		const {state} = test.result();
		if (state in counts) counts[state] += 1;
		if (state === 'failed') failedHere += 1;
		if (state === 'skipped') console.log(`SKIPPED: ${test.fullName}`);
	}
	if (file.state() === 'failed' && failedHere === 0) {
		brokenFiles += 1;
		console.log(`FAILED outside a test: ${file.moduleId}`);
	}
}
const unhandled = vitest.state.getUnhandledErrors().length;
await vitest.close();

const failed = counts.failed + brokenFiles + unhandled;
const total = counts.passed + failed;
console.log(`${counts.passed} passed, ${failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`);
process.exit(failed === 0 && total > 0 ? 0 : 1);
