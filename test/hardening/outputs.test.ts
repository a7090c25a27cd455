import {execFile} from 'node:child_process';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {Ajv} from 'ajv';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parse} from 'yaml';
import {type ContainerInspect, known} from '../../src/answers/index.js';
import {hardenJson} from '../../src/hardening/harden-json.js';
import {type HardeningCase, viewCase} from '../../src/hardening/hardening-case.js';
import {enabledByDefault, hardened, planHardening} from '../../src/hardening/plan/index.js';
import {plainDefaults} from '../../src/hardening/reconstruct/index.js';
import {composeOutput} from '../../src/hardening/render/compose.js';
import {kubernetes} from '../../src/hardening/render/kubernetes.js';
import {hardeningOutput, outputFormats} from '../../src/hardening/render/output.js';
import {yamlDocument} from '../../src/hardening/render/yaml.js';
import {hostileText} from '../support/hostile-text.js';
import {violations} from '../support/validate.js';
import {assessedOf, evidenceOf, inspectOf, processOf} from './subject.js';

const secret = 'hunter2-Sup3rS3cretValue';
const parts: Partial<ContainerInspect> = {
	Config: {
		Image: 'shop/web:1',
		Env: ['PRICE=5$ `x`', 'LINES=a\nb', `DB_PASSWORD=${secret}`],
		Cmd: ['serve', '$HOME', 'it’s "fine"'],
		ExposedPorts: {'80/tcp': {}},
		Labels: {note: 'a: b # c', token: secret},
	},
	HostConfig: {PortBindings: {'80/tcp': [{HostIp: '', HostPort: '8080'}]}, Binds: ['/srv/conf:/conf:ro', 'cache:/cache']},
};

function opened(more: Partial<ContainerInspect> = parts): HardeningCase {
	const assessed = assessedOf(more);
	const evidence = evidenceOf({
		processes: known([processOf('nginx', 0), processOf('nginx', 33)]),
		changes: known([
			{path: '/run/web.pid', kind: 'added'},
			{path: '/data/x', kind: 'added'},
		]),
		peaks: known({memory: 41 << 20, pids: 7, source: 'cgroup'}),
	});
	return {assessed, image: null, defaults: plainDefaults, evidence, plan: planHardening(assessed, evidence), cpus: 2};
}

const view = (one: HardeningCase, withSecrets = false) =>
	viewCase(one, one.plan, enabledByDefault(one.plan), {suppose: () => null}, withSecrets);

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

it('writes the secret into the command when that is asked for', () => {
	expect(hardeningOutput('run', view(opened(), true), null).text).toContain(secret);
	expect(view(opened()).warnings.join()).toMatch(/export DB_PASSWORD/);
});

describe('the JSON contract', () => {
	it('is what its schema says', () => {
		const one = opened();
		const document: unknown = JSON.parse(hardenJson(one, one.plan, enabledByDefault(one.plan), view(one), null));
		expect(violations('harden', document)).toEqual([]);
	});
});

describe('YAML', () => {
	it('says what it was given, whatever text that is', () => {
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
		const output = composeOutput(before, after, null);
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
			'docker compose --project-directory /srv/shop --project-name shop --file /srv/shop/compose.yml --file compose.override.yml up --detach front',
		);
	});

	it('doubles every dollar sign of a whole service', () => {
		const output = composeOutput(inspectOf(parts), inspectOf(parts), null);
		expect(parse(output.text).services.web.environment).toContain('PRICE=5$$ `x`');
	});
});

describe('Kubernetes', () => {
	it('is a Pod with the securityContext of the flags', () => {
		const one = opened();
		const after = hardened(one.plan, new Set([...enabledByDefault(one.plan), 'user']));
		const pod = parse(kubernetes(after, null).text);
		expect(pod).toMatchObject({apiVersion: 'v1', kind: 'Pod', metadata: {name: 'web'}});
		expect(pod.spec.containers[0].securityContext).toEqual({
			allowPrivilegeEscalation: false,
			readOnlyRootFilesystem: true,
			runAsNonRoot: true,
			runAsUser: 33,
			runAsGroup: 33,
			capabilities: {drop: ['ALL']},
			seccompProfile: {type: 'RuntimeDefault'},
		});
		expect(pod.spec.securityContext).toEqual({fsGroup: 33, sysctls: [{name: 'net.ipv4.ip_unprivileged_port_start', value: '0'}]});
		expect(pod.spec.containers[0].volumeMounts).toContainEqual({name: 'tmp-tmp', mountPath: '/tmp'});
	});

	it('has only fields that the API knows, with their types', () => {
		const validate = new Ajv({allErrors: true, strict: false}).compile(podSchema);
		const one = opened();
		const pod: unknown = parse(hardeningOutput('kubernetes', view(one), null).text);
		expect(validate(pod), JSON.stringify(validate.errors)).toBe(true);
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

/** The part of the Kubernetes API (v1 Pod) that is written, closed against misspelt fields. */
const text = {type: 'string'};
const flag = {type: 'boolean'};
const number = {type: 'integer'};
const listOf = (items: object) => ({type: 'array', items});
const closed = (properties: object) => ({type: 'object', additionalProperties: false, properties});
const podSchema = closed({
	apiVersion: {const: 'v1'},
	kind: {const: 'Pod'},
	metadata: closed({name: {type: 'string', pattern: '^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$'}}),
	spec: closed({
		automountServiceAccountToken: flag,
		hostNetwork: flag,
		hostPID: flag,
		hostIPC: flag,
		restartPolicy: {enum: ['Always', 'OnFailure', 'Never']},
		securityContext: closed({fsGroup: number, sysctls: listOf(closed({name: text, value: text}))}),
		containers: listOf(
			closed({
				name: text,
				image: text,
				command: listOf(text),
				args: listOf(text),
				env: listOf(closed({name: text, value: text})),
				ports: listOf(
					closed({containerPort: {type: 'integer', minimum: 1, maximum: 65535}, protocol: {enum: ['TCP', 'UDP', 'SCTP']}}),
				),
				securityContext: closed({
					allowPrivilegeEscalation: flag,
					privileged: flag,
					readOnlyRootFilesystem: flag,
					runAsNonRoot: flag,
					runAsUser: number,
					runAsGroup: number,
					capabilities: closed({drop: listOf(text), add: listOf(text)}),
					seccompProfile: closed({type: {enum: ['RuntimeDefault', 'Unconfined', 'Localhost']}}),
				}),
				resources: closed({limits: closed({memory: text})}),
				volumeMounts: listOf(closed({name: text, mountPath: text, readOnly: flag})),
			}),
		),
		volumes: listOf(
			closed({
				name: text,
				emptyDir: closed({medium: {const: 'Memory'}, sizeLimit: text}),
				hostPath: closed({path: text}),
				persistentVolumeClaim: closed({claimName: text}),
			}),
		),
	}),
});
