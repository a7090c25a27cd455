import {
	bracketed,
	type ContainerFacts,
	type ContainerInspect,
	type HostConfig,
	ownValue,
	type PortBinding,
	type Publication,
	publicationRuns,
} from '../../../base/index.js';
import {withDefaultHostname, withHost} from '../configuration.js';
import {text, texts, toggle} from './kinds.js';
import {noTrace, notInCompose, notInPodman, type OptionEdit, type OptionRows, unchanged, without} from './row.js';

type Bindings = Readonly<Record<string, readonly PortBinding[] | null>>;

/** The bindings of `[::1]:8080:80/udp`, `7000-7003:7000-7003`, `80`. @source docker/go-connections nat.ParsePortSpec */
export function bindingsOf(value: string): {readonly key: string; readonly binding: PortBinding}[] {
	const [, address = '', hostPorts = '', ports = '', protocol = 'tcp'] =
		/^(?:(\[[^\]]*\]|[\d.]*):(?=[\d-]*:))?(?:([\d-]*):)?([\d-]+)(?:\/(\w+))?$/.exec(value) ?? [];
	const [inside, outside] = [numbersOf(ports), numbersOf(hostPorts)];
	return inside.map((port, index) => ({
		key: `${port}/${protocol}`,
		binding: {
			HostIp: address.replace(/^\[|\]$/g, ''),
			// One port inside may be given a range to pick from.
			HostPort: inside.length === 1 ? hostPorts : String(outside[index] ?? ''),
		},
	}));
}

function numbersOf(range: string): number[] {
	if (range === '') return [];
	const [first = '', last = first] = range.split('-');
	return Array.from({length: Number(last) - Number(first) + 1}, (_, index) => Number(first) + index);
}

const requested = (inspect: ContainerInspect): Bindings => inspect.HostConfig?.PortBindings ?? {};
const same = (one: PortBinding, other: PortBinding): boolean =>
	(one.HostIp ?? '') === (other.HostIp ?? '') && (one.HostPort ?? '') === (other.HostPort ?? '');

const publish: OptionEdit = {
	add: (inspect, value, before) =>
		bindingsOf(value).reduce((after, {key, binding}) => {
			const others = requested(after)[key] ?? [];
			return withBindings(after, key, others.some(one => same(one, binding)) ? others : [...others, binding], before);
		}, inspect),
	remove: (inspect, value) =>
		bindingsOf(value).reduce(
			(after, {key, binding}) =>
				withBindings(
					after,
					key,
					(requested(after)[key] ?? []).filter(one => !same(one, binding)),
					inspect,
				),
			inspect,
		),
};

/** With what the engine then binds: both wildcards where no address is given, and the host port that it had picked. */
function withBindings(
	inspect: ContainerInspect,
	key: string,
	bindings: readonly PortBinding[],
	before: ContainerInspect,
): ContainerInspect {
	const {[key]: _, ...others} = requested(inspect);
	const had = before.NetworkSettings?.Ports?.[key] ?? [];
	const bound = bindings.flatMap((one): PortBinding[] => {
		const kept = had.filter(
			row => (one.HostIp || row.HostIp) === row.HostIp && ((one.HostPort ?? '') || row.HostPort) === row.HostPort,
		);
		if (kept.length > 0) return kept;
		return (one.HostIp || '') === '' ? ['0.0.0.0', '::'].map(HostIp => ({...one, HostIp})) : [one];
	});
	const after = withHost(inspect, {
		PortBindings: bindings.length === 0 ? asWritten(others) : asWritten({...others, [key]: bindings}),
	});
	return withPorts(after, {...inspect.NetworkSettings?.Ports, [key]: bound.length === 0 ? null : bound});
}

const asWritten = (bindings: Bindings) => bindings as NonNullable<ContainerInspect['HostConfig']>['PortBindings'];

const withPorts = (inspect: ContainerInspect, ports: Bindings): ContainerInspect => ({
	...inspect,
	NetworkSettings: {...inspect.NetworkSettings, Ports: asWritten(ports)},
});

