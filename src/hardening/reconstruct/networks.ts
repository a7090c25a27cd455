import type {ContainerInspect, EndpointSettings, HostConfig} from '../../answers/index.js';
import {csv, each, given, option, type RunOption} from '../run-command.js';
import {connect, endpointFields, firstMac, shortLink} from './endpoint.js';
import type {EngineDefaults} from './engine-defaults.js';

type Networking = {readonly options: RunOption[]; readonly after: string[][]};

/** The networks of the engine itself: the default one is left unsaid. */
const builtIn = new Set(['', 'default', 'bridge', 'podman', 'host', 'none']);

/**
 * `--network`, `--mac-address`, `--link`, `--dns`, `--add-host`. More than one network in one command needs API 1.44 (Docker 25);
 * before that, and beside the default bridge, the others follow as `docker network connect`.
 */
export function networkOptions(inspect: ContainerInspect, engine: EngineDefaults, warnings: string[]): Networking {
	if (engine.podman) return podmanNetworks(inspect, engine);
	const host = inspect.HostConfig ?? {};
	const mode = host.NetworkMode ?? '';
	const attached = inspect.NetworkSettings?.Networks ?? {};
	const [first, ...others] = inOrder(mode, attached);
	const joinsUserNetwork = !builtIn.has(mode) && !mode.startsWith('container:');
	const several = joinsUserNetwork && (engine.majorVersion === 0 || engine.majorVersion >= 25);

	if (several)
		for (const name of others.filter(one => (attached[one]?.Links ?? []).length > 0))
			warnings.push(`the links on network ${name} need --network to be given afterwards, by docker network connect`);

	// The network as it was named, which may be the start of its id.
	const fieldsOf = (name: string): string[] => endpointFields(attached[name] ?? {}, inspect, engine, name !== first);
	const named = joinsUserNetwork
		? [
				networkOption(mode, first === undefined ? [] : fieldsOf(first)),
				...(several ? others.map(name => networkOption(name, fieldsOf(name))) : []),
			]
		: defaultNetwork(mode, first === undefined ? [] : fieldsOf(first));
	const later = joinsUserNetwork ? others : Object.keys(attached).filter(name => !builtIn.has(name));
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

/** The network of `NetworkMode` first: it gets the default route and the options without a network's name. */
function inOrder(mode: string, attached: Readonly<Record<string, EndpointSettings>>): string[] {
	const names = Object.keys(attached);
	const first = mode in attached ? mode : names.find(name => (attached[name]?.NetworkID ?? '').startsWith(mode) && mode !== '');
	return first === undefined ? names : [first, ...names.filter(name => name !== first)];
}

function networkOption(name: string, fields: readonly string[]): RunOption {
	return option('--network', fields.length === 0 && !/[=,"]/.test(name) ? name : csv([`name=${name}`, ...fields]));
}
