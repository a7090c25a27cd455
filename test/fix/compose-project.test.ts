import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parse} from 'yaml';
import {type ContainerInspect, known} from '../../src/base/answers/index.js';
import {trusted} from '../../src/base/text/safe-text.js';
import type {PathChange, Peaks} from '../../src/fix/evidence/evidence.js';
import type {HardeningCase} from '../../src/fix/hardening-case.js';
import {enabledBy} from '../../src/fix/plan/index.js';
import {composeProject, projectNames} from '../../src/fix/project/compose-projects.js';
import {foldReplicas} from '../../src/fix/project/fold-replicas.js';
import {projectJson} from '../../src/fix/project/project-json.js';
import {projectOverride} from '../../src/fix/project/project-override.js';
import type {ProjectPlan} from '../../src/fix/project/project-plan.js';
import {planService} from '../../src/fix/project/service-plan.js';
import {plainDefaults} from '../../src/judge/changes/options/engine-defaults.js';
import type {AssessedContainer} from '../../src/judge/risk/assessment.js';
import {hostileText} from '../support/hostile-text.js';
import {violations} from '../support/validate.js';
import {caseOf, secret} from './opened.js';
import {assessedOf, evidenceOf, inspectOf, processOf} from './subject.js';

type Labels = Readonly<Record<string, string>>;
const labelsOf = (labels: Labels): Record<string, string> => ({
	...Object.fromEntries(
		Object.entries({
			...{project: 'shop', service: 'web', 'project.working_dir': '/srv', 'project.config_files': '/srv/compose.yml'},
			...labels,
		}).map(([name, value]) => [`com.docker.compose.${name}`, value]),
	),
});
let count = 0;
const container = (name: string, labels: Labels = {}, {Config, ...more}: Partial<ContainerInspect> = {}): AssessedContainer =>
	assessedOf({
		...{Id: (++count).toString(16).padStart(64, '0'), Name: `/${name}`, Created: `2026-01-01T00:00:${String(count % 60)}Z`},
		Config: {Image: 'shop/web:1', ...Config, Labels: {...labelsOf(labels), ...Config?.Labels}},
		...more,
	});

const aDay = {memory: 86_400, pids: 86_400};
type Seen = {readonly changes?: readonly PathChange[]; readonly peaks?: Peaks; readonly uid?: number};
function opened(assessed: AssessedContainer, {changes = [], peaks, uid = 33}: Seen = {}): HardeningCase {
	const evidence = evidenceOf({
		processes: known([processOf('nginx', 0), processOf('nginx', uid)]),
		changes: known(changes),
		peaks: known(peaks ?? {memory: 41 << 20, pids: 7, source: 'cgroup', windows: aDay}),
	});
	return caseOf(assessed, evidence);
}

/** The plan of a project whose containers are these. @param more  slugs of changes that its owner selects */
function planOf(
	cases: readonly HardeningCase[],
	suppose: (id: string) => AssessedContainer | null = () => null,
	rung: 'safe' | 'least' = 'safe',
	more: readonly string[] = [],
): ProjectPlan {
	const project = composeProject(
		cases.map(({assessed}) => assessed),
		'shop',
	);
	if (project === null) throw new Error('no project');
	const services = [...project.services].map(([service, list]) => {
		const [first, ...others] = list.map(one => cases.find(({assessed}) => assessed === one)) as [HardeningCase];
		return planService(service, [first, ...others], plan => new Set([...enabledBy(plan, rung), ...more]), suppose);
	});
	return {project, rung, services, engine: plainDefaults};
}

