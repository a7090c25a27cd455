import {execFile} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import type {ContainerInspect, ImageInspect} from '../../src/base/answers/index.js';
import {hideSecrets} from '../../src/fix/hide-secrets.js';
import {keepAnonymousVolumes} from '../../src/fix/keep-volumes.js';
import {reconstruct} from '../../src/fix/reconstruct/index.js';
import {type Replacement, replacement, replacementText} from '../../src/fix/render/replace.js';
import type {RunCommand} from '../../src/fix/run-command.js';
import {plainDefaults} from '../../src/judge/changes/options/engine-defaults.js';
import {option} from '../../src/judge/changes/run-option.js';
import {engineBinaries} from '../support/engine-binaries.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {itSlow, sample} from '../support/slow.js';

const missing = await whyNoEngine();
const names = ['web', 'web-before', 'web-after'];
const hostile = 'it\'s $(id) `x`\n"\u001b !$ \\ é\n';

describe.skipIf(missing !== null)('a container that is replaced through sh', () => {
	let engine: PrivateEngine;
	let folder: string;
	let path: string;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'dockscope-replace-'));
		const binaries = await engineBinaries();
		path = binaries.available ? binaries.path : '';
		engine = await startPrivateEngine();
		await busyboxImage(engine, {name: 'plain:1'});
		await engine.docker('network', 'create', '--subnet', '172.29.7.0/24', 'blue');
	});
	afterEach(async () => {
		for (const name of names) await engine.docker('rm', '--force', '--volumes', name);
	});
	afterAll(async () => {
		await engine?.stop();
		await rm(folder, {recursive: true, force: true});
	});

	const sh = (text: string) =>
		promisify(execFile)('/bin/sh', ['-c', text], {
			cwd: folder,
			env: {PATH: path, HOME: folder, LANG: 'C.UTF-8', DOCKER_HOST: engine.host, DOCKER_CONFIG: folder},
		});
	const inspected = async (name: string): Promise<ContainerInspect | undefined> => {
		const [answer]: ContainerInspect[] = JSON.parse(
			await engine.docker('inspect', '--type', 'container', name).catch(() => '[]'),
		);
		return answer;
	};

	/** How `web` as it is now gets another one on top, with its secrets hidden. */
	async function planned(more: RunCommand['options'] = [option('--cap-drop', 'ALL')]): Promise<Replacement> {
		const answer = await inspected('web');
		const [image]: ImageInspect[] = JSON.parse(await engine.docker('image', 'inspect', 'plain:1'));
		if (answer === undefined || image === undefined) throw new Error('no container');
		const {inspect, secrets} = hideSecrets(answer, image);
		const {command} = reconstruct(inspect, image, {...plainDefaults, cgroupns: inspect.HostConfig?.CgroupnsMode ?? ''});
		const before = keepAnonymousVolumes({...command, secrets}, inspect);
		return replacement(answer, before, {...before, options: [...before.options, ...more]});
	}

	/** The container `web` with these flags. */
	async function started(...flags: string[]): Promise<ContainerInspect> {
		const usual = 'run -d --name web --stop-signal KILL -e'.split(' ');
		await engine.docker(...usual, `A=${hostile}`, '-e', `TOKEN=s3cret ${hostile}`, ...flags, 'plain:1', 'sleep', '9999');
		const inspect = await inspected('web');
		if (inspect === undefined) throw new Error('no container');
		return inspect;
	}

	/** The first steps of a sequence, as if the connection to the engine, or the terminal, was lost after them. */
	const cut = (sequence: string, steps: number): string => {
		const all = sequence.replace(/^\( /, '').replace(/ \)$/, '').split(' && \\\n');
		return steps === 0 ? ':' : `( ${all.slice(0, steps).join(' && \\\n')} )`;
	};
	const steps = (sequence: string): number => sequence.split(' && \\\n').length;

	it('is kept under another name, which the engine does not start again, and comes back', async () => {
		const before = await started('--restart', 'always', '-v', 'kept:/data', '--network', 'name=blue,ip=172.29.7.9');
		const {replace, rollBack, tidy, lost} = await planned();
		expect(lost).toBeNull();

		await sh(replace);
		const [fresh, old] = [await inspected('web'), await inspected('web-before')];
		expect(fresh?.HostConfig?.CapDrop).toEqual(['ALL']);
		expect(fresh?.HostConfig?.RestartPolicy?.Name).toBe('always');
		expect(fresh?.State?.Running).toBe(true);
		// The client of Docker passes them on in any order. @source docker/cli cli/command/container/create.go (ParseProxyConfig)
		expect(fresh?.Config?.Env?.toSorted()).toEqual(before.Config?.Env?.toSorted());
		expect(fresh?.NetworkSettings?.Networks?.['blue']).toMatchObject({IPAddress: '172.29.7.9'});
		const asked = await engine.docker('run', '--rm', '--network', 'blue', 'plain:1', 'nslookup', 'web');
		expect(asked).toContain('172.29.7.9');
		expect(old?.Id).toBe(before.Id);
		expect(old?.HostConfig?.RestartPolicy?.Name).toBe('no');

		await sh(rollBack);
		const back = await inspected('web');
		expect([back?.Id, back?.State?.Running]).toEqual([before.Id, true]);
		expect(back?.HostConfig?.RestartPolicy).toEqual(before.HostConfig?.RestartPolicy);
		expect(back?.NetworkSettings?.Networks?.['blue']).toMatchObject({IPAddress: '172.29.7.9'});
		expect(await inspected('web-before')).toBeUndefined();
		expect((await inspected('web-after'))?.HostConfig?.RestartPolicy?.Name).toBe('no');

		const {stdout} = await sh(rollBack);
		expect(stdout).toContain('web is the old container already');
		expect((await inspected('web'))?.Id).toBe(before.Id);

		await engine.docker('rm', 'web-after');
		await sh(`${replace} && ${tidy}`);
		expect(await inspected('web-before')).toBeUndefined();
		await expect(sh(rollBack)).rejects.toThrow(/the old web no longer exists: nothing was changed/);
		expect((await inspected('web'))?.HostConfig?.CapDrop).toEqual(['ALL']);
	});

	const kinds: [string, string[]][] = [
		['an ordinary one', []],
		['one that restarts', ['--restart', 'on-failure:3']],
		['one with open stdin', ['--interactive']],
	];
	describe.each(sample(kinds, kinds.length))('%s', (_, flags) => {
		it('comes back wherever its replacement stopped, and where the way back did', async () => {
			const before = await started(...flags);
			const {replace, rollBack} = await planned();
			for (let done = 0; done <= steps(replace); done++) {
				await sh(cut(replace, done));
				const half = done % (steps(rollBack) + 1);
				await sh(cut(rollBack, half));
				for (const _again of [1, 2]) {
					await sh(rollBack);
					const back = await inspected('web');
					expect([done, back?.Id, back?.State?.Status]).toEqual([done, before.Id, 'running']);
					expect(back?.HostConfig?.RestartPolicy).toEqual(before.HostConfig?.RestartPolicy);
					expect(await inspected('web-before')).toBeUndefined();
				}
				await engine.docker('rm', '--force', 'web-after').catch(() => '');
			}
		});
	});

	itSlow('with --rm has a copy to go back to, and keeps its anonymous volume, wherever the replacement stopped', async () => {
		for (let done = 0, all = 1; done <= all; done++) {
			const before = await started('--rm', '-v', '/data');
			await engine.docker('exec', 'web', 'sh', '-c', 'echo precious > /data/x');
			const {replace, rollBack, lost} = await planned();
			all = steps(replace);
			expect(lost).toMatch(/started with --rm.*is lost/);
			await sh(cut(replace, done));
			const first = await sh(rollBack).catch((error: Error) => error);
			if (first instanceof Error) expect(first.message).toMatch(/web was not replaced: nothing was changed/);
			const back = await inspected('web');
			expect([done, back?.State?.Status]).toEqual([done, 'running']);
			expect(back?.Config?.Env?.toSorted()).toEqual(before.Config?.Env?.toSorted());
			expect(back?.HostConfig?.CapDrop).toBeNull();
			expect(await engine.docker('exec', 'web', 'cat', '/data/x')).toBe('precious');
			await expect(sh(rollBack)).rejects.toThrow(/nothing was changed/);
			expect((await inspected('web'))?.Id).toBe(back?.Id);
			for (const name of names) await engine.docker('rm', '--force', name);
		}
	});

	it('is not touched when the new one could not even be created, or a name is taken', async () => {
		const before = await started();
		const untouched = async (sequence: string, why: RegExp): Promise<void> => {
			await expect(sh(sequence)).rejects.toThrow(why);
			const now = await inspected('web');
			expect([now?.Id, now?.State?.StartedAt]).toEqual([before.Id, before.State?.StartedAt]);
		};
		await untouched((await planned([option('--volume', 'not/absolute:relative')])).replace, /invalid/);
		const {replace} = await planned();
		await engine.docker('create', '--name', 'web-before', 'plain:1', 'true');
		await untouched(replace, /web-before already exists.*Nothing was changed/);
		await engine.docker('rename', 'web-before', 'web-after');
		await untouched(replace, /web-after already exists.*Nothing was changed/);
		await engine.docker('rm', 'web-after');
		await engine.docker('rename', 'web', 'web-before');
		await engine.docker('create', '--name', 'web', 'plain:1', 'true');
		await expect(sh(replace)).rejects.toThrow(/no longer, the container that this was written for/);
		expect((await inspected('web-before'))?.State?.StartedAt).toBe(before.State?.StartedAt);
		await engine.docker('rm', 'web');
		await engine.docker('rename', 'web-before', 'web');
	});

	it('comes back when the new one cannot start', async () => {
		const before = await started('--publish', '127.0.0.1:7777:80');
		const {replace, rollBack} = await planned([option('--entrypoint', '/no/such/program')]);
		await expect(sh(replace)).rejects.toThrow(/no such file/);
		await sh(rollBack);
		const back = await inspected('web');
		expect([back?.Id, back?.State?.Running]).toEqual([before.Id, true]);
		expect(back?.NetworkSettings?.Ports?.['80/tcp']).toEqual([{HostIp: '127.0.0.1', HostPort: '7777'}]);
	});

	it('is in the state of the last step that worked when one fails, on both ways', async () => {
		const before = await started();
		const {replace, rollBack} = await planned();
		const failing = (command: string, text: string): string =>
			`docker() { [ "$1" != ${command} ] || return 1; command docker "$@"; }; ${text}`;
		for (const step of ['create', 'stop']) {
			await expect(sh(failing(step, replace))).rejects.toThrow();
			expect((await inspected('web'))?.State?.StartedAt).toBe(before.State?.StartedAt);
			await engine.docker('rm', '--force', 'web-after');
		}
		await sh(replace);
		await expect(sh(failing('rename', rollBack))).rejects.toThrow();
		expect((await inspected('web'))?.State?.Status).toBe('running');
		expect((await inspected('web-before'))?.State?.Status).toBe('exited');
		await sh(rollBack);
		expect((await inspected('web'))?.Id).toBe(before.Id);
	});

	it('that is stopped is not started, before or after', async () => {
		await started();
		await engine.docker('stop', 'web');
		const {replace, rollBack} = await planned();
		await sh(replace);
		expect((await inspected('web'))?.State?.Status).toBe('created');
		await sh(rollBack);
		expect((await inspected('web'))?.State?.Status).toBe('exited');
	});

	it('that is paused, or restarts again and again, is replaced too', async () => {
		await started();
		await engine.docker('pause', 'web');
		const {replace: ofPaused, rollBack: back} = await planned();
		await sh(back);
		expect((await inspected('web'))?.State?.Status).toBe('paused');
		await sh(ofPaused);
		expect((await inspected('web'))?.State?.Status).toBe('running');
		for (const name of names) await engine.docker('rm', '--force', name);

		await engine.docker('run', '-d', '--name', 'web', '--restart', 'always', 'plain:1', 'false');
		const {replace, rollBack} = await planned();
		await sh(replace);
		await sh(rollBack);
		expect((await inspected('web'))?.HostConfig?.RestartPolicy?.Name).toBe('always');
	});

	it('can be pasted with its notes: only the replacement runs', async () => {
		const before = await started();
		await sh(replacementText(await planned()));
		expect((await inspected('web'))?.HostConfig?.CapDrop).toEqual(['ALL']);
		expect((await inspected('web-before'))?.Id).toBe(before.Id);
	});
});
