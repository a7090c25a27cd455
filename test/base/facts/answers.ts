import type {ContainerInspect, EngineInfo, EngineVersion, HostConfig} from '../../../src/base/answers/index.js';
import {type ContainerFacts, containerFacts} from '../../../src/base/facts/container-facts.js';
import type {FactsContext} from '../../../src/base/facts/context.js';
import {engineFacts} from '../../../src/base/facts/engine.js';

/** Answers of a plain Docker engine and a plain container, to lay a difference over. */
export const dockerVersion: EngineVersion = {
	Version: '26.1.5',
	ApiVersion: '1.45',
	Components: [{Name: 'Engine', Version: '26.1.5'}],
};
export const podmanVersion: EngineVersion = {Version: '5.4.2', Components: [{Name: 'Podman Engine', Version: '5.4.2'}]};
export const dockerInfo: EngineInfo = {
	ID: 'engine-1',
	SecurityOptions: ['name=seccomp,profile=builtin'],
	CgroupVersion: '2',
	NCPU: 4,
	DockerRootDir: '/var/lib/docker',
	LoggingDriver: 'json-file',
};

export const docker = engineFacts({version: dockerVersion, info: dockerInfo});
export const podman = engineFacts({version: podmanVersion, info: {...dockerInfo, DockerRootDir: '/var/lib/containers/storage'}});
export const dockerWithoutInfo = engineFacts({version: dockerVersion, info: null});

export type Differences = Omit<Partial<ContainerInspect>, 'HostConfig'> & {HostConfig?: HostConfig};

export function inspect({HostConfig: host, ...rest}: Differences = {}): ContainerInspect {
	return {
		Id: 'a'.repeat(64),
		Name: '/web',
		Image: `sha256:${'b'.repeat(64)}`,
		State: {Status: 'running', Running: true, Pid: 42},
		Config: {Image: 'nginx:1.27'},
		HostConfig: {NetworkMode: 'bridge', IpcMode: 'private', CgroupnsMode: 'private', ...host},
		Mounts: [],
		...rest,
	};
}

export const facts = (differences: Differences = {}, context: Partial<FactsContext> = {}): ContainerFacts =>
	containerFacts(inspect(differences), {engine: docker, ...context});

/** The same with only a `HostConfig`. */
export const hostFacts = (host: HostConfig, context: Partial<FactsContext> = {}): ContainerFacts =>
	facts({HostConfig: host}, context);
