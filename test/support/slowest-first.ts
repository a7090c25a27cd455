import {relative} from 'node:path';
import {BaseSequencer, type TestSpecification} from 'vitest/node';

/**
 * The files that take longest, and why. They begin first: one that begins last keeps the others' workers waiting for it. A run says at its end
 * which were the slowest.
 */
const slowest: Readonly<Record<string, string>> = {
	'test/on-real-engine/no-effect.test.ts': 'photographs forty containers before and after each command',
	'test/e2e/keys.test.ts': 'starts the program once for each key',
	'test/on-real-engine/kernel-word.test.ts': 'tries some 150 attacks in as many containers',
	'test/on-real-engine/recorder.test.ts': 'waits for what the recorder writes, and for its rests',
	'test/on-real-engine/rehearsal.test.ts': 'watches several services at work',
	'test/e2e/live.test.ts': 'lets engines hang and come back',
	'test/e2e/lookalikes.test.ts': 'runs look-alikes of many programs',
	'test/e2e/demo.test.ts': 'walks every page of the demo',
	'test/on-real-engine/observe.test.ts': 'watches originals at work',
	'test/on-real-engine/endless-files.test.ts': 'waits for deadlines of the reader',
	'test/on-real-engine/reconstruct.test.ts': 'makes containers again from their commands',
	'test/on-real-engine/reconstruct-podman.test.ts': 'the same on Podman',
	'test/on-real-engine/service-files.test.ts': 'starts services with files of their own',
	'test/on-real-engine/firewall.test.ts': 'connects to each port by each rule set',
	'test/on-real-engine/rehearsal-outside.test.ts': 'rehearses what others reach',
	'test/on-real-engine/replace.test.ts': 'replaces containers and takes them back',
	'test/on-real-engine/fleet.test.ts': 'the whole list on a real fleet',
	'test/e2e/lost-output.test.ts': 'runs each command with a full device behind it',
	'test/e2e/cli-input.test.ts': 'runs each command with bad input',
	'test/judge/rules/remedies.test.ts': 'applies each remedy and judges again',
};

/** In that order, the rest as Vitest has it. */
export class SlowestFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const order = Object.keys(slowest);
		const place = ({moduleId}: TestSpecification): number => {
			const at = order.indexOf(relative(process.cwd(), moduleId));
			return at === -1 ? order.length : at;
		};
		return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
	}
}
