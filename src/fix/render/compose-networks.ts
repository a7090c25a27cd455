import type {ContainerInspect, EndpointSettings} from '../../base/index.js';
import type {EngineDefaults} from '../../judge/index.js';
import {chosenMac, firstMac} from '../reconstruct/endpoint.js';
import {compact, map, strings} from './compose-values.js';
import type {Yaml} from './yaml.js';

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
