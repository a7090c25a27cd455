import {execFile} from 'node:child_process';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parse} from 'yaml';
import {hardenJson} from '../../src/fix/harden-json.js';
import type {HardeningCase} from '../../src/fix/hardening-case.js';
import {enabledBy} from '../../src/fix/plan/index.js';
import {asRequested} from '../../src/fix/reconstruct/podman-answer.js';
import {composeOutput} from '../../src/fix/render/compose.js';
import {hardeningOutput} from '../../src/fix/render/fix-output.js';
import {formatsFor, outputFormats} from '../../src/fix/render/output-format.js';
import {yamlDocument} from '../../src/fix/render/yaml.js';
import {plainDefaults} from '../../src/judge/changes/options/engine-defaults.js';
import {hostileText} from '../support/hostile-text.js';
import {violations} from '../support/validate.js';
import {opened, parts, secret, view} from './opened.js';
import {inspectOf} from './subject.js';

describe.each(outputFormats)('the output %s', format => {
	it('holds no secret unless asked for', () => {
		expect(hardeningOutput(format, view(opened()), null).text).not.toContain(secret);
	});

	it('holds no control character', () => {
		fc.assert(
			fc.property(hostileText, hostileText, (a, b) => {
				const one = opened({Config: {Image: 'x:1', Env: [`A=${a}`], Cmd: [a, b], Labels: {l: b}}});
				expect(hardeningOutput(format, view(one), null).text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
			}),
			{numRuns: 40},
		);
	});
});

it('takes a secret from the shell, and stops first without it; on request it is in the command', () => {
	const unlabelled = opened({...parts, Config: {...parts.Config, Labels: {}}});
	expect(hardeningOutput('run', view(unlabelled), null).text).toMatch(
		/^\( : "\$\{DB_PASSWORD:\?is not set: nothing was changed\}" && \\\nexport DB_PASSWORD && \\\ndocker run \\\n/,
	);

	expect(view(opened()).warnings.join()).toMatch(/takes DB_PASSWORD from the shell/);
	expect(hardeningOutput('run', view(opened(), true), null).text).toContain(secret);
});

it('runs nothing with a masked value in the place of a secret', async () => {
	const masked = opened({Config: {Image: 'x:1', Cmd: ['redis-server', '--requirepass', secret]}});
	const {text} = hardeningOutput('run', view(masked), null);
	expect(text).not.toContain(secret);
	const said = await new Promise<string>(resolve => {
		execFile('/bin/sh', ['-c', text], {env: {PATH: '/nowhere'}}, (error, _, stderr) => resolve(`${error?.code} ${stderr}`));
	});
	expect(said).toBe(
		'1 a secret in this command is masked as ********: print it again with --with-secrets. Nothing was changed\n',
	);
	expect(hardeningOutput('replace', view(masked), null).text).toMatch(/is masked as [\s\S]*docker create[\s\S]*docker stop/);
	for (const format of ['run', 'replace'] as const)
		expect(hardeningOutput(format, view(masked, true), null).text).not.toMatch(/is masked/);
});
it.each(['compose', 'quadlet', 'run'] as const)('says in %s where the container leaves its pod', format => {
	const pod = 'c0ffee'.padEnd(64, '0');
	const annotations = {'io.container.manager': 'libpod', 'io.kubernetes.cri-o.SandboxID': 'd0'.padEnd(64, '1')};
	const host = {
		CgroupParent: `/libpod_parent/${pod}`,
		Annotations: annotations,
		NetworkMode: `container:${'d0'.padEnd(64, '1')}`,
	};
	const member = {...opened({Config: {Image: 'x:1'}, HostConfig: host}), defaults: {...plainDefaults, podman: true}};
	const {text, warnings} = hardeningOutput(format, view(member), null);
	const leaves = warnings.some(warning => warning.startsWith('it leaves its pod c0ffee000000: '));
	expect({leaves, stays: text.includes('c0ffee000000')}).toEqual(
		format === 'compose' ? {leaves: true, stays: false} : {leaves: false, stays: true},
	);
	const alone = {...opened({Config: {Image: 'x:1'}}), defaults: {...plainDefaults, podman: true}};
	expect(hardeningOutput(format, view(alone), null).warnings.join()).not.toContain('its pod');
});

describe('the JSON contract', () => {
	const documentOf = (one: HardeningCase): {compose: unknown; warnings: string[]} =>
		JSON.parse(
			hardenJson(one, one.plan, enabledBy(one.plan, 'least'), view(one), null, {
				...{rung: 'least' as const, withSecrets: false, fleet: {assessHypothetical: () => null}},
			}),
		);

	it('is what its schema says', () => {
		const document = documentOf(opened());
		expect(violations('harden', document)).toEqual([]);
		expect(document.compose).toBeNull();
		expect(document.warnings.join()).not.toContain('do not use replace');
	});

	it('has the override of a container of Compose, and warns of replace', () => {
		const labels = {
			'com.docker.compose.project': 'shop',
			'com.docker.compose.service': 'front',
			'com.docker.compose.project.config_files': '/srv/shop/compose.yml',
			'com.docker.compose.project.working_dir': '/srv/shop',
		};
		const of = (more: Readonly<Record<string, string>>) =>
			documentOf({
				...opened({Config: {Image: 'x:1', Labels: {...labels, ...more}}}),
				compose: {isTaken: null, replicas: 2, isUp: true},
			});
		const document = of({});
		expect(violations('harden', document)).toEqual([]);
		const files = 'docker compose -p shop -f /srv/shop/compose.yml';
		const up = 'up -d --no-deps --scale front=2 front';
		expect(document.compose).toEqual({
			path: '/srv/shop/dockscope.override.yml',
			text: expect.stringMatching(/^services:\n {2}front:\n/),
			command: `${files} -f /srv/shop/dockscope.override.yml ${up}`,
			rollBack: `rm /srv/shop/dockscope.override.yml && ${files} ${up}`,
		});
		expect(document.warnings.join('\n')).toMatch(/^do not use replace for a container of Compose: /m);
		expect(document.warnings.join('\n')).toMatch(/^it applies to all 2 containers of service front/m);
		// No `up` creates it.
		expect(of({'com.docker.compose.oneoff': 'True'}).compose).toBeNull();
	});
});

describe('YAML', () => {
	it('reproduces any text it was given', () => {
		const tree = fc.dictionary(
			hostileText,
			fc.oneof(hostileText, fc.integer(), fc.boolean(), fc.array(hostileText, {maxLength: 3})),
			{
				minKeys: 1,
				maxKeys: 4,
			},
		);
		fc.assert(
			fc.property(tree, value => {
				expect(parse(yamlDocument(value))).toEqual({...value});
			}),
			{numRuns: 100},
		);
	});
});

it('writes a label as a label, whatever it is called', () => {
	const labels = {tag: '!x\nservices: {}\n#', value: 'v'};
	const {text} = composeOutput(inspectOf(), inspectOf({Config: {Image: 'x:1', Labels: labels}}), null);
	expect(parse(text)).toMatchObject({services: {web: {labels}}});
});

describe('the formats that are offered', () => {
	it('begin with the override for a container of Compose, and end with what takes it out of its project', () => {
		expect(formatsFor(true)[0]).toBe('compose');
		expect(formatsFor(true).at(-1)).toBe('replace');
		expect(formatsFor(true).toSorted()).toEqual(outputFormats.toSorted());
		expect(formatsFor(false)).toBe(outputFormats);
	});
});

describe('Compose', () => {
	it('overrides the service of a container that Compose made, with its own files before it', () => {
		const labels = {
			'com.docker.compose.project': 'shop',
			'com.docker.compose.service': 'front',
			'com.docker.compose.project.config_files': '/srv/shop/compose.yml',
			'com.docker.compose.project.working_dir': '/srv/shop',
		};
		const before = inspectOf({Config: {Image: 'x:1', Labels: labels, Env: ['A=5$']}, HostConfig: {CapAdd: ['NET_ADMIN']}});
		const after = {
			...before,
			HostConfig: {...before.HostConfig, CapAdd: ['CHOWN'], CapDrop: ['ALL'], Binds: ['front-data:/data']},
		};
		const compose = {isTaken: () => false, replicas: 1, isUp: true};
		const output = composeOutput(before, after, null, {compose});
		expect(output.text).toBe(
			[
				'services:',
				'  front:',
				'    cap_add: !override',
				'      - "CHOWN"',
				'    cap_drop:',
				'      - "ALL"',
				'    volumes:',
				'      - "front-data:/data"',
				'volumes:',
				'  front-data:',
				'    name: "front-data"',
				'',
			].join('\n'),
		);
		expect(output.command).toBe(
			'docker compose -p shop -f /srv/shop/compose.yml -f /srv/shop/compose.override.yml up -d --no-deps front',
		);
	});

	it('writes for Podman what was requested, and nothing that Podman adds automatically', () => {
		const inspect = inspectOf({
			Config: {
				Env: ['PATH=/bin', 'container=podman', 'HOME=/root', 'HOSTNAME=ab1200000000', 'A=b'],
				...{WorkingDir: '/', StopSignal: '15', StopTimeout: 10},
			},
			HostConfig: {
				Annotations: {'io.container.manager': 'libpod', 'org.systemd.property.KillSignal': '15', mine: 'yes'},
				...{IpcMode: 'shareable', PidMode: 'private', CgroupnsMode: '', Runtime: 'oci', ShmSize: 65_536_000, MemorySwappiness: 0},
				Ulimits: [
					{Name: 'RLIMIT_NOFILE', Soft: 20_000, Hard: 20_000},
					{Name: 'RLIMIT_CORE', Soft: 0, Hard: 1},
				],
				LogConfig: {Type: 'json-file', Config: null},
			},
		});
		const image = {Id: 'x', Config: {Env: ['PATH=/bin']}};
		const asked = asRequested(inspect, image);
		expect(parse(composeOutput(asked, asked, image, {engine: {...plainDefaults, podman: true}}).text).services.web).toEqual({
			container_name: 'web',
			image: 'shop/web:1',
			environment: ['A=b'],
			annotations: {mine: 'yes'},
			network_mode: 'bridge',
			ulimits: {core: {soft: 0, hard: 1}},
		});
	});

	it('never takes the name of a file that the folder may have', () => {
		const labels = {
			'com.docker.compose.project': 'shop',
			'com.docker.compose.service': 'front',
			'com.docker.compose.project.config_files': '/srv/shop/compose.yml',
			'com.docker.compose.project.working_dir': '/srv/shop',
		};
		const before = inspectOf({Config: {Image: 'x:1', Labels: labels}});
		const after = inspectOf({Config: {Image: 'x:1', Labels: labels}, HostConfig: {CapDrop: ['ALL']}});
		const named = (isTaken: ((name: string) => boolean) | null) =>
			composeOutput(before, after, null, {compose: {isTaken, replicas: 1, isUp: true}});
		expect(named(null).fileName).toBe('dockscope.override.yml');
		expect(named(null).back).toMatch(/^rm \/srv\/shop\/dockscope\.override\.yml && /);
		expect(named(null).warnings).toContain('from now on docker compose needs this file too: -f /srv/shop/dockscope.override.yml');
		expect(named(name => name === 'compose.override.yml').fileName).toBe('dockscope.override.yml');
		expect(named(() => false).fileName).toBe('compose.override.yml');
	});

	it('keeps the number of containers, starts none that was stopped, and names the others', () => {
		const labels = {'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'api'};
		const one = opened({Config: {Image: 'x:1', Labels: labels}});
		const output = (replicas: number, isUp: boolean) =>
			hardeningOutput('compose', view({...one, compose: {isTaken: null, replicas, isUp}}), null);
		expect(output(2, true).command).toMatch(/ up -d --no-deps --scale api=2 api$/);
		expect(output(2, true).back).toMatch(/ up -d --no-deps --scale api=2 api$/);
		expect(output(2, true).warnings.join('\n')).toMatch(
			/^it applies to all 2 containers of service api, but only web was looked at: --project shop looks at all of them$/m,
		);
		expect(output(1, false).command).toMatch(/ up --no-start --no-deps api$/);
		expect(output(1, false).warnings.join()).toMatch(/service api is not running/);
		expect(output(1, true).warnings.join()).not.toMatch(/applies to all|not running/);
	});

	it('goes back without the override, and says so', () => {
		const labels = {
			'com.docker.compose.project': 'shop',
			'com.docker.compose.service': 'front',
			'com.docker.compose.project.config_files': '/srv/shop/compose.yml,/srv/shop/compose.override.yml',
		};
		const before = inspectOf({Config: {Image: 'x:1', Labels: labels}});
		const {fileName, back} = composeOutput(before, before, null);
		expect(fileName).toBe('dockscope.override.yml');
		expect(back).toBe(
			'rm dockscope.override.yml && docker compose -p shop -f /srv/shop/compose.yml -f /srv/shop/compose.override.yml up -d --no-deps front',
		);
	});

	it('writes sizes as people do, and never rounds one', () => {
		const service = (memory: number) =>
			parse(composeOutput(inspectOf(), inspectOf({HostConfig: {Memory: memory, ShmSize: 1 << 20}}), null).text).services.web;
		expect(service(234_881_024)).toMatchObject({mem_limit: '224m', shm_size: '1m'});
		expect(service(2 ** 30)).toMatchObject({mem_limit: '1g'});
		expect(service(2 ** 30 + 1)).toMatchObject({mem_limit: '1073741825b'});
	});

	it('warns before the commands that would take a container out of its project', () => {
		const labels = {'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'front'};
		const replace = (more: Readonly<Record<string, string>>) =>
			hardeningOutput('replace', view(opened({Config: {Image: 'x:1', Labels: {...labels, ...more}}})), null);
		expect(replace({}).text).toMatch(
			/^: <<'WARNING'\nthis takes the container out of its Compose project:\nthe next docker compose up .*\nUse --format compose\.\nWARNING\n\n\( /s,
		);
		expect(replace({}).warnings.join()).toMatch(/--format compose keeps it in its project/);
		// A one-off container is not what `up` creates.
		expect(replace({'com.docker.compose.oneoff': 'True'}).text).toMatch(/^\( \[ "\$\(docker inspect /);
	});

	it('says that a hook is changed through its service', () => {
		const labels = {
			'com.docker.compose.project': 'shop',
			'com.docker.compose.service': 'db',
			'com.docker.compose.hook': 'pre_start',
		};
		const hook = inspectOf({Config: {Labels: labels}});
		expect(composeOutput(hook, hook, null).warnings).toContain(
			'it is a pre_start hook: this changes service db, from which the hook takes what its own entry does not set',
		);
	});

	it('doubles every dollar sign of a whole service', () => {
		const output = composeOutput(inspectOf(parts), inspectOf(parts), null);
		expect(parse(output.text).services.web.environment).toContain('PRICE=5$$ `x`');
	});
});

const quadletProgram = ['/usr/libexec/podman/quadlet', '/usr/lib/podman/quadlet'];

describe('Quadlet', () => {
	it('is taken by Podman’s own generator where that is installed, with every value intact', async () => {
		const output = hardeningOutput('quadlet', view(opened()), null);
		expect(output.fileName).toBe('web.container');
		expect(output.text).toMatch(/^DropCapability=all$/m);
		const folder = await mkdtemp(join(tmpdir(), 'dockscope-quadlet-'));
		try {
			await writeFile(join(folder, output.fileName ?? ''), output.text);
			const generated = await firstThatRuns(quadletProgram, ['-dryrun', '-user'], {
				QUADLET_UNIT_DIRS: folder,
				PATH: '/usr/bin:/bin',
				HOME: folder,
			});
			if (generated === null) return expect(output.text).toMatch(/^ReadOnly=true$/m);
			expect(generated).toMatch(/--cap-drop all --cap-add cap_chown|--cap-drop=all --cap-add=cap_chown/i);
			expect(generated).toMatch(/--security-opt[= ]no-new-privileges/);
			const start = /^ExecStart=(.*)$/m.exec(generated)?.[1] ?? '';
			expect(start).toMatch(/--read-only .*--read-only-tmpfs=false|--read-only-tmpfs=false .*--read-only /);
			expect(start).toContain('"PRICE=5$$ `x`"');
			expect(start).toMatch(/shop\/web:1 serve \$\$HOME "it’s \\"fine\\""$/);
			expect(generated).toMatch(/--memory=\d+[kmg]/);
		} finally {
			await rm(folder, {recursive: true, force: true});
		}
	});
});

async function firstThatRuns(
	programs: readonly string[],
	args: readonly string[],
	env: Record<string, string>,
): Promise<string | null> {
	for (const program of programs) {
		const found = await readFile(program).then(
			() => true,
			() => false,
		);
		if (found) return (await promisify(execFile)(program, args, {env})).stdout;
	}
	return null;
}
