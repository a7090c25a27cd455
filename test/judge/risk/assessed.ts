import type {ContainerInspect, EngineInfo, HostConfig} from '../../../src/base/answers/index.js';
import {engineFacts} from '../../../src/base/facts/index.js';
import {assessContainer, factsOf} from '../../../src/judge/fleet/assess.js';
import type {LiveFacts} from '../../../src/judge/inventory/container-record.js';
import {builtInPolicy} from '../../../src/judge/policy/built-in-policy.js';
import type {AssessedContainer} from '../../../src/judge/risk/assessment.js';
import {assessContext} from '../../support/assess-context.js';
import {plainHostConfig} from '../../support/plain-answers.js';
import {inspectOf, type Sample} from '../../support/sample-fleet.js';

const network = {
	NetworkID: 'n1',
	Name: 'bridge',
	Driver: 'bridge',
	Options: {'com.docker.network.bridge.default_bridge': 'true'},
};

/** A fleet of these containers, each judged, by name. @param seen  what /proc shows of them, by name */
export function judge(
	samples: readonly Sample[],
	info: EngineInfo = {},
	icc = true,
	seen: Readonly<Record<string, LiveFacts>> = {},
): ReadonlyMap<string, AssessedContainer> {
	const inspects = samples.map(
		({host, config, ...sample}, index): ContainerInspect =>
			inspectOf({...sample, host: {...plainHostConfig, ...host}, config: {User: '', Env: [], Labels: {}, ...config}}, index),
	);
	const engine = engineFacts({
		version: {Version: '27.0.0', ApiVersion: '1.46'},
		info: {CgroupVersion: '2', SecurityOptions: ['name=seccomp,profile=builtin'], ...info},
		networks: {
			known: true,
			value: [
				{...network, Id: 'n1', Options: {...network.Options, 'com.docker.network.bridge.enable_icc': String(icc)}},
				{Id: 'n2', Name: 'edge', Driver: 'bridge'},
				{Id: 'n4', Name: 'apart', Driver: 'bridge', Options: {'com.docker.network.bridge.enable_icc': 'false'}},
				{Id: 'n3', Name: 'mesh', Driver: 'overlay', Ingress: true},
			],
		},
		containers: inspects,
	});
	const containers = new Map(inspects.map(inspect => [inspect.Id, inspect]));
	const facts = inspects.map((inspect, index) => factsOf(inspect, seen[samples[index]?.name ?? ''] ?? {}, {engine, containers}));
	const context = assessContext(engine, facts, builtInPolicy, '2026-03-10T12:00:00Z');
	return new Map(facts.map(one => [one.name, assessContainer(one, null, context)]));
}

/** The only container on its engine. */
export function one(sample: Omit<Sample, 'name'>, info: EngineInfo = {}): AssessedContainer {
	const found = judge([{name: 'x', ...sample}], info).get('x');
	if (found === undefined) throw new Error('not judged');
	return found;
}
/** A container with these options. */
export const host = (config: HostConfig, more: Partial<Sample> = {}) => one({host: config, ...more});
export const bind = (Source: string, RW = true) => ({
	Type: 'bind',
	Source,
	Destination: `/host${Source}`,
	RW,
	Propagation: 'rprivate',
});
export const publish = (port: number) => ({
	NetworkSettings: {
		Ports: {[`${port}/tcp`]: [{HostIp: '0.0.0.0', HostPort: String(port)}]},
		Networks: {bridge: {NetworkID: 'n1', IPAddress: '172.17.0.2'}},
	},
});
/** `critical: any network → 0.0.0.0:443 → x (uid 0) → docker.sock → host root` */
export const story = ({attackPaths}: AssessedContainer) =>
	attackPaths.map(({severity, hops}) => `${severity}: ${hops.map(({label}) => label).join(' → ')}`);
/** The badges, as the list shows them. */
export const words = ({badges}: AssessedContainer) => badges.map(({word}) => word).join(' ');
