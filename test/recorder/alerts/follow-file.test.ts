import {execFileSync} from 'node:child_process';
import {appendFileSync, copyFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, it, vi} from 'vitest';
import {followFile} from '../../../src/recorder/alerts/follow-file.js';
import {longestAlert} from '../../../src/recorder/alerts/read-alert.js';

let folder: string;
let path: string;
let lines: string[];
let lost: number;
let states: string[];
let stop: AbortController;
let ended: Promise<void>;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'dockscope-follow-'));
	path = join(folder, 'alerts.json');
	lines = [];
	lost = 0;
	states = [];
	stop = new AbortController();
});
afterEach(async () => {
	stop.abort();
	await ended;
	rmSync(folder, {recursive: true});
});

function follow(): void {
	ended = followFile(path, stop.signal, {
		onLine: line => lines.push(line),
		onLost: count => {
			lost += count;
		},
		onState: error => states.push(error === null ? 'read' : String((error as NodeJS.ErrnoException).code ?? error)),
	});
}
const has = (...expected: string[]) => vi.waitFor(() => expect(lines).toEqual(expected), {timeout: 20_000});

it('reads a file that does not exist yet, and waits for the end of a line', async () => {
	follow();
	await vi.waitFor(() => expect(states).toEqual(['ENOENT']), {timeout: 20_000});
	writeFileSync(path, 'one\ntw');
	await has('one');
	appendFileSync(path, 'o\n\n');
	await has('one', 'two');
	expect(states).toEqual(['ENOENT', 'read']);
});

it('follows a file that is renamed and begun again, and its last lines', async () => {
	writeFileSync(path, 'one\n');
	follow();
	await has('one');
	appendFileSync(path, 'two\n');
	renameSync(path, `${path}.1`);
	writeFileSync(path, 'three\n');
	await has('one', 'two', 'three');
});

it('follows a file that is copied and cut short', async () => {
	writeFileSync(path, 'one\ntwo\nhalf');
	follow();
	await has('one', 'two');
	copyFileSync(path, `${path}.1`);
	truncateSync(path);
	appendFileSync(path, 'three\n');
	await has('one', 'two', 'three');
});

it('drops what is longer than an alert, counts it, and keeps characters whole', async () => {
	follow();
	appendFileSync(path, `${'x'.repeat(3 * longestAlert)}\nsm`);
	await vi.waitFor(() => expect(lost).toBe(1), {timeout: 20_000});
	const end = Buffer.from('ø\n');
	appendFileSync(path, end.subarray(0, 1));
	appendFileSync(path, end.subarray(1));
	await has('smø');
});

it('does not wait for the writer of a pipe', async () => {
	execFileSync('mkfifo', [path]);
	follow();
	await vi.waitFor(() => expect(states).toEqual(['UnreadFileError: it is not a regular file']), {timeout: 20_000});
});
