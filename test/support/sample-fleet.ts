import type {ContainerInspect, EngineInfo, HostConfig, ImageInspect, Known} from '../../src/base/answers/index.js';
import {containerFacts} from '../../src/base/facts/container-facts.js';
import {engineFacts} from '../../src/base/facts/engine.js';
import {imageFacts} from '../../src/base/facts/image.js';
import type {ImageScan} from '../../src/base/facts/image-scan.js';
import {assessContainer} from '../../src/judge/fleet/assess.js';
import type {Fleet, FleetEntry, FleetModel, OnDemand} from '../../src/judge/inventory/fleet-model.js';
import {builtInPolicy} from '../../src/judge/policy/built-in-policy.js';
import type {Policy} from '../../src/judge/policy/policy.js';
import {assessContext} from './assess-context.js';

export type Sample = Omit<Partial<ContainerInspect>, 'HostConfig' | 'Config'> & {
	readonly name: string;
	readonly host?: HostConfig;
	readonly config?: ContainerInspect['Config'];
};

/** The moment at which a sample fleet is looked at. */
export const sampleNow = Date.parse('2026-03-10T12:00:00Z');

const engineInfo: EngineInfo = {
	ID: 'sample',
	Name: 'prod-web-01',
	SecurityOptions: ['name=seccomp,profile=builtin', 'name=apparmor'],
	CgroupVersion: '2',
	NCPU: 4,
	DockerRootDir: '/var/lib/docker',
	LoggingDriver: 'json-file',
};
const engine = engineFacts({version: {Version: '26.1.5', ApiVersion: '1.45'}, info: engineInfo});

/** The answer that an engine would give about a container made with these differences from a plain one. */
export function inspectOf({name, host = {}, config = {}, ...rest}: Sample, index = 0): ContainerInspect {
	return {
		Id: (index + 1).toString(16).padStart(64, '0'),
		Name: `/${name}`,
		Image: `sha256:${'b'.repeat(64)}`,
		Created: '2026-03-01T12:00:00Z',
		State: {Status: 'running', Running: true, Pid: 100 + index, StartedAt: '2026-03-01T12:00:00Z'},
		Config: {Image: 'nginx:1.27', ...config},
		HostConfig: {NetworkMode: 'bridge', IpcMode: 'private', CgroupnsMode: 'private', ...host},
		NetworkSettings: {Ports: {}, Networks: {bridge: {NetworkID: 'n1', IPAddress: `172.17.0.${index + 2}`}}},
		Mounts: [],
		...rest,
	};
}

/** A model as the pipeline makes it: real facts, real rules, real risk. */
export function sampleModel(samples: readonly Sample[], policy: Policy = builtInPolicy): FleetModel {
	const inspects = samples.map(inspectOf);
	const containers = new Map(inspects.map(inspect => [inspect.Id, inspect]));
	const image = imageFacts(sampleImage);
	const facts = inspects.map(inspect => containerFacts(inspect, {engine, containers, images: new Map([[image.id, image]])}));
	const context = assessContext(engine, facts, policy, new Date(sampleNow).toISOString());
	const entries = facts.map(
		(container): FleetEntry => ({
			id: container.id,
			name: container.name,
			image: container.image,
			state: container.status,
			changedAt: 0,
			row: null,
			assessed: assessContainer(container, image, context),
			failed: null,
		}),
	);
	return {
		connection: {state: 'connected'},
		engine,
		host: null,
		images: new Map([[image.id, image]]),
		entries,
		verdicts: [],
		hidden: {disabled: [], lowered: []},
		blindSpots: [{source: 'host:/proc', reason: 'the engine is not on this host'}],
		loading: {done: entries.length, total: entries.length, complete: true},
		settled: true,
	};
}

const sampleImage: ImageInspect = {
	Id: `sha256:${'b'.repeat(64)}`,
	RepoTags: ['nginx:1.27'],
	Created: '2026-01-20T10:00:00Z',
	Config: {Env: ['PATH=/usr/bin']},
};

