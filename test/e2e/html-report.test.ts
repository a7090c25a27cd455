import {execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {htmlReport} from '../../src/judge/reports/html.js';
import {hostileName, report, verdict} from '../support/audit-report.js';

const run = promisify(execFile);
const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(path => existsSync(path));

let folder: string;
let page: string;

beforeAll(async () => {
	if (browser === undefined) throw new Error('chromium is not installed: apt-get install chromium');
	folder = await mkdtemp(join(tmpdir(), 'dockscope-html-'));
	page = join(folder, 'report.html');
	await writeFile(
		page,
		htmlReport(report([verdict({name: hostileName}), verdict({rule: 'container-limits', title: 'No limits', severity: 'low'})])),
	);
});

afterAll(() => rm(folder, {recursive: true, force: true, maxRetries: 5}));

/** Runs the browser on the file, without a user profile or a network. */
async function open(...flags: string[]): Promise<string> {
	const profile = await mkdtemp(join(folder, 'profile-'));
	const quiet = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage'];
	const offline = [
		'--disable-background-networking',
		'--disable-component-update',
		'--disable-sync',
		'--host-resolver-rules=MAP * ~NOTFOUND',
	];
	const {stdout} = await run(browser ?? '', [...quiet, ...offline, `--user-data-dir=${profile}`, ...flags, `file://${page}`], {
		timeout: 100_000,
		maxBuffer: 1 << 26,
		env: {PATH: process.env['PATH'], HOME: profile, LANG: 'C.UTF-8'},
	});
	return stdout;
}

it('opens from a file in a browser, with hostile names as text', async () => {
	const dom = await open('--dump-dom');
	expect(dom).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
	expect(dom).toContain('Container is privileged');
	expect(dom).not.toMatch(/<script/i);
});

it('prints to paper what is closed on the screen too', async () => {
	const pagesOf = async (html: string) => {
		await writeFile(page, html);
		const pdf = join(folder, 'report.pdf');
		await open(`--print-to-pdf=${pdf}`);
		return (await readFile(pdf, 'latin1')).match(/\/Type\s*\/Page\b/g)?.length;
	};
	const many = Array.from({length: 100}, (_, index) => verdict({name: `web${index}`, severity: 'low'}));
	const closed = htmlReport(report(many));
	const opened = closed.replaceAll('<details>', '<details open>');
	expect(opened).not.toBe(closed);
	expect(await pagesOf(opened)).toBeGreaterThan(3);
	expect(await pagesOf(closed)).toBe(await pagesOf(opened));
});
