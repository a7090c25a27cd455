import {execFile} from 'node:child_process';
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
	type ContainerInspect,
	type EngineInfo,
	type EngineVersion,
	type ImageInspect,
	known,
} from '../../src/base/answers/index.js';
import {containerFacts} from '../../src/base/facts/container-facts.js';
import {engineFacts} from '../../src/base/facts/engine.js';
import {shellJoin} from '../../src/base/text/shell-quote.js';
import {enabledBy, hardened, planHardening} from '../../src/fix/plan/index.js';
import {reconstruct} from '../../src/fix/reconstruct/index.js';
import {composeOutput} from '../../src/fix/render/compose.js';
import {engineDefaults} from '../../src/judge/changes/options/engine-defaults.js';
import {optionWords} from '../../src/judge/changes/run-option.js';
import {emptyInImage} from '../fix/opened.js';
import {assessedOf, evidenceOf} from '../fix/subject.js';
import {engineBinaries, findProgram} from '../support/engine-binaries.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {sample} from '../support/slow.js';
import {type ComposeProject, composeProjects} from './compose-projects.js';

const missing =
	(await whyNoEngine()) ?? ((await findProgram('docker-compose')) === null ? 'docker-compose is not on the PATH' : null);

describe.skipIf(missing !== null)('the plan for a service of Compose', () => {
	let engine: PrivateEngine;
	let folder: string;
	let path: string;
	let version: EngineVersion;
	let info: EngineInfo;
	let count = 0;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'dockscope-compose-'));
		const binaries = await engineBinaries();
		path = binaries.available ? binaries.path : '';
		engine = await startPrivateEngine();
		await busyboxImage(engine, {name: 'plain:1', changes: ['VOLUME /image', 'EXPOSE 90']});
		version = JSON.parse(await engine.docker('version', '--format', '{{json .Server}}'));
		info = JSON.parse(await engine.docker('info', '--format', '{{json .}}'));
	});
	afterAll(async () => {
		await engine?.stop();
		await rm(folder, {recursive: true, force: true});
	});

	const sh = (text: string, cwd: string) =>
		promisify(execFile)('/bin/sh', ['-c', text], {
			cwd,
			env: {PATH: path, HOME: folder, LANG: 'C.UTF-8', DOCKER_HOST: engine.host, DOCKER_CONFIG: folder},
		});
	async function inspected(name: string): Promise<ContainerInspect> {
		const [answer]: ContainerInspect[] = JSON.parse(await engine.docker('inspect', '--type', 'container', name));
		if (answer === undefined) throw new Error(`no container ${name}`);
		return answer;
	}

	/** Starts the project, hardens its service by the override, and returns that container and one of the hardened command. */
	async function throughCompose({files, service, options = []}: ComposeProject): Promise<[unknown, unknown]> {
		const number = count++;
		const project = join(folder, `project-${number}`);
		for (const [name, content] of Object.entries(files)) {
			await mkdir(dirname(join(project, name)), {recursive: true});
			await writeFile(join(project, name), content);
		}
		await sh(shellJoin(['docker-compose', ...options, 'up', '--detach', service]), project);
		const id = async () =>
			(
				await engine.docker(
					'ps',
					'-q',
					'--no-trunc',
					'--filter',
					`label=com.docker.compose.service=${service}`,
					'--filter',
					`label=com.docker.compose.project=project-${number}`,
				)
			).trim();
		const before = await inspected(await id());
		const [image]: ImageInspect[] = JSON.parse(await engine.docker('image', 'inspect', 'plain:1'));
		const facts = containerFacts(before, {engine: engineFacts({version, info})});
		const evidence = evidenceOf({
			changes: known([
				{path: '/run/web.pid', kind: 'added'},
				{path: '/srv/data/x', kind: 'added'},
			]),
			directories: new Map([['/srv/data', emptyInImage('/srv/data')]]),
			peaks: known({memory: 41 << 20, pids: 7, source: 'cgroup', windows: {memory: 86_400, pids: 86_400}}),
			processes: known([]),
		});
		const plan = planHardening({...assessedOf(), facts}, evidence);
		const after = hardened(plan, enabledBy(plan, 'least'));

		const output = composeOutput(before, after, image ?? null);
		await writeFile(join(project, output.fileName), output.text);
		await sh(output.command.replace(/^docker compose/, 'docker-compose'), project);
		const made = await inspected(await id());

		const {command} = reconstruct(after, image ?? null, engineDefaults(version, info));
		const flags = command.options.filter(one => !['--detach', '--name'].includes(one.name)).flatMap(optionWords);
		const twin = await engine.docker('create', ...flags, command.image, ...command.args);
		const wanted = await inspected(twin);
		await engine.docker('rm', '--force', twin);
		await sh(shellJoin(['docker-compose', ...options, 'down', '--volumes', '--timeout', '0', '--remove-orphans']), project);
		return [comparable(made), comparable(wanted)];
	}

	it.each(sample(composeProjects, 2))('starts with a real docker compose as the flags say: $what', async project => {
		const [made, wanted] = await throughCompose(project);
		expect(made).toEqual(wanted);
	});
});

/** HostConfig, with mounts as the engine resolved them: Compose asks for them in other words. */
function comparable({HostConfig: host = {}, Config: config = {}, Mounts: mounts}: ContainerInspect): unknown {
	const {Binds: _binds, Mounts: _mounts, ...others} = host;
	const rest = {
		...others,
		// The order means nothing.
		SecurityOpt: [...(host.SecurityOpt ?? [])].sort(),
		Ulimits: (host.Ulimits ?? []).map(limit => JSON.stringify(limit)).sort(),
	};
	return {
		host: Object.fromEntries(Object.entries(rest).filter(([, value]) => !isNothing(value))),
		user: config.User,
		command: [config.Entrypoint, config.Cmd],
		env: [...(config.Env ?? [])].sort(),
		health: config.Healthcheck,
		mounts: (mounts ?? [])
			.map(({Type, Name, Source, Destination, RW}) =>
				JSON.stringify([
					Type,
					Destination,
					RW,
					Type === 'bind' ? Source : /^[0-9a-f]{64}$/.test(Name ?? '') ? 'anonymous' : Name,
				]),
			)
			.sort(),
	};
}

/** Compose sends lists where the command sends none. */
const isNothing = (value: unknown): boolean => value === null || (typeof value === 'object' && Object.keys(value).length === 0);
