import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import type {ScanSettings} from '../../src/scan/run-scanner.js';
import {readTrace} from '../scan/support/fake-scanner.js';
import {type Stage, stage} from '../scan/support/play.js';
import {programCases} from '../scan/support/programs.js';
import {until} from '../support/process-table.js';

/** What a scanner may do, and how it is reported; `null`: a usable report. */
const behaviours: readonly {how: string; kind: string | null; settings?: Partial<ScanSettings>; message?: RegExp}[] = [
	{how: 'good', kind: null},
	{how: 'hang', kind: 'timed-out', settings: {timeLimitMs: 700}},
	{how: 'hang, deaf to SIGTERM, with a child', kind: 'timed-out', settings: {timeLimitMs: 1200}},
	{how: 'flood stderr', kind: 'disk-full', message: /FATAL no space left on device$/},
	{how: '200 MB on stdout', kind: 'output-too-large', settings: {sizeLimit: 3_000_000}},
	{how: '200 MB in the report', kind: 'output-too-large', settings: {sizeLimit: 3_000_000}},
	{how: 'escape sequences', kind: 'permission', message: /FATAL permission denied$/},
	{how: 'half a JSON', kind: 'garbage-output', message: /not valid JSON/},
	{how: 'garbage', kind: 'garbage-output', message: /<html>Bad Gateway/},
	{how: 'another JSON', kind: 'garbage-output', message: /not a report of this scanner/},
	{how: 'nothing', kind: 'garbage-output', message: /it wrote (nothing|no report)/},
	{how: 'a pipe for a report', kind: 'garbage-output'},
	{how: 'a byte order mark', kind: null},
	{how: 'UTF-16', kind: null},
	{how: 'UTF-16 without a mark', kind: null},
	{how: 'logs before and after', kind: null},
	{how: 'stdout and the file', kind: null},
	{how: 'stdout instead of the file', kind: null},
	{how: 'leaves a child', kind: null},
	{how: 'leaves a daemon', kind: null},
	{how: 'fills its temporary folder', kind: 'disk-full', settings: {leastFree: Number.MAX_SAFE_INTEGER}},
	{how: 'kills itself', kind: 'crashed', message: /ended by SIGKILL/},
	{how: 'ends by SIGSEGV', kind: 'crashed', message: /ended by SIGSEGV/},
	{how: 'a folder for a report', kind: 'garbage-output'},
	{how: 'a link to itself for a report', kind: 'garbage-output'},
	{how: 'an endless file for a report', kind: 'garbage-output'},
	{how: 'a report and zeros behind it', kind: null},
	{how: 'zeros in its report', kind: 'garbage-output', message: /not valid JSON/},
	{how: 'a million lines of progress', kind: null},
	{how: 'reads its input to the end', kind: null},
	{how: 'a byte now and then', kind: 'timed-out', settings: {timeLimitMs: 1000}},
];

/** One scan for each failure of each scanner, on a loaded machine too: the time limits are only those of the fakes. */
describe.each(programCases)('$name', one => {
	let here: Stage;
	beforeEach(async () => {
		here = await stage();
	});
	afterEach(() => here.close());

	it.each(behaviours)(
		'that does "$how" is reported as $kind, and leaves nothing behind',
		async ({how, kind, settings, message}) => {
			const {report, left, calls} = await here.play(
				one,
				{how: {'*': how}, reports: {[one.binary]: one.report}, failure: one.failure ?? 1},
				settings,
			);
			expect(report.error?.kind ?? null).toBe(kind);
			expect(report.state, JSON.stringify({...report, vulnerabilities: []})).toBe(
				kind === null ? (one.state ?? 'complete') : 'failed',
			);
			if (kind === null) expect(report.vulnerabilities).toHaveLength(one.count);
			if (message !== undefined) expect(report.error?.message).toMatch(message);
			expect(report.error === null || report.error.next.length > 10).toBe(true);
			expect(JSON.stringify(report)).not.toMatch(/\\u001b|owned/);
			expect(calls.length).toBeGreaterThan(0);
			expect(left).toEqual([]);
		},
	);

	it('that is gone when it is to be run is missing', async () => {
		const {report, left} = await here.play(one, {how: {'*': 'good'}}, {between: () => rm(join(here.folder, 'bin', one.binary))});
		// Clair still has its HTTP API, where nothing answers here.
		expect(['scanner-missing', 'crashed']).toContain(report.error?.kind);
		expect(report.state).toBe('failed');
		expect(left).toEqual([]);
	});

	it('that is cancelled while it works is ended', async () => {
		const cancellation = new AbortController();
		const played = here.play(one, {how: {'*': 'hang, deaf to SIGTERM, with a child'}}, {signal: cancellation.signal});
		const running = async () => (await readTrace(join(here.folder, 'trace'))).some(({args}) => args !== undefined);
		await until('it works', running);
		cancellation.abort();
		const {report, left} = await played;
		expect(report.error?.kind).toBe('cancelled');
		expect(left).toEqual([]);
	});
});
