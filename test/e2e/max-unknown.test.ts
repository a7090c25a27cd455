import {describe, expect, it} from 'vitest';
import {dockscope} from '../support/run-cli.js';

describe.each([
	['audit', ['table', 'json', 'sarif', 'junit', 'markdown', 'html']],
	['drift', ['text', 'json']],
])('the gate of %s', (command, formats) => {
	const gate = (...args: readonly string[]) => dockscope(['--demo', command, ...args]);

	it('fails on more unknown verdicts than it allows, and not on fewer', async () => {
		const {summary} = JSON.parse((await gate('--format', 'json')).stdout) as {summary: {unknown: number}};
		expect(summary.unknown).toBeGreaterThan(1);
		const statusOf = async (allowed: number) => (await gate('--max-unknown', String(allowed))).status;
		expect([await statusOf(summary.unknown), await statusOf(summary.unknown - 1), await statusOf(0)]).toEqual([0, 1, 1]);
	});

	it.each(formats)('says on stderr, and not in the %s, how much is unknown', async format => {
		const [plain, judged] = [await gate('--format', format), await gate('--format', format, '--max-unknown', '0')];
		expect(judged.stderr).toMatch(/^dockscope: \d+ unknown verdicts?, and --max-unknown allows 0$/m);
		const undated = (text: string): string => text.replaceAll(/\d{4}-\d\d-\d\dT?[ \d:.]*Z?/g, '');
		expect(undated(judged.stdout).length).toBe(undated(plain.stdout).length);
	});

	it('says it for --fail-on too', async () => {
		expect((await gate('--fail-on', 'critical')).stderr).toMatch(/unknown verdicts?: --fail-on does not count them/);
	});

	it('refuses what is no number before it asks anything', async () => {
		const {status, stdout, stderr} = await gate('--max-unknown', 'few');
		expect([status, stdout, stderr]).toEqual([2, '', 'dockscope: --max-unknown takes a whole number from 0, not "few".\n']);
	});
});
