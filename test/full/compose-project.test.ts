import {execFile} from 'node:child_process';
import {mkdtemp, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import type {ContainerInspect} from '../../src/base/answers/index.js';
import {engineBinaries, findProgram} from '../support/engine-binaries.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {until} from '../support/process-table.js';
import {dockscope} from '../support/run-cli.js';
import {violations} from '../support/validate.js';
import {type ProjectFiles, shop, writeProject} from './compose-shop.js';

const missing =
	(await whyNoEngine()) ?? ((await findProgram('docker-compose')) === null ? 'docker-compose is not on the PATH' : null);

type Hardened = {
	readonly override: {readonly path: string; readonly text: string};
	readonly command: string;
	readonly rollBack: string;
	readonly check: {readonly state: string; readonly reason: string};
	readonly services: readonly {readonly name: string; readonly containers: readonly unknown[]}[];
	readonly omitted: readonly {readonly service: string}[];
	readonly warnings: readonly string[];
};

describe.skipIf(missing !== null)('a Compose project that is hardened by one override', () => {
	let engine: PrivateEngine;
	let folder: string;
	let path: string;
	/** What the check says where `docker compose` is installed. */
	let accepted: string;
	const projects: string[] = [];

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'dockscope-compose-project-'));
		const binaries = await engineBinaries();
		path = binaries.available ? binaries.path : '';
		engine = await startPrivateEngine();
		await busyboxImage(engine);
		accepted = await sh('docker compose version', folder).then(
			() => 'accepted',
			() => 'not-checked',
		);
	});
	afterEach(async () => {
		for (const project of projects.splice(0)) await sh(`docker-compose -p ${project} down --volumes --timeout 0`, folder);
	});
	afterAll(async () => {
		await engine?.stop();
		await rm(folder, {recursive: true, force: true});
	});

	const env = () => ({PATH: path, HOME: folder, LANG: 'C.UTF-8', DOCKER_HOST: engine.host, DOCKER_CONFIG: folder});
	const sh = async (text: string, cwd: string) =>
		(
			await promisify(execFile)('/bin/sh', ['-c', text.replaceAll(/\bdocker compose (?=-p)/g, 'docker-compose ')], {
				cwd,
				env: env(),
			})
		).stdout;

	async function started(name: string, files: ProjectFiles, command = `docker-compose -p ${name} up -d`): Promise<string> {
		const place = join(folder, `the ${name}`);
		await writeProject(place, files);
		projects.push(name);
		await sh(command, place);
		return place;
	}
	async function hardened(name: string): Promise<Hardened> {
		const {status, stdout, stderr} = await dockscope(['harden', '--project', name, '--format', 'json'], {env: env()});
		expect(stderr).toBe('');
		expect(status).toBe(0);
		const document: Hardened = JSON.parse(stdout);
		expect(violations('harden-project', document)).toEqual([]);
		return document;
	}
	async function apply({override, command}: Hardened): Promise<void> {
		await writeFile(override.path, override.text, {flag: 'wx'});
		await sh(command, '/');
	}
	async function containers(project: string): Promise<ContainerInspect[]> {
		const ids = await engine.docker('ps', '-q', '--no-trunc', '--filter', `label=com.docker.compose.project=${project}`);
		return JSON.parse(await engine.docker('inspect', ...ids.split('\n').sort()));
	}
	const idsOf = async (project: string) => (await containers(project)).map(({Id}) => Id);
	const limitsOf = async (project: string) =>
		(await containers(project)).map(({HostConfig: host = {}}) => [host.CapDrop ?? [], host.PidsLimit ?? 0]);

	it('works for its clients, survives a plain up, and goes back', async () => {
		const place = await started('shop', shop);
		const rows = async (): Promise<number> => {
			const answer = await until('the shop answers', async () => {
				const said = await engine.inNetwork('wget', '-qO-', '-T', '8', 'http://127.0.0.1:18080/cgi-bin/index').catch(() => '');
				return /^open-sesame 5\$ cached \d+$/.test(said) ? said : null;
			});
			return Number(answer.split(' ').at(-1));
		};
		const first = await rows();
		const before = await limitsOf('shop');

		const plan = await hardened('shop');
		expect(plan.check.state).toBe(accepted);
		expect(plan.services.map(({name, containers: {length}}) => `${name} ${length}`)).toEqual([
			...['app 2', 'cache 1', 'db 1', 'job 1', 'proxy 1', 'worker 1'],
		]);
		expect(plan.override.path).toBe(join(place, 'compose.override.yml'));
		// A size is written as people write it.
		expect(plan.override.text).not.toMatch(/\d{8}/);
		await apply(plan);
		const second = await rows();
		expect(second).toBeGreaterThan(first);
		expect(await limitsOf('shop')).toHaveLength(7);
		for (const [dropped] of await limitsOf('shop')) expect(dropped).toEqual(['ALL']);

		const ids = await idsOf('shop');
		await sh('docker-compose config --quiet && docker-compose up -d', place);
		expect(await idsOf('shop')).toEqual(ids);

		await sh(plan.rollBack, '/');
		expect(await limitsOf('shop')).toEqual(before);
		expect(await rows()).toBeGreaterThan(second);
		expect(await engine.docker('volume', 'ls', '-q')).toMatch(/^shop_out\nshop_rows$/m);
	});

	const sleeper = "image: busybox:1\n    command: [sleep, '99999']\n    stop_signal: KILL\n";

	it('keeps the number of containers that was chosen on the command line', async () => {
		await started('scaled', {'compose.yml': `services:\n  web:\n    ${sleeper}`}, 'docker-compose -p scaled up -d --scale web=3');
		await apply(await hardened('scaled'));
		const limits = await limitsOf('scaled');
		expect(limits).toHaveLength(3);
		expect(limits.every(([dropped]) => String(dropped) === 'ALL')).toBe(true);
	});

	it('leaves out a service that the files no longer have, and one-off containers', async () => {
		const files = {'compose.yml': `services:\n  web:\n    ${sleeper}  old:\n    ${sleeper}`};
		const place = await started('orphan', files);
		await sh('docker-compose -p orphan run -d web', place);
		await writeFile(join(place, 'compose.yml'), `services:\n  web:\n    ${sleeper}`);
		const plan = await hardened('orphan');
		// Without docker compose the files are not read: then Compose itself says what is wrong.
		if (accepted !== 'accepted') return expect(plan.check.state).toBe('not-checked');
		expect(plan.omitted.map(({service}) => service)).toEqual(['old']);
		expect(plan.services.map(({containers: {length}}) => length)).toEqual([1]);
		await apply(plan);
		expect((await limitsOf('orphan')).filter(([dropped]) => String(dropped) === 'ALL')).toHaveLength(1);
	});

	it('overwrites no override that is there, and keeps what it says', async () => {
		const own = 'services:\n  web:\n    environment: {FROM: override}\n';
		const files = {'compose.yml': `services:\n  web:\n    ${sleeper}`, 'compose.override.yml': own};
		const place = await started('overridden', files);
		const plan = await hardened('overridden');
		expect(plan.override.path).toBe(join(place, 'dockscope.override.yml'));
		expect(plan.warnings.join()).toMatch(/from now on docker compose needs this file too: -f .*dockscope\.override\.yml/);
		await apply(plan);
		expect(await readFile(join(place, 'compose.override.yml'), 'utf8')).toBe(own);
		const [made] = await containers('overridden');
		expect([made?.Config?.Env?.includes('FROM=override'), made?.HostConfig?.CapDrop]).toEqual([true, ['ALL']]);
		// A second time it adds a file once more.
		const again = await hardened('overridden');
		expect(again.override?.path ?? 'none').toMatch(/none|dockscope\.override\.2\.yml$/);
	});

	it('takes several files, a profile, an env file of the command line and what a service extends', async () => {
		const files = {
			'one.yml': `services:\n  web:\n    extends: {file: base.yml, service: base}\n    profiles: [front]\n    container_name: the-web\n`,
			'two.yml':
				"services:\n  web:\n    environment: {WHAT: '$WHAT'}\n    deploy: {resources: {limits: {memory: 96m, cpus: '0.5'}}}\n",
			'base.yml': `services:\n  base:\n    ${sleeper}    cap_add: [SYS_TIME]\n    security_opt: ['apparmor:unconfined']\n`,
			'prod.env': 'WHAT=production\n',
		};
		const options = '-p several --env-file prod.env -f one.yml -f two.yml --profile front';
		await started('several', files, `docker-compose ${options} up -d`);
		const plan = await hardened('several');
		expect(plan.check.state).toBe(accepted);
		await apply(plan);
		const [made] = await containers('several');
		expect(made?.Name).toBe('/the-web');
		expect(made?.Config?.Env).toContain('WHAT=production');
		expect(made?.HostConfig).toMatchObject({CapDrop: ['ALL'], Memory: 96 << 20});
		await sh(plan.rollBack, '/');
		expect((await containers('several'))[0]?.HostConfig?.CapDrop ?? []).toEqual([]);
	});

	it('says where the files are not known or not here', async () => {
		const files = {'compose.yml': `services:\n  web:\n    ${sleeper}`};
		await started('piped', files, 'docker-compose -p piped -f - up -d < compose.yml');
		const piped = await hardened('piped');
		expect(piped.check).toEqual({state: 'not-checked', reason: 'the project was read from standard input'});
		expect(piped.command).toContain('-f PROJECT-FILE.yml ');
		const place = await started('moved', files);
		await rename(place, `${place} away`);
		const moved = await hardened('moved');
		expect(moved.check.reason).toMatch(/compose\.yml is not on this machine$/);
		expect(moved.command).toContain(`-f '${place}/compose.yml'`);
	});

	it('is one line for a project that is not there, with those that are', async () => {
		await started('shop', {'compose.yml': `services:\n  web:\n    ${sleeper}`});
		const {status, stdout, stderr} = await dockscope(['harden', '--project', 'shopp'], {env: env()});
		expect({status, stdout, stderr}).toEqual({
			status: 2,
			stdout: '',
			stderr: 'dockscope: no Compose project "shopp" (did you mean "shop"?): one of shop.\n',
		});
	});
});
