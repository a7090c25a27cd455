import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {inspectOf} from '../support/sample-fleet.js';
import {dockscope, type Screen} from '../support/terminal-program.js';

const folder = mkdtempSync(join(tmpdir(), 'dockscope-long-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

// What a shell, a label and a base64 file look like at their worst: nested, without an end, wide.
const hostile = ['${a:-', 'a="', '-a_key=', 'mysqla-', '/a', '容', 'htpasswd -b', ' a', '\\"'];

function snapshotOf(name: string, length: number): string {
	const containers = hostile.map((piece, index) => {
		const text = piece.repeat(Math.ceil(length / piece.length));
		return {
			inspect: inspectOf(
				{
					name: `box-${index}`,
					Path: 'app',
					Args: ['--password', text],
					config: {Image: 'x', Env: [`DATA=${text}`, `DB_PASSWORD=${text}`], Cmd: ['--password', text], Labels: {note: text}},
				},
				index,
			),
		};
	});
	const path = join(folder, name);
	writeFileSync(path, JSON.stringify({schema: 'dockscope.snapshot/1', containers}));
	return path;
}

const opened: Screen[] = [];
afterAll(async () => {
	for (const screen of opened) await screen.stop();
});

async function open(path: string): Promise<Screen> {
	const screen = await dockscope({args: ['--from', path]});
	opened.push(screen);
	await screen.shows(/box-8/);
	await screen.settles();
	return screen;
}

/** Milliseconds until the mark has moved, for each of forty keys. */
async function keyTimes(screen: Screen): Promise<number[]> {
	const times: number[] = [];
	for (let key = 0; key < 40; key += 1) {
		const begin = performance.now();
		await screen.moves(key % 8 < 4 ? 'j' : 'k');
		times.push(performance.now() - begin);
	}
	return times.sort((a, b) => a - b);
}
const p95 = (times: readonly number[]): number => times[Math.floor(times.length * 0.95)] ?? Number.POSITIVE_INFINITY;

const shortFleet = snapshotOf('short.json', 100);
const longFleet = snapshotOf('long.json', 500_000);
let long: Screen;
let short: Screen;
beforeAll(async () => {
	short = await open(shortFleet);
	long = await open(longFleet);
}, 240_000);

it('answers keys as quickly in a fleet whose texts are half a megabyte each', async () => {
	// The machine may be busy with something else: what it takes for short texts, before and after, is what it takes.
	const before = p95(await keyTimes(short));
	const times = p95(await keyTimes(long));
	const usual = Math.max(before, p95(await keyTimes(short)));
	expect(times).toBeLessThan(Math.max(100, usual * 2));
});

it('shows the pages that hold them, and what is left out', async () => {
	await long.press('Enter');
	await long.shows(/Overview/);
	for (let tab = 0; tab < 11; tab += 1) {
		long.press('Tab');
		await long.settles();
	}
	long.press('i');
	await long.shows(/bytes left out|"Id"/);
	expect(long.output()).not.toContain('hunter2');
});

/** Milliseconds from Ctrl-C to the end. */
async function timeToEnd(path: string): Promise<number> {
	const screen = await open(path);
	const begin = performance.now();
	screen.press('^c');
	expect(await screen.exit()).toBe(130);
	expect(screen.restored()).toBe(true);
	return performance.now() - begin;
}

it('ends within a second when asked to', async () => {
	const usual = await timeToEnd(shortFleet);
	expect(await timeToEnd(longFleet)).toBeLessThan(Math.max(1000, usual * 2));
});
