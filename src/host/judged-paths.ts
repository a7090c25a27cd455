import type {HostFacts} from '../facts/index.js';
import type {EngineOnHost} from './engine-on-host.js';

type Places = {
	readonly engine: EngineOnHost;
	readonly configuration: HostFacts['daemon'];
	readonly units: HostFacts['units'];
	readonly binaries: HostFacts['binaries'];
	readonly containerdSocket: string | null;
};

/** Paths that do not depend on the engine's settings. */
const FIXED = [
	'/etc/docker',
	'/etc/docker/daemon.json',
	'/etc/default/docker',
	'/etc/sysconfig/docker',
	'/etc/containerd/config.toml',
	'/run/containerd',
];

export function judgedPaths({engine, configuration, units, binaries, containerdSocket}: Places): string[] {
	const configured = configuration.known
		? [configuration.value.path, ...['tlscacert', 'tlscert', 'tlskey'].map(name => configuration.value.options[name])]
		: [];
	const places = [...FIXED, engine.socketPath, engine.rootDirectory, containerdSocket, ...configured];
	const paths = [...places, ...Object.values(units), ...Object.values(binaries)];
	return [...new Set(paths.filter(path => typeof path === 'string'))];
}
