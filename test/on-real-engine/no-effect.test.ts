import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {dockscope as run} from '../support/run-cli.js';
import {dockscope, type Screen} from '../support/terminal-program.js';

/** What a request of an archive would change: folders on which something is mounted come back, or are made. */
const fleet: Readonly<Record<string, readonly string[]>> = {
	never: ['create', '-v', 'data:/newdir/deep', '-v', 'data:/etc/made'],
	moved: ['run', '-d', '-v', 'data:/opt/x'],
	shadowed: ['run', '-d', '-v', 'data:/srv/y'],
	temporary: ['run', '-d', '--tmpfs', '/foo/bar'],
	mounted: ['run', '-d', '--mount', 'type=tmpfs,target=/deep/er/t'],
	borrowed: ['create', '--volumes-from', 'moved'],
	stopped: ['run', '-d', '-v', 'data:/gone/z'],
	paused: ['run', '-d', '-v', 'data:/opt/x'],
	plain: ['run', '-d'],
	devices: ['run', '-d'],
};
const names = Object.keys(fleet);

/*
 * What `docker diff`, the files and the mounts of containers show. Effects that these do not show remain: see docs/permissions.md.
 */
describe.skipIf(await whyNoEngine())('looking', () => {
	let engine: PrivateEngine;
	let output: string;
	let screen: Screen | null = null;
	let before: Record<string, string>;

	const inside = (name: string, script: string) => engine.docker('exec', name, 'sh', '-c', script);

	/** `docker diff` of each, and what a running one sees of itself. */
	async function photograph(): Promise<Record<string, string>> {
		const seen: Record<string, string> = {};
		for (const name of names) {
			const changed = (await engine.docker('diff', name)).split('\n').sort().join('\n');
			const state = await engine.docker('inspect', '-f', '{{.State.Status}} {{.State.StartedAt}} {{.LogPath}}', name);
			// Docker's own files in a layer are no change to `docker diff`.
			const layer = await engine.docker('inspect', '-f', '{{.GraphDriver.Data.UpperDir}}', name);
			const written = execFileSync('find', [layer], {encoding: 'utf8'}).split('\n').sort().join('\n');
			const found = state.startsWith('running')
				? await inside(name, 'find / -xdev ! -path "/proc*" | sort; cat /proc/self/mounts')
				: '';
			seen[name] = `${state}\n${changed}\n${written}\n${found}`;
		}
		return seen;
	}

	beforeAll(async () => {
		output = mkdtempSync(join(tmpdir(), 'dockscope-effect-'));
		engine = await startPrivateEngine();
		const image = await busyboxImage(engine);
		for (const [name, [how = 'run', ...args]] of Object.entries(fleet))
			await engine.docker(how, '--name', name, ...args, image, 'sleep', '100000');
		await inside('moved', 'mv /opt /opt2');
		await inside('shadowed', 'mv /srv /srv2; ln -s /tmp /srv');
		await inside(
			'devices',
			'mkdir -p /etc; rm -f /etc/os-release; mknod /etc/os-release c 1 3; mkdir -p /usr/lib; mkfifo /usr/lib/os-release',
		);
		await inside('stopped', 'mv /gone /gone2');
		await engine.docker('kill', 'stopped');
		await engine.docker('pause', 'paused');
		before = await photograph();
	});
	afterAll(async () => {
		await screen?.stop();
		rmSync(output, {recursive: true, force: true});
		await engine?.stop();
	});

	it.each([
		...['inspect', 'command', 'harden'].map(command => [[command], names] as const),
		[['scan', '--scanner', 'basic'], names],
		[['freeze', '--output', 'bundle.tar.gz'], names],
		...[['audit', '--deep'], ['audit', '--format', 'json'], ['snapshot'], ['drift'], ['doctor'], ['events', '--for', '1s']].map(
			args => [args, ['']] as const,
		),
	] as const)('changes nothing in any container: %s', async ([command = '', ...options], targets) => {
		for (const name of targets) {
			const target = name === '' ? [] : [name];
			const {status, stderr} = await run(['--host', engine.host, command, ...target, ...options], {cwd: output});
			// 4: the image holds no packages.
			expect([0, 1, 4], `${name}: ${stderr}`).toContain(status);
		}
		expect(await photograph()).toEqual(before);
	});

	it('changes nothing in the inspector: every tab of containers with mounts, and every page', async () => {
		screen = await dockscope({args: ['--host', engine.host], columns: 120, rows: 40});
		await screen.shows(/moved/);
		screen.press('a');
		for (const name of ['moved', 'never']) {
			screen.press('/', ...name, 'Enter');
			await screen.settles();
			screen.press('Enter');
			for (let tab = 0; tab < 14; tab += 1) {
				screen.press('Tab');
				await screen.settles();
			}
			screen.press('Esc', 'Esc', 'Esc');
			await screen.settles();
		}
		for (const page of ['H', 'N', 'e', 'p', 'f', '?']) {
			screen.press(page);
			await screen.settles();
			screen.press('Esc', 'Esc');
			await screen.settles();
		}
		screen.press('q');
		await screen.exit();
		expect(await photograph()).toEqual(before);
	});
});
