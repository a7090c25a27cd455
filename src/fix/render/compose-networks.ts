import {type ContainerInspect, composeOrigin, type EndpointSettings} from '../../base/index.js';
import type {EngineDefaults} from '../../judge/index.js';
import {chosenMac, firstMac} from '../reconstruct/endpoint.js';
import {compact, map, strings} from './compose-values.js';
import {tagged, type Yaml, type YamlMap} from './yaml.js';

/**
 * The user-defined networks that it joins, with their options. The first one has the default route and the mode: set
 * by priority, since Compose would sort by name.
 */
export function composeNetworks(inspect: ContainerInspect, engine: EngineDefaults): Record<string, Yaml> {
	const mode = inspect.HostConfig?.NetworkMode ?? '';
	const attached = Object.entries(inspect.NetworkSettings?.Networks ?? {}).filter(
		([name]) => !['bridge', 'host', 'none'].includes(name),
	);
	return Object.fromEntries(
		attached.map(([name, endpoint]) => [
			name,
			endpointKeys(endpoint ?? {}, inspect, engine, name === mode ? (attached.length > 1 ? 'first' : 'only') : 'further'),
		]),
	);
}

function endpointKeys(
	endpoint: EndpointSettings,
	inspect: ContainerInspect,
	engine: EngineDefaults,
	place: 'only' | 'first' | 'further',
): Yaml {
	const {Id: id} = inspect;
	const mac = place === 'further' ? chosenMac(inspect, endpoint, engine) : firstMac(inspect, endpoint, engine);
	return compact({
		aliases: strings((endpoint.Aliases ?? []).filter(alias => alias !== id.slice(0, 12))),
		ipv4_address: endpoint.IPAMConfig?.IPv4Address || undefined,
		ipv6_address: endpoint.IPAMConfig?.IPv6Address || undefined,
		link_local_ips: strings(endpoint.IPAMConfig?.LinkLocalIPs),
		driver_opts: map(endpoint.DriverOpts),
		mac_address: mac || undefined,
		priority: place === 'first' ? 1000 : undefined,
	});
}

/** The networks of a service as an override has them, and their declarations; empty where none changes. */
export type ChangedNetworks = {readonly keys: YamlMap; readonly declared: YamlMap};

/**
 * A service that lists no network is on the default one of its project, and no longer where an override lists another: it is repeated. Which
 * key the files have for a network is not known from the container, only that they put the name of the project before it.
 *
 * @source compose-spec, 06-networks.md: the default network
 */
export function changedNetworks(before: ContainerInspect, after: ContainerInspect): ChangedNetworks {
	const project = composeOrigin(before.Config?.Labels)?.project ?? '';
	const [was, is] = [userNetworks(before), userNetworks(after)];
	const joined = is.filter(name => !was.includes(name));
	const isLeft = was.some(name => !is.includes(name));
	if (joined.length === 0 && !isLeft) return {keys: {}, declared: {}};
	const ownKey = (name: string): string => (name.startsWith(`${project}_`) ? name.slice(project.length + 1) : name);
	const listed = is.filter(name => isLeft || joined.includes(name) || ownKey(name) === 'default');
	const networks = Object.fromEntries(listed.map(name => [ownKey(name), {}]));
	const foreign = listed.filter(name => !joined.includes(name) && ownKey(name) === name);
	return {
		keys: {networks: isLeft ? tagged('!override', networks) : networks},
		declared: Object.fromEntries([
			// With another network to reach the world by, one that only holds two containers needs no way out.
			...joined.map(name => [name, {name, internal: is.length > 1 ? true : undefined}] as const),
			...foreign.map(name => [name, {name, external: true}] as const),
		]),
	};
}

const userNetworks = ({NetworkSettings: settings}: ContainerInspect): string[] =>
	Object.keys(settings?.Networks ?? {}).filter(name => !['bridge', 'host', 'none'].includes(name));