/** A fleet whose model the test itself moves on; it notes what it was asked. */
export type SampleFleet = Fleet & {
	readonly show: (model: FleetModel) => void;
	readonly asked: (readonly [string, OnDemand])[];
	readonly policies: Policy[];
	readonly taken: ReadonlyMap<string, Known<ImageScan>>;
};

export function sampleFleet(first: FleetModel): SampleFleet {
	let model = first;
	const listeners = new Set<() => void>();
	const asked: [string, OnDemand][] = [];
	const policies: Policy[] = [];
	const taken = new Map<string, Known<ImageScan>>();
	return {
		model: () => model,
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		subscribeEvents: () => () => undefined,
		start: () => Promise.resolve(),
		ask(id, what) {
			asked.push([id, what]);
			return Promise.resolve();
		},
		refresh: () => Promise.resolve(),
		assessHypothetical: () => null,
		usePolicy: policy => policies.push(policy),
		applyScans: scans => {
			for (const [image, scan] of scans) taken.set(image, scan);
			return Promise.resolve();
		},
		close: () => undefined,
		show(next) {
			model = next;
			for (const listener of listeners) listener();
		},
		asked,
		policies,
		taken,
	};
}

const published = (hostIp: string, port: number) => ({[`${port}/tcp`]: [{HostIp: hostIp, HostPort: String(port)}]});

/** A small production host: from everything wrong to nearly nothing. */
export const shop: readonly Sample[] = [
	{
		name: 'ci-runner',
		host: {Privileged: true, Binds: ['/var/run/docker.sock:/var/run/docker.sock']},
		config: {Image: 'gitlab-runner:latest', User: ''},
		Mounts: [
			{Type: 'bind', Source: '/var/run/docker.sock', Destination: '/var/run/docker.sock', RW: true, Propagation: 'rprivate'},
		],
	},
	{
		name: 'traefik',
		host: {PortBindings: {...published('', 80), ...published('', 443)}},
		config: {
			Image: 'traefik:3.1',
			ExposedPorts: {'80/tcp': {}, '443/tcp': {}},
			Labels: {'com.docker.compose.project': 'edge', 'com.docker.compose.service': 'traefik'},
		},
		Mounts: [
			{Type: 'bind', Source: '/var/run/docker.sock', Destination: '/var/run/docker.sock', RW: false, Propagation: 'rprivate'},
		],
		NetworkSettings: {
			Ports: {
				'80/tcp': [
					{HostIp: '0.0.0.0', HostPort: '80'},
					{HostIp: '::', HostPort: '80'},
				],
				'443/tcp': [
					{HostIp: '0.0.0.0', HostPort: '443'},
					{HostIp: '::', HostPort: '443'},
				],
			},
			Networks: {edge_net: {NetworkID: 'n2', IPAddress: '172.18.0.2'}},
		},
	},
	{
		name: 'shop-db',
		config: {
			Image: 'postgres:16',
			ExposedPorts: {'5432/tcp': {}},
			Env: ['POSTGRES_PASSWORD=S3cr3t-Value-42x', 'PGDATA=/var/lib/postgresql/data'],
			Labels: {'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'db'},
		},
		NetworkSettings: {
			Ports: {'5432/tcp': [{HostIp: '0.0.0.0', HostPort: '5432'}]},
			Networks: {shop_net: {NetworkID: 'n3', IPAddress: '172.19.0.2'}},
		},
		Mounts: [
			{
				Type: 'volume',
				Name: 'pgdata',
				Source: '/var/lib/docker/volumes/pgdata/_data',
				Destination: '/var/lib/postgresql/data',
				RW: true,
			},
		],
	},
	{
		name: 'metrics',
		host: {
			CapDrop: ['ALL'],
			ReadonlyRootfs: true,
			SecurityOpt: ['no-new-privileges'],
			Memory: 67_108_864,
			PidsLimit: 50,
			NanoCpus: 500_000_000,
		},
		config: {Image: 'prom/node@sha256:9f1c', User: '65534:65534', Healthcheck: {Test: ['CMD', 'true']}},
	},
	{name: 'old-job', State: {Status: 'exited', Running: false, ExitCode: 137, FinishedAt: '2026-03-09T12:00:00Z'}},
];