describe('the projects of a fleet', () => {
	const fleet = [
		container('shop-web-2'),
		container('shop-web-10'),
		container('shop-db-1', {service: 'db'}),
		container('shop-web-run-1', {oneoff: 'True'}),
		container('shop-init', {service: 'db', hook: 'pre_start'}),
		assessedOf({
			Config: {Image: 'x', Labels: {'com.docker.stack.namespace': 'stack', 'com.docker.swarm.service.name': 'stack_web'}},
		}),
		assessedOf(),
	];

	it('are those of Compose, with their services and replicas, without one-off containers and hooks', () => {
		expect(projectNames(fleet)).toEqual(['shop']);
		const project = composeProject(fleet, 'shop');
		expect([...(project?.services ?? [])].map(([name, list]) => [name, list.map(({facts}) => String(facts.name))])).toEqual([
			['db', ['shop-db-1']],
			['web', ['shop-web-2', 'shop-web-10']],
		]);
		expect(composeProject(fleet, 'stack')).toBeNull();
	});

	it('leave out containers of another directory, and say so', () => {
		const other = container('old-web-1', {'project.working_dir': '/old'});
		const newest = container('shop-web-1', {}, {Created: '2027-01-01T00:00:00Z'});
		const project = composeProject([other, newest], 'shop');
		expect(project?.services.get('web')?.map(({facts}) => String(facts.name))).toEqual(['shop-web-1']);
		expect(project?.warnings.join()).toBe(
			'old-web-1 belongs to another project of the same name, in another directory: it is omitted',
		);
	});

	it('take the files of the newest container, and name those with others', () => {
		const both = {'project.config_files': '/srv/compose.yml,/srv/prod.yml'};
		const newest = container('shop-db-1', {service: 'db', ...both}, {Created: '2027-01-01T00:00:00Z'});
		const project = composeProject([container('shop-web-1'), newest], 'shop');
		expect(project?.origin.files).toEqual(['/srv/compose.yml', '/srv/prod.yml']);
		expect(project?.warnings.join()).toMatch(/^shop-web-1: created with other files/);
	});
});

describe('replicas', () => {
	const pair = (one: Partial<ContainerInspect>, two: Partial<ContainerInspect>) =>
		foldReplicas([
			{before: inspectOf(), after: inspectOf(one)},
			{before: inspectOf(), after: inspectOf(two)},
		])?.HostConfig;

	it('get the larger limit, and none where one has none', () => {
		expect(pair({HostConfig: {Memory: 64, PidsLimit: 40}}, {HostConfig: {Memory: 96, PidsLimit: 32}})).toMatchObject({
			Memory: 96,
			PidsLimit: 40,
		});
		expect(pair({HostConfig: {Memory: 64}}, {HostConfig: {Memory: 0}})).toMatchObject({Memory: 0});
		expect(pair({HostConfig: {MemorySwap: -1}}, {HostConfig: {MemorySwap: 128}})).toMatchObject({MemorySwap: -1});
	});

	it('get the capabilities and tmpfs mounts that any of them needs', () => {
		const after = pair(
			{HostConfig: {CapDrop: ['ALL'], CapAdd: ['CHOWN'], Tmpfs: {'/run': 'size=1m'}}},
			{HostConfig: {CapDrop: ['ALL'], CapAdd: ['SETUID', 'CHOWN'], Tmpfs: {'/run': 'size=1m', '/tmp': ''}}},
		);
		expect(after).toMatchObject({CapDrop: ['ALL'], CapAdd: ['CHOWN', 'SETUID'], Tmpfs: {'/run': 'size=1m', '/tmp': ''}});
	});

	it('cannot be one service where each needs a volume with its own name, or a different tmpfs', () => {
		expect(pair({HostConfig: {Binds: ['web-1:/data']}}, {HostConfig: {Binds: ['web-2:/data']}})).toBeUndefined();
		expect(pair({HostConfig: {Tmpfs: {'/run': 'a'}}}, {HostConfig: {Tmpfs: {'/run': 'b'}}})).toBeUndefined();
	});

	it('are folded into one service, and their differences are named', () => {
		const [one, two] = [container('shop-web-1'), container('shop-web-2')];
		const data: readonly PathChange[] = [{path: '/data/x', kind: 'added'}];
		const replicas = [
			opened(one, {peaks: {memory: 41 << 20, pids: 7, source: 'cgroup', windows: aDay}, changes: data}),
			opened(two, {peaks: {memory: 100 << 20, pids: 7, source: 'cgroup', windows: aDay}}),
		];
		const plan = planOf(replicas, () => null, 'least');
		const override = projectOverride(plan);
		const {web} = parse(override?.text ?? '').services;
		expect(web).toMatchObject({mem_limit: '304m', cap_drop: ['ALL']});
		// One of them needs a volume for its data, which the other must not share.
		expect(web.read_only).toBeUndefined();
		expect(override?.warnings.join('\n')).toMatch(
			/^web: memory differs.*shop-web-1: add --memory 128m; shop-web-2: add --memory 304m/m,
		);
		expect(override?.warnings.join('\n')).toMatch(/^web: read-only is omitted/m);
		expect(override?.command).toMatch(/ up -d --no-deps --scale web=2 web$/);
		const [service] = plan.services;
		expect(service?.changes.find(({slug}) => slug === 'memory')?.add).toEqual([{name: '--memory', value: '304m'}]);
	});
});

