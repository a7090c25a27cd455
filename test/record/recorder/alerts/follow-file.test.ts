import {execFileSync} from 'node:child_process';
import {appendFileSync, copyFileSync, mkdtempSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, it} from 'vitest';
import type {FilePosition} from '../../../../src/record/recorder/alerts/file-position.js';
import {followFile} from '../../../../src/record/recorder/alerts/follow-file.js';
import {MAX_ALERT_LENGTH} from '../../../../src/record/recorder/alerts/read-alert.js';

let folder: string;
let path: string;
let lines: string[];
let lost: number;
let states: string[];
let stop: AbortController;
let ended: Promise<void>;
/** Where the last one that followed had read to. */
let position: FilePosition | null;
let gone: number;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'dockscope-follow-'));
	path = join(folder, 'alerts.json');
	lines = [];
	lost = 0;
	states = [];
	position = null;
	gone = 0;
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
		from: position,
		onPosition: now => {
			position = now;
		},
		onGone: () => {
			gone += 1;
		},
		onState: error => states.push(error === null ? 'read' : String((error as NodeJS.ErrnoException).code ?? error)),
	});
}
const has = (...expected: string[]) => expect.poll(() => lines).toEqual(expected);

it('reads a file that does not exist yet, and waits for the end of a line', async () => {
	follow();
	await expect.poll(() => states).toEqual(['ENOENT']);
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
	appendFileSync(path, `${'x'.repeat(3 * MAX_ALERT_LENGTH)}\nsm`);
	await expect.poll(() => lost).toBe(1);
	const end = Buffer.from('ø\n');
	appendFileSync(path, end.subarray(0, 1));
	appendFileSync(path, end.subarray(1));
	await has('smø');
});

it('does not wait for the writer of a pipe', async () => {
	execFileSync('mkfifo', [path]);
	follow();
	await expect.poll(() => states).toEqual(['UnreadFileError: it is not a regular file']);
});

/** Ends, does something, and follows again from where it ended. */
async function again(meanwhile: () => void): Promise<void> {
	stop.abort();
	await ended;
	meanwhile();
	stop = new AbortController();
	follow();
}
const begin = async (text: string, ...expected: string[]): Promise<void> => {
	writeFileSync(path, text);
	follow();
	await has(...expected);
};

it('goes on where it ended, with the line that was being written', async () => {
	await begin('one\ntw', 'one');
	await again(() => appendFileSync(path, 'o\nthree\n'));
	await has('one', 'two', 'three');
	await again(() => undefined);
	appendFileSync(path, `${'ä'.repeat(2000)}\nfour\n`);
	await has('one', 'two', 'three', 'ä'.repeat(2000), 'four');
	await again(() => appendFileSync(path, 'five\n'));
	await has('one', 'two', 'three', 'ä'.repeat(2000), 'four', 'five');
	expect(gone).toBe(0);
});

it('reads the rest of a file that was renamed meanwhile, what was rotated after it, and the new one', async () => {
	await begin('one\n', 'one');
	await again(() => {
		appendFileSync(path, 'two\n');
		renameSync(path, `${path}.2`);
		utimesSync(`${path}.2`, 1000, 1000);
		writeFileSync(`${path}.1`, 'three\n');
		utimesSync(`${path}.1`, 2000, 2000);
		// Older than what was read, compressed, and of another program.
		writeFileSync(`${path}.3`, 'old\n');
		utimesSync(`${path}.3`, 500, 500);
		writeFileSync(`${path}.4.gz`, 'compressed\n');
		utimesSync(`${path}.4.gz`, 400, 400);
		writeFileSync(join(folder, 'other.json'), 'other\n');
		writeFileSync(path, 'four\n');
	});
	await has('one', 'two', 'three', 'four');
	await again(() => appendFileSync(path, 'five\n'));
	await has('one', 'two', 'three', 'four', 'five');
	expect(gone).toBe(0);
});

it('reads the rest of a file that was copied and cut short meanwhile, also when it is longer again', async () => {
	await begin('one\n', 'one');
	await again(() => {
		appendFileSync(path, 'two\n');
		copyFileSync(path, join(folder, 'alerts-2026-01-01T00-00-00.000.json'));
		truncateSync(path);
		appendFileSync(path, 'a new one that is longer than what was read\n');
	});
	await has('one', 'two', 'a new one that is longer than what was read');
	expect(gone).toBe(0);
});

it('reads what gzip has compressed meanwhile, and says what it cannot read', async () => {
	await begin('one\n', 'one');
	await again(() => {
		appendFileSync(path, 'two\n');
		renameSync(path, `${path}.2`);
		utimesSync(`${path}.2`, 1000, 1000);
		execFileSync('gzip', [`${path}.2`]);
		// It is being compressed: both are there.
		writeFileSync(`${path}.1`, 'three\n');
		execFileSync('gzip', ['--keep', `${path}.1`]);
		// Older than what was read.
		writeFileSync(`${path}.3.gz`, 'damaged');
		utimesSync(`${path}.3.gz`, 500, 500);
		writeFileSync(path, 'four\n');
	});
	await has('one', 'two', 'three', 'four');
	expect(gone).toBe(0);
	await again(() => {
		appendFileSync(path, 'five\n');
		renameSync(path, `${path}.1`);
		writeFileSync(`${path}.1.xz`, 'x');
		rmSync(`${path}.1.gz`);
		writeFileSync(join(folder, 'alerts.json-20260102.zst'), 'cannot be read');
		writeFileSync(path, 'six\n');
	});
	await has('one', 'two', 'three', 'four', 'five', 'six');
	expect(gone).toBe(1);
});

it('says that a file is gone whose end was not read, and begins with the new one', async () => {
	await begin('one\n', 'one');
	await again(() => {
		rmSync(path);
		writeFileSync(path, 'two\n');
	});
	await has('one', 'two');
	expect(gone).toBe(1);
});

it('reads what was written to a copy before the file was cut short, while it follows', async () => {
	await begin('one\n', 'one');
	// Faster than it looks again.
	appendFileSync(path, 'two\n');
	copyFileSync(path, `${path}.1`);
	truncateSync(path);
	await has('one', 'two');
	appendFileSync(path, 'three\n');
	await has('one', 'two', 'three');
	truncateSync(path);
	appendFileSync(path, 'x\n');
	await has('one', 'two', 'three', 'x');
	expect(gone).toBe(0);
});
