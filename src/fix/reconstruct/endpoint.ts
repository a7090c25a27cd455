import type {ContainerInspect, EndpointSettings} from '../../base/index.js';
import type {EngineDefaults} from '../../judge/index.js';

/** The options of one network in `--network` syntax: `alias=web`, `ip=10.0.0.5`. */
export function endpointFields(
	endpoint: EndpointSettings,
	inspect: ContainerInspect,
	engine: EngineDefaults,
	withMac: boolean,
): string[] {
	const mac = withMac ? chosenMac(inspect, endpoint, engine) : '';
	return [
		...ownAliases(endpoint, inspect.Id).map(alias => `alias=${alias}`),
		...(endpoint.IPAMConfig?.IPv4Address ? [`ip=${endpoint.IPAMConfig.IPv4Address}`] : []),
		...(endpoint.IPAMConfig?.IPv6Address ? [`ip6=${endpoint.IPAMConfig.IPv6Address}`] : []),
		...(endpoint.IPAMConfig?.LinkLocalIPs ?? []).map(address => `link-local-ip=${address}`),
		...(mac === '' ? [] : [`mac-address=${mac}`]),
		...(endpoint.GwPriority ? [`gw-priority=${endpoint.GwPriority}`] : []),
		...Object.entries(endpoint.DriverOpts ?? {}).map(([key, value]) => `driver-opt=${key}=${value}`),
	];
}

/** Engines before 26 add the short id themselves. */
function ownAliases(endpoint: EndpointSettings, id: string): string[] {
	return (endpoint.Aliases ?? []).filter(alias => alias !== id.slice(0, 12));
}

/** The same as a separate command, for a network that `docker run` cannot join. */
export function connect(name: string, endpoint: EndpointSettings, inspect: ContainerInspect): string[] {
	return [
		'docker',
		'network',
		'connect',
		...ownAliases(endpoint, inspect.Id).flatMap(alias => ['--alias', alias]),
		...(endpoint.IPAMConfig?.IPv4Address ? ['--ip', endpoint.IPAMConfig.IPv4Address] : []),
		...(endpoint.IPAMConfig?.IPv6Address ? ['--ip6', endpoint.IPAMConfig.IPv6Address] : []),
		...(endpoint.IPAMConfig?.LinkLocalIPs ?? []).flatMap(address => ['--link-local-ip', address]),
		...(endpoint.Links ?? []).flatMap(link => ['--link', link]),
		...Object.entries(endpoint.DriverOpts ?? {}).flatMap(([key, value]) => ['--driver-opt', `${key}=${value}`]),
		name,
		(inspect.Name ?? inspect.Id).replace(/^\//, ''),
	];
}

/** The flag applies to the first network: `Config` stores what was passed to it. */
export const firstMac = (inspect: ContainerInspect, endpoint: EndpointSettings, engine: EngineDefaults): string =>
	(engine.podman ? '' : inspect.Config?.MacAddress) || chosenMac(inspect, endpoint, engine);

/**
 * Only an explicitly set MAC. Docker before 28 derives the generated one from the IPv4 address (`02:42:` and its four bytes),
 * and clears it when the container stops; since 28 it is random, so that a set one cannot be recognised while the container runs.
 */
export function chosenMac({State: state}: ContainerInspect, endpoint: EndpointSettings, engine: EngineDefaults): string {
	const mac = endpoint.MacAddress ?? '';
	if (engine.podman || (engine.majorVersion >= 28 && state?.Running === true)) return '';
	const addresses = [endpoint.IPAddress ?? '', endpoint.IPAMConfig?.IPv4Address ?? ''];
	return addresses.some(address => mac === `02:42:${address.split('.').map(hexByte).join(':')}`) ? '' : mac;
}

const hexByte = (part: string): string => Number(part).toString(16).padStart(2, '0');
