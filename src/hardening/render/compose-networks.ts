import type {ContainerInspect, EndpointSettings} from '../../answers/index.js';
import {compact, map, strings} from './compose-values.js';
import type {Yaml} from './yaml.js';

/**
 * The networks of the user's that it joins, with what was asked of each. The first one carries the default route and the mode: by
 * its priority, since Compose would go by the alphabet.
 */
export function composeNetworks(inspect: ContainerInspect): Record<string, Yaml> {
	const mode = inspect.HostConfig?.NetworkMode ?? '';
	const attached = Object.entries(inspect.NetworkSettings?.Networks ?? {}).filter(
		([name]) => !['bridge', 'host', 'none'].includes(name),
	);
	return Object.fromEntries(
		attached.map(([name, endpoint]) => [name, endpointKeys(endpoint, inspect, attached.length > 1 && name === mode)]),
	);
}

function endpointKeys(endpoint: EndpointSettings, {Id: id}: ContainerInspect, first: boolean): Yaml {
	return compact({
		aliases: strings((endpoint.Aliases ?? []).filter(alias => alias !== id.slice(0, 12))),
		ipv4_address: endpoint.IPAMConfig?.IPv4Address || undefined,
		ipv6_address: endpoint.IPAMConfig?.IPv6Address || undefined,
		link_local_ips: strings(endpoint.IPAMConfig?.LinkLocalIPs),
		driver_opts: map(endpoint.DriverOpts),
		priority: first ? 1000 : undefined,
	});
}