describe('the override of a project', () => {
	it('starts only services that run', () => {
		const stopped = container('shop-job-1', {service: 'job'}, {State: {Status: 'exited', Running: false}});
		const override = projectOverride(planOf([opened(container('shop-web-1')), opened(stopped)]));
		expect(Object.keys(parse(override?.text ?? '').services)).toEqual(['job', 'web']);
		expect(override?.command).toMatch(/ up -d --no-deps web$/);
		const only = projectOverride(planOf([opened(stopped)]));
		expect(only?.command).toMatch(/ up --no-start --no-deps job$/);
	});

	it('goes back by removing the file', () => {
		const override = projectOverride(planOf([opened(container('shop-web-1'))]), {isTaken: () => false});
		expect(override?.rollBack).toBe(
			'rm /srv/compose.override.yml && docker compose -p shop -f /srv/compose.yml up -d --no-deps web',
		);
		// Where the folder cannot be looked at, it may have an override.
		expect(projectOverride(planOf([opened(container('shop-web-1'))]))?.path).toBe('/srv/dockscope.override.yml');
	});

	it('writes only the variables that change, and no secret', () => {
		const Env = ['POSTGRES_PASSWORD=hunter2-value', `DB_PASSWORD=${secret}`];
		const one = opened(container('shop-web-1', {}, {Config: {Image: 'postgres:16', Env, Labels: {token: secret}}}));
		const plan = planOf([one], () => null, 'safe', ['secret:POSTGRES_PASSWORD']);
		for (const withSecrets of [false, true]) {
			const made = projectOverride(plan, {withSecrets});
			const everything = `${made?.commented} ${made?.command} ${made?.rollBack} ${made?.warnings.join()}`;
			expect(everything).not.toMatch(/hunter2-value|DB_PASSWORD/);
			expect(everything).not.toContain(secret);
			expect(parse(made?.text ?? '').services.web.environment).toEqual([
				'POSTGRES_PASSWORD=',
				'POSTGRES_PASSWORD_FILE=/run/secrets/POSTGRES_PASSWORD',
			]);
		}
	});

	it('is one document with the same services, whatever names, folders and labels hold', () => {
		fc.assert(
			fc.property(hostileText, hostileText, hostileText, (service, folder, label) => {
				fc.pre(service.length > 0 && service !== '__proto__');
				const labels = {service, 'project.working_dir': `/${folder}`, 'project.config_files': `/${folder}/compose.yml`};
				const one = opened(container('shop-web-1', labels, {Config: {Labels: {tag: label, value: label}}}));
				const override = projectOverride(planOf([one]));
				expect(Object.keys(parse(override?.commented ?? '').services)).toEqual([service]);
				expect(parse(override?.commented ?? '')).toEqual(parse(override?.text ?? ''));
				expect(override?.commented).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
			}),
			{numRuns: 60},
		);
	});

	it('is in JSON what its schema says', () => {
		const assessed = container('shop-web-1');
		const plan = planOf([opened(assessed), opened(container('shop-db-1', {service: 'db'}))], () => assessed);
		const check = {state: 'not-checked', reason: trusted('test')} as const;
		const document: unknown = JSON.parse(projectJson(plan, projectOverride(plan), check, [{service: 'db', reason: 'gone'}]));
		expect(violations('harden-project', document)).toEqual([]);
		expect(document).toMatchObject({schema: 'dockscope.harden-project/1', services: [{name: 'web'}], omitted: [{service: 'db'}]});
		expect(violations('harden-project', JSON.parse(projectJson(plan, null, check, [])))).toEqual([]);
	});
});