const publishAll: OptionEdit = {
	add: inspect => withHost(inspect, {PublishAllPorts: true}),
	remove: inspect => {
		const kept = Object.entries(inspect.NetworkSettings?.Ports ?? {}).map(
			([key, rows]) => [key, (requested(inspect)[key] ?? []).length > 0 ? rows : null] as const,
		);
		return withPorts(withHost(inspect, {PublishAllPorts: false}), Object.fromEntries(kept));
	},
};

/** The default, whether it was named or not: another network takes its place. */
const isDefaultNetwork = (mode: string): boolean => mode === '' || mode === 'default' || mode === 'bridge';
/** `lan` of `name=lan,alias=web`. */
const networkName = (value: string): string => /(?:^|,)name=([^,]*)/.exec(value)?.[1] ?? value;

/** With one of these no other network is joined. */
const excludesOthers = (mode: string): boolean => mode === 'host' || mode === 'none' || mode.startsWith('container:');

/** The endpoint that a container of that name gets is not known before it is created. */
const network: OptionEdit = {
	add: (inspect, value, before) => {
		const name = networkName(value);
		const {NetworkMode: mode = ''} = inspect.HostConfig ?? {};
		const endpoint = ownValue(before.NetworkSettings?.Networks ?? {}, name) ?? {};
		const {bridge: _, ...others} = inspect.NetworkSettings?.Networks ?? {};
		const joined = isDefaultNetwork(mode) ? others : inspect.NetworkSettings?.Networks;
		const after = isDefaultNetwork(mode) ? withHost(inspect, {NetworkMode: name}) : inspect;
		return {...after, NetworkSettings: {...after.NetworkSettings, Networks: {...joined, [name]: endpoint}}};
	},
	remove: (inspect, value) => {
		const {NetworkMode: mode = ''} = inspect.HostConfig ?? {};
		const name = networkName(value);
		const {[name]: _, ...others} = inspect.NetworkSettings?.Networks ?? {};
		const isFirst = mode === name || (mode.startsWith('container:') && name.startsWith('container:'));
		const [next] = Object.keys(others);
		if (!isFirst || (next !== undefined && !excludesOthers(mode)))
			return {
				...(isFirst && next !== undefined ? withHost(inspect, {NetworkMode: next}) : inspect),
				NetworkSettings: {...inspect.NetworkSettings, Networks: others},
			};
		const after = {
			...withHost(inspect, {NetworkMode: 'default'}),
			NetworkSettings: {...inspect.NetworkSettings, Networks: {bridge: {}}},
		};
		// In the network of the host, or of another container, its hostname was that one's.
		return excludesOthers(mode) ? withDefaultHostname(after) : after;
	},
};

/** `db:database` of `/db:/web/database`. */
export const shortLink = (link: string): string =>
	link
		.split(':')
		.map(part => part.split('/').at(-1) ?? part)
		.join(':');

/** What was asked to be published, each port for itself. */
export const publications = (bindings: HostConfig['PortBindings']): Publication[] =>
	Object.entries(bindings ?? {}).flatMap(([key, wanted]) => {
		const [port = '', protocol = 'tcp'] = key.split('/');
		return (wanted ?? []).map(({HostIp: address, HostPort: hostPort}) => ({
			...{port, protocol, address: address ?? '', hostPort: hostPort ?? ''},
		}));
	});

/** The values of `--publish`, by number; `[::1]:8080:80/udp`, `7000-7003:7000-7003`. */
export const publishValues = (all: readonly Publication[]): string[] => publicationRuns(all).map(publishValue);

/** An address without a host port leaves an empty place: `127.0.0.1::80`. */
function publishValue({port, protocol, address, hostPort}: Publication): string {
	const inside = protocol === 'tcp' ? port : `${port}/${protocol}`;
	const where = address === '' ? '' : `${bracketed(address)}:`;
	return hostPort === '' && where === '' ? inside : `${where}${hostPort}:${inside}`;
}

const isPublished = ({ports}: ContainerFacts, value: string): boolean =>
	ports.some(({published, port}) =>
		published.some(
			({address, hostPort}) => value === '' || `${address}:${hostPort}:${port}` === value || `${hostPort}:${port}` === value,
		),
	);

