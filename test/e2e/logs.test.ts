import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {dockscope, type Screen} from '../support/terminal-program.js';

const hostile = 'evil \\033[2J\\033]52;c;ZXZpbA==\\007 end';

describe.skipIf(await whyNoEngine())('the log of a container', () => {
	let engine: PrivateEngine;
	const screens: Screen[] = [];
	const open = async (columns: number, rows: number, name: string, ...args: string[]): Promise<Screen> => {
		const screen = await dockscope({args: ['--host', engine.host, ...args], columns, rows});
		screens.push(screen);
		await screen.shows(new RegExp(name));
		screen.press('a', '/', `name:${name}`, 'Enter');
		await screen.shows(new RegExp(`▌[A-F].*${name}`));
		return screen;
	};
	const run = (name: string, command: string, ...flags: string[]) =>
		engine.docker('run', '-d', '--name', name, '--stop-signal', 'KILL', ...flags, 'busybox:1', 'sh', '-c', command);

	beforeAll(async () => {
		engine = await startPrivateEngine();
		await busyboxImage(engine);
		const talks = 'n=0; while true; do n=$((n+1)); echo "line $n"; echo "warn $n" >&2; sleep 1; done';
		await run('talks', `printf '${hostile}\\n'; echo API_TOKEN=s3cr3t-Value-9f8e7d6c; ${talks}`);
		await run('terminal', talks, '--tty');
		await run('crashes', 'echo starting; echo "FATAL: cannot open /etc/app.conf" >&2; exit 3', '--restart', 'always');
		await run('silent', 'sleep 100000', '--log-driver', 'none');
		await run(
			'sick',
			'sleep 100000',
			'--health-cmd',
			'echo no route to db; exit 1',
			'--health-interval',
			'1s',
			'--health-retries',
			'1',
		);
		await run('ended', 'exit 127');
	});
	afterEach(async () => {
		for (const screen of screens.splice(0)) await screen.stop();
	});
	afterAll(() => engine?.stop());

	it('is followed, masked and without sequences; k holds it, G goes on', async () => {
		const screen = await open(100, 24, 'talks');
		screen.press('l');
		await screen.shows(/^ +\d\d:\d\d:\d\d {2}out {2}evil +end$/m);
		await screen.shows(/out {2}API_TOKEN=\*{8}$/m);
		await screen.shows(/^▌ \d\d:\d\d:\d\d {2}(out {2}line|err {2}warn) \d+$/m);
		await screen.shows(/lines · new lines follow; k holds, G goes on/);
		const last = Number(/▌.*(?:line|warn) (\d+)/.exec(screen.text())?.[1]);
		await screen.shows(new RegExp(`▌.*(line|warn) ${last + 2}`));
		screen.press('k', 'k', 'k');
		const held = /▌.*/.exec(screen.text())?.[0] ?? '';
		await screen.shows(/▼ \d+ more/);
		await screen.settles();
		const stays = /▌.*/.exec(screen.text())?.[0];
		await new Promise(done => setTimeout(done, 2_500));
		expect(/▌.*/.exec(screen.text())?.[0]).toBe(stays);
		expect(held).not.toBe('');
		screen.press('/', 'api_token', 'Enter');
		await screen.shows(/\/api_token 1 of 1/);
		screen.press('G');
		await screen.shows(new RegExp(`▌.*(line|warn) (?!${last} )\\d+`));
		expect(screen.output()).not.toMatch(/s3cr3t|ZXZpbA==/);
		expect(screen.clipboard()).toBeNull();
	});

	it('of a terminal has its lines too', async () => {
		const screen = await open(60, 20, 'terminal');
		screen.press('l');
		await screen.shows(/out {2}line \d+$/m);
		await screen.shows(/out {2}warn \d+$/m);
	});

	it('says why there is none', async () => {
		const screen = await open(80, 24, 'silent');
		screen.press('L');
		await screen.shows(/logging driver[\s\S]*does not support reading/);
	});

	it('shows with the exit reason in the overview of a crash loop, and beside the list on a wide screen', async () => {
		const screen = await open(80, 40, 'crashes');
		screen.press('Enter');
		await screen.shows(/last exit +exit 3 · the program reported a failure/);
		await screen.shows(/restarts +\d+ times?, policy always/);
		await screen.shows(/err {2}FATAL: cannot open \/etc\/app\.conf/);

		const wide = await open(200, 50, 'crashes');
		await wide.shows(/│ +crashes$/m);
		await wide.shows(/│.*last exit +exit 3/);
		await wide.shows(/│.*err {2}FATAL: cannot open/);
	});

	it('shows what a failed health check said, and what an exit status means', async () => {
		const screen = await open(200, 40, 'sick');
		await screen.shows(/│.*health +unhealthy, last check: exit 1 no route/);
		screen.press('/', '^u', 'name:ended', 'Enter');
		await screen.shows(/│.*last exit +exit 127 · command not found/);
	});
});
