import {lstatSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {beforeEach, expect, it, onTestFinished} from 'vitest';
import {type AlertInput, readAlertSources} from '../../../../src/cli/record/alert-sources.js';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'dockscope-token-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
});

/** Sends an alert while a recorder listens; gives what it said on stderr, and the token of its file. */
async function listenOnce(...sources: readonly AlertInput[]) {
	let said = '';
	const lines: string[] = [];
	const ending = new AbortController();
	const stderr = {write: (text: string) => (said += text)} as unknown as NodeJS.WriteStream;
	const ignored = {onLost: () => undefined, onRefused: () => undefined, onGone: () => undefined};
	const sink = {...ignored, onLine: (line: string) => void lines.push(line)};
	const reading = readAlertSources(sources, {stdin: process.stdin, stderr}, sink, ending.signal, {folder, positions: null});
	await expect.poll(() => said.match(/alerts are taken at/g)).toHaveLength(sources.length);
	const token = sources[0]?.kind === 'listen' ? sources[0].token : null;
	const kept = token ?? readFileSync(join(folder, 'alerts-token'), 'utf8').trim();
	for (const [, url] of said.matchAll(/(http:\S+\/)TOKEN/g))
		expect((await fetch(`${url}${kept}`, {method: 'POST', body: '{}'})).status).toBe(200);
	expect(lines).toHaveLength(sources.length);
	ending.abort();
	await reading;
	return {said, token: kept};
}

const any: AlertInput = {kind: 'listen', port: 0, token: null};

it('keeps the token in a file that only its owner can read, and prints where', async () => {
	const {said, token} = await listenOnce(any);
	const path = join(folder, 'alerts-token');
	expect(said).toContain(`TOKEN; the token is in ${path}\n`);
	expect(said).not.toContain(token);
	expect(lstatSync(path).mode & 0o777).toBe(0o600);
	expect(token).toMatch(/^[\da-f]{32}$/);
});

it('has the same token after a restart, for all listeners', async () => {
	const {token} = await listenOnce(any, any);
	expect((await listenOnce(any)).token).toBe(token);
});

it('does not print the token of the environment', async () => {
	const {said} = await listenOnce({kind: 'listen', port: 0, token: 'from-the-environment'});
	expect(said).toContain('the token is the value of DOCKSCOPE_ALERTS_TOKEN\n');
	expect(said).not.toContain('from-the-environment');
});

it.each([
	['a link', (path: string) => symlinkSync('/etc/hostname', path)],
	['no token', (path: string) => writeFileSync(path, 'short\n')],
	['an endless text', (path: string) => writeFileSync(path, 'x'.repeat(100_000))],
])('replaces a file that is %s', async (_, make) => {
	const path = join(folder, 'alerts-token');
	make(path);
	const {token} = await listenOnce(any);
	expect(token).toMatch(/^[\da-f]{32}$/);
	expect(lstatSync(path).isFile()).toBe(true);
});
