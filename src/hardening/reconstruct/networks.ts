import type {ContainerInspect, EndpointSettings, HostConfig, PortBinding} from '../../answers/index.js';
import {bracketed} from '../../terminal/bracketed.js';
import {csv, each, flag, given, option, type RunOption} from '../run-command.js';
import type {EngineDefaults} from './engine-defaults.js';

type Networking = {readonly options: RunOption[]; readonly after: string[][]};

/** The networks of the engine itself: the default one is left unsaid. */
const builtIn = new Set(['', 'default', 'bridge', 'podman', 'host', 'none']);

/**
 * `--network`, `--mac-address`, `--link`, `--dns`, `--add-host`. More than one network in one command needs API 1.44 (Docker 25);
 * before that, and beside the default bridge, the others follow as `docker network connect`.
 */
export function networkOptions(inspect: ContainerInspect, engine: EngineDefaults, warnings: string[]): Networking {
	const host = inspect.HostConfig ?? {};
	const mode = host.NetworkMode ?? '';
	const attached = inspect.NetworkSettings?.Networks ?? {};
	const [first, ...others] = inOrder(mode, attached);
	const joinsUserNetwork = !builtIn.has(mode) && !mode.startsWith('container:');
	const several = joinsUserNetwork && (engine.majorVersion === 0 || engine.majorVersion >= 25);

	if (engine.podman) return podmanNetworks(inspect, engine);

	const later = joinsUserNetwork
		? several
			? others.filter(name => (attached[name]?.Links ?? []).length > 0)
			: others
		: Object.keys(attached).filter(name => !builtIn.has(name));
	if (several)
		for (const name of later)
			warnings.push(`the links on network ${name} need --network to be given afterwards, by docker network connect`);

	// The network as it was named, which may be the start of its id.
	const fieldsOf = (name: string): string[] => endpointFields(attached[name] ?? {}, inspect, engine, name !== first);
	const named = joinsUserNetwork
		? [
				networkOption(mode, first === undefined ? [] : fieldsOf(first)),
				...(several ? others.map(name => networkOption(name, fieldsOf(name))) : []),
			]
		: defaultNetwork(mode, first === undefined ? [] : fieldsOf(first));
	return {
		options: [
			...named,
			...given(
				'--mac-address',
				first === undefined ? inspect.Config?.MacAddress : firstMac(inspect, attached[first] ?? {}, engine),
			),
			...(host.Links ?? []).map(link => option('--link', shortLink(link))),
			...(joinsUserNetwork && first !== undefined ? each('--link', attached[first]?.Links) : []),
			...nameServers(host),
		],
		after: several ? [] : later.map(name => connect(name, attached[name] ?? {}, inspect)),
	};
}

/** All networks of a container of Podman are alike; its own default one is left unsaid. The pod has those of its containers. */
function podmanNetworks(inspect: ContainerInspect, engine: EngineDefaults): Networking {
	const {HostConfig: host = {}, NetworkSettings: {Networks: attached = {}} = {}} = inspect;
	const mode = host.NetworkMode ?? '';
	const [first, ...others] = Object.keys(attached ?? {});
	const usual = (first === 'podman' || first === 'bridge') && others.length === 0;
	const asked =
		mode !== 'bridge' || first === undefined
			? given('--network', mode === 'bridge' ? '' : mode)
			: [first, ...others].map(name => networkOption(name, endpointFields(attached?.[name] ?? {}, inspect, engine, true)));
	const plain = usual && asked[0]?.value === first;
	return {options: [...(plain ? [] : asked), ...nameServers(host)], after: []};
}

/** Named only when something is asked of it: beside `--link`, naming the default bridge is an error. */
function defaultNetwork(mode: string, fields: readonly string[]): RunOption[] {
	if (mode === 'host' || mode === 'none' || mode.startsWith('container:')) return [option('--network', mode)];
	return fields.length === 0 ? [] : [networkOption(mode, fields)];
}

function nameServers(host: HostConfig): RunOption[] {
	return [
		...each('--dns', host.Dns),
		...each('--dns-option', host.DnsOptions),
		...(host.DnsSearch ?? []).map(domain => option('--dns-search', domain === '' ? '.' : domain)),
		...each('--add-host', host.ExtraHosts),
	];
}

/** `--publish` as asked, never as resolved: an empty host port stays random. Runs of three and more become a range. */
export function portOptions(inspect: ContainerInspect, imagePorts: Readonly<Record<string, unknown>>): RunOption[] {
	const bindings = inspect.HostConfig?.PortBindings ?? {};
	const exposed = Object.keys(inspect.Config?.ExposedPorts ?? {});
	return [
		...exposed.filter(port => !(port in imagePorts) && !(bindings[port]?.length ?? 0)).map(port => option('--expose', port)),
		...Object.entries(bindings).flatMap(([port, wanted]) =>
			(wanted ?? []).map(binding => option('--publish', publish(port, binding))),
		),
		...(inspect.HostConfig?.PublishAllPorts ? [flag('--publish-all')] : []),
	];
}

/** `[::1]:8080:80/udp` */
export function publish(port: string, {HostIp: address = '', HostPort: hostPort = ''}: PortBinding): string {
	const inside = port.replace(/\/tcp$/, '');
	const where = bracketed(address);
	return where !== '' ? `${where}:${hostPort}:${inside}` : hostPort !== '' ? `${hostPort}:${inside}` : inside;
}

/** The network of `NetworkMode` first: it gets the default route and the options without a network's name. */
function inOrder(mode: string, attached: Readonly<Record<string, EndpointSettings>>): string[] {
	const names = Object.keys(attached);
	const first = mode in attached ? mode : names.find(name => (attached[name]?.NetworkID ?? '').startsWith(mode) && mode !== '');
	return first === undefined ? names : [first, ...names.filter(name => name !== first)];
}

function networkOption(name: string, fields: readonly string[]): RunOption {
	return option('--network', fields.length === 0 && !/[=,"]/.test(name) ? name : csv([`name=${name}`, ...fields]));
}

function endpointFields(
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

function connect(name: string, endpoint: EndpointSettings, inspect: ContainerInspect): string[] {
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

/** The flag is for the first network: `Config` keeps what was given to it. */
export const firstMac = (inspect: ContainerInspect, endpoint: EndpointSettings, engine: EngineDefaults): string =>
	(engine.podman ? '' : inspect.Config?.MacAddress) || chosenMac(inspect, endpoint, engine);

/**
 * Only a MAC that somebody chose. Docker before 28 derives the generated one from the IPv4 address (`02:42:` and its four bytes),
 * and clears it when the container stops; from 28 on it is random, so that a chosen one cannot be told apart while it runs.
 */
export function chosenMac({State: state}: ContainerInspect, endpoint: EndpointSettings, engine: EngineDefaults): string {
	const mac = endpoint.MacAddress ?? '';
	if (engine.podman || (engine.majorVersion >= 28 && state?.Running === true)) return '';
	const addresses = [endpoint.IPAddress ?? '', endpoint.IPAMConfig?.IPv4Address ?? ''];
	return addresses.some(address => mac === `02:42:${address.split('.').map(hexByte).join(':')}`) ? '' : mac;
}

const hexByte = (part: string): string => Number(part).toString(16).padStart(2, '0');

/** `/db:/web/database` is `db:database`. */
export function shortLink(link: string): string {
	const [target = '', alias = ''] = link.split(':');
	return `${target.split('/').pop()}:${alias.split('/').pop()}`;
}
