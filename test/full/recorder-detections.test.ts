import {type ChildProcess, spawn} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {detectionSlugs} from '../../src/record/recorder/detections/detect.js';
import {detections} from '../../src/record/recorder/detections/index.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {type RecorderProcess, recordedIn, startRecorder} from '../support/recorder-process.js';
import {program} from '../support/run-cli.js';
import {dockscope, type Screen} from '../support/terminal-program.js';
import {detectionTrials, startSubjects} from './recorder-detections-trials.js';

const missing = await whyNoEngine();
/** Milliseconds from the act to where a person or a script sees it, at most. The design asks for a second; the machine may be busy. */
const longest = 3_000;

type Line = {readonly type: string; readonly action: string; readonly name: string; readonly detail: string | null};
type Times = {readonly rule: string; readonly store: number; readonly events: number; readonly screen: number};

describe.skipIf(missing !== null)('each detection, from the act', () => {
	let engine: PrivateEngine;
	let state: string;
	let recorder: RecorderProcess;
	let follower: ChildProcess;
	let screen: Screen;
	const lines: Line[] = [];

	beforeAll(async () => {
		state = mkdtempSync(join(tmpdir(), 'dockscope-detections-'));
		engine = await startPrivateEngine();
		await startSubjects(engine, busyboxImage);
		writeFileSync(join(state, 'policy.yaml'), 'allowedRegistries: [registry.example.com]\n');
		const policy = ['--policy', join(state, 'policy.yaml')];
		recorder = await startRecorder(engine.host, state, [...policy, '--learn', '4s']);
		follower = spawn(process.execPath, [program, 'events', '--follow', '--format', 'json', '--host', engine.host], {
			env: {PATH: process.env['PATH'] ?? '', XDG_STATE_HOME: state, HOME: state, LANG: 'C.UTF-8'},
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		let rest = '';
		follower.stdout?.setEncoding('utf8').on('data', (text: string) => {
			const whole = (rest + text).split('\n');
			rest = whole.pop() ?? '';
			lines.push(...whole.map(line => JSON.parse(line) as Line));
		});
		screen = await dockscope({args: ['--host', engine.host, ...policy], columns: 180, rows: 60, env: {XDG_STATE_HOME: state}});
		await screen.shows(/▌[A-F].*/);
		screen.press('e');
		await screen.shows(/recorded by/);
		await until('events are followed', async () => {
			await engine.docker('exec', 'idle', 'id');
			return lines.length > 0;
		});
		// They have learned.
		await sleep(6_000);
	});
	afterAll(async () => {
		await screen?.stop();
		follower?.kill('SIGKILL');
		await recorder?.end();
		await engine?.stop();
		rmSync(state, {recursive: true, force: true});
	});

	/** Milliseconds since the epoch at which something is first true. */
	const when = async (what: string, isTrue: () => boolean): Promise<number> =>
		until(what, async () => isTrue(), 30).then(() => Date.now());

	// What was done once is not new any more.
	it('is in the store, in events and on the screen', {retry: 0}, async () => {
		expect(detectionTrials.map(({rule}) => rule).sort()).toEqual([...detectionSlugs].sort());
		const times: Times[] = [];
		const missed: string[] = [];
		for (const {rule, workload, text, act, began, later = 0} of detectionTrials) {
			const title = detections.find(({slug}) => slug === rule)?.title ?? '';
			const start = Date.now();
			const seen = [
				when(`${rule} in the store`, () =>
					recordedIn(state).some(
						one => one.kind === 'detection' && one.rule === rule && one.workload === workload && one.text.includes(text),
					),
				),
				when(`${rule} in events`, () =>
					lines.some(one => one.action === rule && one.name === workload && (one.detail ?? '').includes(text)),
				),
				when(`${rule} on the screen`, () =>
					screen
						.text()
						.split('\n')
						.some(row => row.includes(` ${workload} `) && row.includes(`${title}: `) && row.includes(text)),
				),
			];
			const settled = Promise.allSettled(seen);
			await act(engine);
			const found = await settled;
			const at = began === undefined ? start : await eventTime(start, workload, began);
			const [store = 0, events = 0, shown = 0] = found.map(one => (one.status === 'fulfilled' ? one.value - at : Number.NaN));
			times.push({rule, store, events, screen: shown});
			const worst = Math.max(store, events, shown);
			if (worst > longest + later) missed.push(`${rule}: ${worst} ms`);
			missed.push(...found.flatMap(one => (one.status === 'rejected' ? [String(one.reason)] : [])));
		}
		console.log(table(times));
		expect(missed).toEqual([]);
	});

	/** Of the last such event of a container: what the engine does by itself begins later than what was asked of it. */
	async function eventTime(since: number, name: string, event: string): Promise<number> {
		const range = ['--since', String(Math.floor(since / 1000)), '--until', String(Math.ceil(Date.now() / 1000))];
		const filters = ['--filter', `container=${name}`, '--filter', `event=${event}`];
		const last = (await engine.docker('events', ...range, ...filters, '--format', '{{.TimeNano}}')).split('\n').at(-1) ?? '';
		return Number(BigInt(last) / 1_000_000n);
	}
});

function table(times: readonly Times[]): string {
	const columns = ['store', 'events', 'screen'] as const;
	const row = (name: string, values: readonly number[]): string =>
		`${name.padEnd(32)}${values.map(value => `${Math.round(value)} ms`.padStart(10)).join('')}`;
	const of = (pick: (sorted: readonly number[]) => number | undefined): number[] =>
		columns.map(column => pick(times.map(one => one[column]).toSorted((a, b) => a - b)) ?? 0);
	return [
		`${''.padEnd(32)}${columns.map(column => column.padStart(10)).join('')}`,
		...times.map(one =>
			row(
				one.rule,
				columns.map(column => one[column]),
			),
		),
		row(
			'median',
			of(sorted => sorted[Math.floor(sorted.length / 2)]),
		),
		row(
			'worst',
			of(sorted => sorted.at(-1)),
		),
	].join('\n');
}
