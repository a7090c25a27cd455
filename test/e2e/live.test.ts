import {afterAll, afterEach, beforeAll, describe, expect, it, vi} from 'vitest';
import {busyboxImage, startIdle} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {dockscope as command} from '../support/run-cli.js';
import {dockscope, type ProgramOptions, type Screen} from '../support/terminal-program.js';

/** Clears the screen, writes to the clipboard, sets the title, switches to the other screen: what an attacker would try. */
const hostileText = 'a\x1b[2J\x1b[H\x1b]52;c;ZXZpbA==\x07\x1b]0;owned\x07\x1b[?1049l\u202eb';

describe.skipIf(await whyNoEngine())('the inspector on a real engine', () => {
	let engine: PrivateEngine;
	const screens: Screen[] = [];
	const open = async (options: ProgramOptions = {}): Promise<Screen> => {
		const screen = await dockscope({...options, args: ['--host', engine.host, ...(options.args ?? [])]});
		screens.push(screen);
		return screen;
	};
	const start = (name: string, ...flags: string[]) => startIdle(engine, name, ...flags);

	beforeAll(async () => {
		engine = await startPrivateEngine();
		await busyboxImage(engine);
		await start('ci-runner', '--privileged');
		await start('metrics', '--user', '65534:65534', '--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges');
		await start(
			'hostile',
			'--label',
			`evil=${hostileText}`,
			'--env',
			`EVIL=${hostileText}`,
			'--env',
			'API_TOKEN=s3cr3t-Value-9f8e7d6c',
		);
	});
	afterEach(async () => {
		for (const screen of screens.splice(0)) await screen.stop();
	});
	afterAll(() => engine?.stop());

	it('goes from the worst container to a hardened command on the clipboard, and leaves a clean terminal', async () => {
		const screen = await open();
		await screen.shows(/▌F +100 +ci-runner +PRIV/);
		// A key that follows a new order at once is meant for the row that was shown before.
		await screen.settles();
		screen.press('f');
		await screen.shows(/command below: safe/);
		screen.press('l');
		await screen.shows(/command below: least[\s\S]*\(•\) remove .*--privileged/);
		screen.press('c');
		await screen.copies(/^docker run [\s\S]*--cap-drop ALL/);
		await screen.shows(/sent to your clipboard/);
		screen.press('q');
		expect(await screen.exit()).toBe(0);
		expect(screen.restored()).toBe(true);
		expect(screen.output()).not.toContain('\x1b[3J');
	});

	it('is not moved by what containers are called and carry', async () => {
		const screen = await open();
		await screen.shows(/hostile/);
		screen.press('/', 'hostile', 'Enter');
		await screen.shows(/▌.*hostile/);
		screen.press('Enter', '8');
		await screen.shows(/EVIL +ab/);
		screen.press('i');
		await screen.shows(/"Id":/);
		screen.press('P');
		await screen.shows(/plain page/);
		expect(screen.output()).not.toMatch(/ZXZpbA==|\x1b\]0;|\u202e/);
		expect(screen.clipboard()).toBeNull();
		expect(screen.terminal.buffer.active.type).toBe('alternate');
	});

	it('shows a secret only until the next key, and copies none', async () => {
		const screen = await open();
		await screen.shows(/hostile/);
		screen.press('/', 'hostile', 'Enter', 'Enter', '8');
		await screen.shows(/API_TOKEN +\*{8}/);
		expect(screen.output()).not.toContain('s3cr3t-Value-9f8e7d6c');
		// The Docker CLI reorders variables: move to where it is.
		for (let row = 0; row < 6 && !/▌API_TOKEN/.test(screen.text()); row++) await screen.moves('j');
		await screen.shows(/▌API_TOKEN/);
		screen.press('x');
		await screen.shows(/s3cr3t-Value-9f8e7d6c/);
		screen.press('C');
		await screen.copies(/API_TOKEN/);
		expect(screen.clipboard()).not.toContain('s3cr3t-Value-9f8e7d6c');
		screen.press('Esc');
		await screen.hides(/s3cr3t-Value-9f8e7d6c/);
	});

	it('shows a container that starts and one that goes, without being asked', async () => {
		const screen = await open();
		await screen.shows(/3 running/);
		// Events are followed once the fleet is loaded.
		await screen.settles(2_500);
		await start('newcomer', '--pid', 'host');
		await screen.shows(/newcomer +.*HPID/);
		screen.press('e');
		await screen.shows(/newcomer +start$/m);
		await engine.docker('rm', '--force', 'newcomer');
		await screen.shows(/newcomer +destroy$/m);
	});

	it('grades a container the same in the list, on its page and in every command, also while a command runs in it', async () => {
		const flags = ['--user', '1000:1000', '--read-only', '--cap-drop', 'ALL', '--network', 'none', '--memory', '64m'];
		const startTight = (image: string) =>
			engine.docker(
				...['run', '--detach', '--name', 'tight', '--stop-signal', 'KILL', '--pids-limit', '32', '--cpus', '1'],
				...['--log-opt', 'max-size=1m', ...flags, image, 'sleep', '100000'],
			);
		const read = async (...args: string[]) => (await command([...args, '--host', engine.host])).stdout;
		const everywhere = async () => {
			const [audit, inspect, harden, drift] = await Promise.all([
				read('audit', 'tight', '--format', 'json'),
				read('inspect', 'tight'),
				read('harden', 'tight', '--format', 'json'),
				read('drift', 'tight'),
			]);
			return {
				audit: JSON.parse(audit).targets[0].risk,
				inspect: /^WHY (\S+ \d+)$/m.exec(inspect)?.[1],
				harden: JSON.parse(harden).before.risk,
				drift: /RUNNING tight {2}(\S+ \d+)/.exec(drift)?.[1],
			};
		};
		const same = (grade: string, score: number) => {
			const risk = expect.objectContaining({grade, score});
			return {audit: risk, inspect: `${grade} ${score}`, harden: risk, drift: `${grade} ${score}`};
		};
		await busyboxImage(engine, {name: 'busybox:2', files: {'www/index.html': 'second'}});
		await startTight('busybox:1');
		const screen = await open();
		// No program of its image gives privileges: that no-new-privileges is missing is then only a note.
		await screen.shows(/A +2 +tight/);
		await screen.settles(2_500);
		expect(await everywhere()).toEqual(same('A', 2));

		await engine.docker('exec', '--detach', '--user', '0', 'tight', 'sleep', '100000');
		await screen.shows(/C +35 +tight/);
		expect(await everywhere()).toEqual(same('C', 35));
		screen.press('/', 'tight', 'Enter', 'Enter', '6');
		await screen.shows(/tight {3}C 35/);
		await screen.shows(/running +as root \(uid 0\) +sleep 100000/);
		screen.press('Esc', 'Esc', 'Esc');

		await engine.docker('rm', '--force', 'tight');
		await startTight('busybox:2');
		await screen.shows(/A +2 +tight/);
		screen.press('e');
		await screen.shows(/tight +start$/m);
		expect(screen.text()).not.toContain('Configuration worse');
		await engine.docker('rm', '--force', 'tight');
	});

	it('searches the mounts of the one container that is looked at, and says what that changes', async () => {
		await start('mounted', '--user', '1000:1000', '--volume', 'own:/own');
		const read = async (...args: string[]) => {
			const {stdout, stderr} = await command([...args, '--host', engine.host, '--format', 'json']);
			return {document: JSON.parse(stdout), stderr};
		};
		const gradeOf = ({grade, score}: {grade: string; score: number}) => `${grade} ${score}`;
		const [audit, inspect, harden] = [
			await read('audit', 'mounted'),
			await read('inspect', 'mounted'),
			await read('harden', 'mounted'),
		];
		const listed = gradeOf(audit.document.targets[0].risk);
		const seen = gradeOf(inspect.document.target.risk);
		expect(seen).not.toBe(listed);
		expect(inspect.stderr).toContain(`mounted: ${listed} → ${seen}: seen now that`);
		expect(gradeOf(harden.document.before.risk)).toBe(seen);

		const screen = await open();
		await screen.shows(new RegExp(`${listed.replace(' ', ' +')} +mounted`));
		await screen.settles(2_500);
		screen.press('/', 'mounted', 'Enter', 'Enter', '3');
		await screen.shows(/no program that it can execute gains any/);
		await screen.shows(new RegExp(`mounted {3}${seen}`));
		screen.press('Esc', 'Esc');

		const add = 'cp /bin/busybox /own/su && chmod 4755 /own/su';
		await engine.docker('run', '--rm', '--volume', 'own:/own', 'busybox:1', 'sh', '-c', add);
		expect(gradeOf((await read('inspect', 'mounted')).document.target.risk)).not.toBe(seen);
		await engine.docker('rm', '--force', 'mounted');
	});

	it('says that the engine is gone, and is right again once it is back', async () => {
		const screen = await open();
		await screen.shows(/3 running/);
		await engine.kill9();
		await screen.shows(/engine lost/);
		screen.press('j');
		await screen.shows(/ci-runner/);
		await engine.restart();
		await screen.shows(/dockscope +.*Docker/);
		await engine.docker('start', 'ci-runner', 'metrics', 'hostile');
		await start('after', '--pid', 'host');
		await screen.shows(/after +.*HPID/);
		await screen.shows(/4 running/);
		await engine.docker('rm', '--force', 'after');
	});

	it('fits itself to the terminal, and says when it cannot', async () => {
		const screen = await open();
		await screen.shows(/REACHABLE .*IMAGE/);
		// The evidence of the host is judged a moment after the list is shown.
		await screen.settles(2_500);
		const before = screen.text();
		screen.resize(80, 24);
		await screen.hides(/IMAGE/);
		await screen.shows(/REACHABLE +VULNS/);
		screen.resize(60, 24);
		await screen.hides(/REACHABLE/);
		await screen.shows(/▌F +100 +ci-runner +PRIV/);
		screen.resize(39, 9);
		await screen.shows(/needs 40×10/);
		screen.resize(120, 30);
		await screen.shows(/REACHABLE .*IMAGE/);
		await vi.waitFor(() => expect(screen.text()).toBe(before), {timeout: 60_000});
	});

	it.each([
		['SIGTERM', 143],
		['SIGHUP', 129],
		['SIGQUIT', 131],
	] as const)('restores the terminal on %s', async (signal, status) => {
		const screen = await open();
		await screen.shows(/ci-runner/);
		screen.kill(signal);
		expect(await screen.exit()).toBe(status);
		expect(screen.restored()).toBe(true);
	});

	it('restores the terminal on Ctrl-C', async () => {
		const screen = await open();
		await screen.shows(/ci-runner/);
		screen.press('^c');
		expect(await screen.exit()).toBe(130);
		expect(screen.restored()).toBe(true);
	});

	it('shows the first rows, and every later row, in ASCII and without colour when asked to', async () => {
		const screen = await open({env: {LANG: 'C', NO_COLOR: '1'}, columns: 70});
		await screen.shows(/ci-runner/);
		await screen.shows(/>F +100 +ci-runner +PRIV/);
		screen.press('j');
		await screen.shows(/>[A-F] +\d+ +(metrics|hostile)/);
		expect(screen.output()).toMatch(/^[\x00-\x7f]*$/);
		expect(screen.output()).not.toMatch(/\x1b\[[\d;]*\b3[0-7]m/);
	});

	it('does not echo what is typed before it is there', async () => {
		const screen = await open();
		screen.press('jjj');
		await screen.shows(/▌.*\d/);
		expect(screen.text()).not.toContain('jjj');
	});
});
