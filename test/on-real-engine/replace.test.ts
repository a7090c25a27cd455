import {execFile} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import type {ContainerInspect, ImageInspect} from '../../src/answers/index.js';
import {option} from '../../src/changes/run-option.js';
import {hideSecrets} from '../../src/hardening/hide-secrets.js';
import {plainDefaults, reconstruct} from '../../src/hardening/reconstruct/index.js';
import {oneLine} from '../../src/hardening/render/docker-run.js';
import {type Replacement, replacement} from '../../src/hardening/render/replace.js';
import type {RunCommand} from '../../src/hardening/run-command.js';
import {engineBinaries} from '../support/engine-binaries.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';

const missing = await whyNoEngine();

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
	});
	afterEach(async () => {
		for (const name of ['web', 'web-before']) await engine.docker('rm', '--force', '--volumes', name);
	});
	afterAll(async () => {
		await engine?.stop();
		await rm(folder, {recursive: true, force: true});
	});

	const sh = (text: string, more: Record<string, string> = {}) =>
		promisify(execFile)('/bin/sh', ['-c', text], {
			cwd: folder,
			env: {PATH: path, HOME: folder, LANG: 'C.UTF-8', DOCKER_HOST: engine.host, DOCKER_CONFIG: folder, ...more},
		});
	const inspected = async (name: string): Promise<ContainerInspect | undefined> => {
		const [answer]: ContainerInspect[] = JSON.parse(
			await engine.docker('inspect', '--type', 'container', name).catch(() => '[]'),
		);
		return answer;
	};

	/** The container `web` with these flags, and how it gets another one on top. */
	async function started(more: RunCommand['options'], ...flags: string[]): Promise<Replacement> {
		const text = 'it\'s $(id) `x`\n"\u001b';
		await engine.docker(
			...'run -d --name web --stop-signal KILL -e'.split(' '),
			`A=${text}`,
			...flags,
			'plain:1',
			'sleep',
			'9999',
		);
		const inspect = await inspected('web');
		const [image]: ImageInspect[] = JSON.parse(await engine.docker('image', 'inspect', 'plain:1'));
		if (inspect === undefined || image === undefined) throw new Error('no container');
		const {command} = reconstruct(inspect, image, {...plainDefaults, cgroupns: inspect.HostConfig?.CgroupnsMode ?? ''});
		return replacement('web', command, {...command, options: [...command.options, ...more]});
	}

	it('is kept under another name, which the engine does not start again, and comes back', async () => {
		const {replace, rollBack} = await started([option('--cap-drop', 'ALL')], '--restart', 'always', '-v', 'kept:/data');
		const before = await inspected('web');

		await sh(replace);
		const [fresh, old] = [await inspected('web'), await inspected('web-before')];
		expect(fresh?.HostConfig?.CapDrop).toEqual(['ALL']);
		expect(fresh?.State?.Running).toBe(true);
		expect(fresh?.Config?.Env).toEqual(before?.Config?.Env);
		expect(old?.Id).toBe(before?.Id);
		expect(old?.HostConfig?.RestartPolicy?.Name).toBe('no');

		await sh(rollBack);
		const back = await inspected('web');
		expect(back?.Id).toBe(before?.Id);
		expect(back?.State?.Running).toBe(true);
		expect(back?.HostConfig?.RestartPolicy).toEqual(before?.HostConfig?.RestartPolicy);
		expect(await inspected('web-before')).toBeUndefined();
	});

	it('comes back when the new one could not even be made', async () => {
		const {replace, rollBack} = await started([option('--volume', 'not/absolute:relative')]);
		const before = await inspected('web');
		await expect(sh(replace)).rejects.toThrow();
		await sh(rollBack);
		expect((await inspected('web'))?.Id).toBe(before?.Id);
		expect((await inspected('web'))?.State?.Running).toBe(true);
	});

	it('that is removed on exit is recreated', async () => {
		const {replace, rollBack} = await started([option('--cap-drop', 'ALL')], '--rm');
		await sh(replace);
		expect((await inspected('web'))?.HostConfig?.CapDrop).toEqual(['ALL']);
		await sh(rollBack);
		expect((await inspected('web'))?.HostConfig?.CapDrop ?? null).toBeNull();
		expect((await inspected('web'))?.State?.Running).toBe(true);
	});

	it('gets any hidden secret from the shell, or from a file next to its flag', async () => {
		const value = 'a\n$(id) `x`\'"';
		await engine.docker('create', '--name', 'web', '--env', `API_TOKEN=${value}`, '--env', 'B=1', 'plain:1', 'true');
		const before = await inspected('web');
		if (before === undefined) throw new Error('no container');
		const {inspect, variables, severalLines} = hideSecrets(before, null);
		expect([variables, severalLines]).toEqual([['API_TOKEN'], ['API_TOKEN']]);
		const [image]: ImageInspect[] = JSON.parse(await engine.docker('image', 'inspect', 'plain:1'));
		const command = oneLine(reconstruct(inspect, image ?? null, plainDefaults).command).replace('run --detach', 'create');

		const made = async (text: string, more: Record<string, string>): Promise<readonly string[] | null | undefined> => {
			await engine.docker('rm', '--force', 'web');
			await sh(text, more);
			return (await inspected('web'))?.Config?.Env;
		};
		expect(await made(command, {API_TOKEN: value})).toContain(`API_TOKEN=${value}`);
		await writeFile(join(folder, 'secrets'), 'API_TOKEN=plain\n');
		const besides = command.replace('docker create', 'docker create --env-file secrets');
		expect(await made(besides, {})).toContain('API_TOKEN=plain');
	});

	it('is cleaned up when all is well, and recreated by the undo', async () => {
		const {replace, tidy, undo} = await started([option('--cap-drop', 'ALL')]);
		const before = await inspected('web');
		await sh(`${replace} && ${tidy ?? ''}`);
		expect(await inspected('web-before')).toBeUndefined();
		await sh(undo);
		expect((await inspected('web'))?.HostConfig).toEqual(before?.HostConfig);
		expect((await inspected('web'))?.Config?.Env).toEqual(before?.Config?.Env);
	});
});