const isOnNetwork = ({networkMode, networks}: ContainerFacts, value: string): boolean =>
	value === '' || value === 'bridge'
		? value === '' || networkMode === 'bridge' || networkMode === 'default'
		: networkMode === value || networks.some(({name}) => name === value);

/** `blue:alias=web,ip=…` of `name=blue,alias=web,ip=…`; `ip` is used for both address families. */
function podmanNetwork(value: string): {value: string; lost: string[]} {
	if (!value.startsWith('name=')) return {value, lost: []};
	const [name = '', ...fields] = value.split(',').map(field => field.replace(/^"|"$/g, ''));
	const bare = name.slice('name='.length);
	const known = fields.filter(field => /^(alias|ip6?|mac-address)=/.test(field));
	const own = known.map(field => field.replace(/^ip6=/, 'ip=').replace(/^mac-address=/, 'mac='));
	return {
		value: own.length === 0 ? bare : `${bare}:${own.join(',')}`,
		lost: fields
			.filter(field => !known.includes(field))
			.map(field => `${field} of network ${bare} is omitted: Podman has no such option`),
	};
}

const elsewhere = without(
	'several networks make several options, and commands that follow: src/fix/reconstruct/reconstruct-networks.ts',
);

/** Ports, networks and names. */
export const networkOptions = {
	'--expose': {
		field: 'Config.ExposedPorts',
		kind: 'texts',
		given: ({config, host, inherited}) =>
			Object.keys(config.ExposedPorts ?? {}).filter(
				port => !(port in (inherited.ExposedPorts ?? {})) && !host.PortBindings?.[port]?.length,
			),
		edit: without('exposing a port changes nothing'),
		judge: ({raw}, value) =>
			Object.keys(raw.Config?.ExposedPorts ?? {}).some(port => [port, port.replace(/\/tcp$/, ''), ''].includes(value)),
		compose: 'expose',
		quadlet: value => (/^[\d-]+$/.test(value) ? {lines: [['ExposeHostPort', value]]} : 'PodmanArgs'),
	},
	/** As requested, never as resolved: an empty host port stays random. */
	'--publish': {
		field: 'HostConfig.PortBindings',
		kind: 'texts',
		given: ({host}) => publishValues(publications(host.PortBindings)),
		edit: publish,
		judge: isPublished,
		compose: 'ports',
		otherNames: ['-p'],
		quadlet: 'PublishPort',
	},
	'--publish-all': toggle('HostConfig.PublishAllPorts', notInCompose, {edit: publishAll, otherNames: ['-P']}),
	'--pod': {
		field: null,
		kind: 'text',
		given: without('its pod is in the answer of Podman: src/fix/reconstruct/index.ts'),
		edit: unchanged,
		judge: noTrace,
		compose: without('Compose knows no pods'),
		quadlet: 'PodmanArgs',
	},
	'--network': text('HostConfig.NetworkMode', 'network_mode', {
		given: elsewhere,
		edit: network,
		judge: isOnNetwork,
		otherNames: ['--net'],
		podman: podmanNetwork,
		quadlet: (value, typed) => ({
			lines: [['Network', value]],
			warnings: typed.startsWith('name=')
				? [`the network ${value.split(':')[0]} must exist: create it with podman network create, or with a .network unit`]
				: [],
		}),
	}),
	'--mac-address': text('Config.MacAddress', 'networks', {given: elsewhere}),
	'--link': texts('HostConfig.Links', 'external_links', {
		given: elsewhere,
		plain: shortLink,
		judge: ({links}) => links.length > 0,
		quadlet: notInPodman,
	}),
	'--dns': texts('HostConfig.Dns', 'dns', {quadlet: 'DNS'}),
	'--dns-option': texts('HostConfig.DnsOptions', 'dns_opt', {otherNames: ['--dns-opt'], quadlet: 'DNSOption'}),
	'--dns-search': texts('HostConfig.DnsSearch', 'dns_search', {
		given: ({host}) => (host.DnsSearch ?? []).map(domain => domain || '.'),
		quadlet: 'DNSSearch',
	}),
	'--add-host': texts('HostConfig.ExtraHosts', 'extra_hosts', {quadlet: 'AddHost'}),
} as const satisfies OptionRows;
