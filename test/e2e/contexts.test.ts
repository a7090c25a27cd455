import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import {busyboxImage, startIdle} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {dockscope as run} from '../support/run-cli.js';
import {dockscope, type Screen} from '../support/terminal-program.js';
import {violations} from '../support/validate.js';

describe.skipIf(await whyNoEngine())('several engines, by their Docker contexts', () => {
	let here: PrivateEngine;
	let there: PrivateEngine;
	let env: Record<string, string> = {};
	const screens: Screen[] = [];
	const contexts = (...names: string[]) => names.flatMap(name => ['--context', name]);
	const open = async (...args: string[]): Promise<Screen> => {
		const screen = await dockscope({args, env});
		screens.push(screen);
		return screen;
	};

	beforeAll(async () => {
		[here, there] = await Promise.all([startPrivateEngine(), startPrivateEngine()]);
		env = {DOCKER_CONFIG: join(here.dir, 'client')};
		for (const [engine, name] of [
			[here, 'on-here'],
			[there, 'on-there'],
		] as const) {
			await busyboxImage(engine);
			await engine.docker('create', '--name', 'never-started', 'busybox:1', 'true');
			await startIdle(engine, name);
		}
		// The docker command refuses to make a context while DOCKER_HOST rules.
		const make = (name: string, host: string) => here.docker('context', 'create', name, '--docker', `host=${host}`);
		await make('here', here.host);
		await make('there', there.host);
		await make('dead', 'unix:///nonexistent/docker.sock');
	});
	afterEach(async () => {
		for (const screen of screens.splice(0)) await screen.stop();
	});
	afterAll(() => Promise.all([here?.stop(), there?.stop()]));

	it('are shown one at a time, and chosen on a page', async () => {
		const screen = await open(...contexts('here', 'there', 'dead'));
		await screen.shows(/dockscope +here · [\s\S]*▌.*on-here/);
		screen.press('E');
		await screen.shows(/▌here +open +unix:/);
		expect(screen.text()).not.toContain('default');
		screen.press('j', 'Enter');
		await screen.shows(/dockscope +there · [\s\S]*▌.*on-there/);
		expect(screen.text()).not.toContain('on-here');
	});

	it('are shown as the one before was: filtered, sorted, stopped ones too', async () => {
		const screen = await open(...contexts('here', 'dead', 'there'));
		await screen.shows(/▌.*on-here/);
		screen.press('s', 'S', 'a', '/', 'name:on', 'Enter');
		await screen.shows(/1 match[\s\S]*NAME▲/);
		screen.press('E');
		await screen.shows(/here +open/);
		screen.press('j', 'Enter');
		await screen.shows(/No engine[\s\S]*nonexistent/);
		screen.press('E');
		await screen.shows(/dead +open/);
		screen.press('G', 'Enter');
		await screen.shows(/there · .*1 match[\s\S]*NAME▲[\s\S]*on-there/);
		screen.press('Esc');
		await screen.shows(/never-started/);
	});

	it('can be left again when one is not there', async () => {
		const screen = await open(...contexts('here', 'dead'));
		await screen.shows(/on-here/);
		screen.press('E');
		await screen.shows(/here +open/);
		screen.press('j', 'Enter');
		await screen.shows(/No engine[\s\S]*nonexistent/);
		screen.press('E');
		await screen.shows(/dead +open/);
		screen.press('Esc');
		await screen.shows(/No engine/);
		screen.press('E');
		await screen.shows(/▌dead +open/);
		screen.press('k', 'Enter');
		await screen.shows(/▌.*on-here/);
	});

	it('are those of the Docker configuration when the command line names none', async () => {
		const screen = await open('--host', here.host);
		await screen.shows(/on-here/);
		screen.press('E');
		await screen.shows(/▌--host +open +unix:[\s\S]*default[\s\S]*there +unix:/);
		screen.press('G', 'Enter');
		await screen.shows(/dockscope +there · [\s\S]*▌.*on-there/);
		screen.press('E');
		await screen.shows(/▌there +open/);
		screen.press('g', 'Enter');
		// Without the name of a context.
		const hostName = (await here.docker('info', '--format', '{{.Name}}')).trim();
		await screen.shows(new RegExp(`dockscope +${hostName} · [\\s\\S]*▌.*on-here`));
		screen.press('q');
		expect(await screen.exit()).toBe(0);
		expect(screen.restored()).toBe(true);
	});

	it('are audited one after the other', async () => {
		const table = await run(['audit', ...contexts('here', 'there')], {env});
		expect(table).toMatchObject({status: 0, stderr: ''});
		expect(table.stdout).toMatch(/^context here$[\s\S]*on-here[\s\S]*^context there$[\s\S]*on-there/m);

		const json = await run(['audit', ...contexts('here', 'there'), '--format', 'json', '--fail-on', 'low'], {env});
		expect(json.status).toBe(1);
		const reports: unknown[] = JSON.parse(json.stdout);
		expect(reports).toHaveLength(2);
		for (const report of reports) expect(violations('audit', report)).toEqual([]);

		const one = await run(['audit', 'on-there', ...contexts('here', 'there')], {env});
		expect(one.status).toBe(0);
		expect(one.stdout).toContain('on-there');
		expect(one.stderr).toMatch(/^dockscope: context here: no container matches "on-there"/);
	});

	it('are printed one after the other where there is no terminal', async () => {
		const {status, stdout} = await run(contexts('here', 'there'), {env});
		expect(status).toBe(0);
		expect(stdout).toMatch(/^context here$[\s\S]*on-here[\s\S]*^context there$[\s\S]*on-there/m);
	});

	it('that fail are named in a line each, and the others are audited', async () => {
		const {status, stdout, stderr} = await run(['audit', ...contexts('here', 'dead')], {env});
		expect(status).toBe(3);
		expect(stdout).toContain('on-here');
		expect(stderr).toMatch(/^dockscope: context dead: cannot reach the engine at unix:\/\/\/nonexistent.*\n$/);
	});

	it.each([
		[['audit', ...contexts('here', 'nope')], 3, /^dockscope: context nope: there is no Docker context "nope"/],
		[['audit', ...contexts('nope', 'neither')], 2, /^dockscope: there is no Docker context "nope"/],
		[['audit', ...contexts('here', 'there'), '--format', 'sarif'], 2, /--format sarif supports only one engine/],
		[['audit', ...contexts('here', 'there'), '--baseline', 'x.json'], 2, /--baseline supports only one engine/],
		[['inspect', 'on-here', ...contexts('here', 'there')], 2, /inspect takes one engine: use one --context/],
		[['doctor', ...contexts('here', 'there')], 2, /doctor takes one engine/],
		[['events', ...contexts('here', 'there')], 2, /events takes one engine/],
		[['audit', '--host', 'unix:///x.sock', ...contexts('here', 'there')], 2, /--host and --context name different sources/],
	])('%j ends with status %i in one line', async (args, status, words) => {
		const result = await run(args, {env});
		expect(result.stderr).toMatch(words);
		expect(result.stderr.trimEnd().split('\n')).toHaveLength(1);
		expect(result.status).toBe(status);
	});
});
