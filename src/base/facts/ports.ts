import type {ContainerInspect} from '../answers/index.js';
import {type SafeText, sanitise, trusted} from '../text/safe-text.js';
import {isLoopback, isWildcard} from './addresses.js';
import type {FactsContext} from './context.js';
import type {NetworkFacts} from './engine-facts.js';
import type {ListeningSocket} from './live-facts.js';
import {networkOwner} from './namespaces.js';
import {serviceOf} from './port-services.js';
import {record, records, string} from './read.js';
import type {Gain} from './services/service.js';

export type PortFacts = {
	/** Inside the container. */
	readonly port: number;
	readonly protocol: 'tcp' | 'udp' | 'sctp';
	readonly exposed: boolean;
	/** Host addresses that it is published on; empty when not published. `0.0.0.0` and `::` mean all addresses. */
	readonly published: readonly {readonly address: SafeText; readonly hostPort: number}[];
	/** `wildcard`: all addresses of the host; `loopback`: this host only; `address`: specific addresses; `none`: other containers at most. */
	readonly reach: 'wildcard' | 'address' | 'loopback' | 'none';
	/** Well-known administrative or data service by its port number (`redis`, `docker API`…). */
	readonly service: SafeText | null;
	readonly administrative: boolean;
	/** What any client owns, where a service on it lets clients in without a password, or with one that everyone knows. */
	readonly unauthenticated?: Gain;
};

type Published = PortFacts['published'];

/**
 * The ports of a container and the host addresses they are published on.
 *
 * A running container has what the engine really bound, a stopped one what it will bind at its next start. A container in the
 * network of another is reached through what that one publishes: by the ports that it declares, and those on which its own processes
 * listen. On the host's network nothing is published: the process listens on the host itself, and `namespaces.network` says so.
 *
 * @param listening  sockets on which the container's processes listen; without them, only declared ports are known
 */
export function portFacts(
	inspect: ContainerInspect,
	context: FactsContext,
	listening: readonly ListeningSocket[] = [],
): readonly PortFacts[] {
	const exposed = new Set(Object.keys(record(inspect.Config?.ExposedPorts)));
	const owner = networkOwner(inspect, context.containers);
	const published = owner === null ? new Map<string, Published>() : publishedBy(owner, context);
	const answered = [...published.keys()].filter(key => owner === inspect || listening.some(isOn(key)));
	const shown = new Set([...exposed, ...answered]);
	const ports = [...shown].flatMap(key => {
		const parsed = parsePort(key);
		if (parsed === null) return [];
		const addresses = published.get(key) ?? [];
		return [
			{
				...parsed,
				exposed: exposed.has(key),
				published: addresses,
				reach: reachOf(addresses),
				...serviceOf(parsed.port, parsed.protocol),
			},
		];
	});
	return ports.sort(byNumber);
}

const isOn =
	(key: string) =>
	({port, protocol}: ListeningSocket): boolean =>
		key === `${port}/${protocol}`;

/** Engines sort them as text: 100 before 80. */
export const byNumber = (a: Pick<PortFacts, 'port' | 'protocol'>, b: Pick<PortFacts, 'port' | 'protocol'>): number =>
	a.port - b.port || (a.protocol < b.protocol ? -1 : 1);

/** `wildcard` if any of the addresses is the wildcard. */
function reachOf(published: Published): PortFacts['reach'] {
	if (published.length === 0) return 'none';
	if (published.some(({address}) => isWildcard(address))) return 'wildcard';
	return published.every(({address}) => isLoopback(address)) ? 'loopback' : 'address';
}

function publishedBy(inspect: ContainerInspect, context: FactsContext): Map<string, Published> {
	const mode = string(inspect.HostConfig?.NetworkMode);
	if (mode === 'host' || mode === 'none') return new Map();
	const running = inspect.State?.Running === true || inspect.State?.Paused === true || inspect.State?.Restarting === true;
	const bound = running ? record(inspect.NetworkSettings?.Ports) : isPublishable(inspect, context) ? wanted(inspect) : {};
	const fallback = defaultAddresses(mode, context);
	return new Map(Object.entries(bound).map(([key, bindings]) => [key, addressesOf(bindings, fallback)] as const));
}

/**
 * Whether any network that it will join can publish ports: internal and macvlan/ipvlan networks cannot. A network that is not known
 * may be able to.
 */
function isPublishable(inspect: ContainerInspect, context: FactsContext): boolean {
	const networks = context.networks ?? (context.engine.networks.known ? context.engine.networks.value : []);
	const names = Object.keys(record(inspect.NetworkSettings?.Networks));
	const joined = names.map(name => networks.find(network => network.name === name));
	return joined.length === 0 || joined.some(network => network === undefined || !publishesNothing(network));
}

const publishesNothing = ({internal, driver}: NetworkFacts): boolean =>
	internal || driver === 'macvlan' || driver === 'ipvlan' || driver === 'null';

/** `-P` publishes every exposed port, on host ports that the engine chooses. */
function wanted(inspect: ContainerInspect): Readonly<Record<string, unknown>> {
	const asked = record(inspect.HostConfig?.PortBindings);
	if (inspect.HostConfig?.PublishAllPorts !== true) return asked;
	const any = Object.keys(record(inspect.Config?.ExposedPorts)).map(key => [key, [{HostIp: '', HostPort: '0'}]] as const);
	return {...Object.fromEntries(any), ...asked};
}

function addressesOf(bindings: unknown, fallback: readonly SafeText[]): Published {
	const found = new Map<string, Published[number]>();
	for (const binding of records(bindings)) {
		const given = string(binding['HostIp']);
		// `8000-8010` asks for any free port in the range.
		const hostPort = Number.parseInt(string(binding['HostPort']), 10) || 0;
		for (const address of given === '' ? fallback : [sanitise(given)]) found.set(`${address} ${hostPort}`, {address, hostPort});
	}
	return [...found.values()];
}

/** Where a port is published by default: the network's own option, else all addresses, with Docker including IPv6. */
function defaultAddresses(mode: string, context: FactsContext): readonly SafeText[] {
	const binding = networkOf(mode, context)?.defaultBinding ?? null;
	if (binding !== null && !isWildcard(binding)) return [binding];
	return context.engine.kind === 'docker' ? [trusted('0.0.0.0'), trusted('::')] : [trusted('0.0.0.0')];
}

function networkOf(mode: string, context: FactsContext): NetworkFacts | undefined {
	const networks = context.networks ?? (context.engine.networks.known ? context.engine.networks.value : []);
	return mode === '' || mode === 'default' || mode === 'bridge'
		? networks.find(network => network.defaultBridge)
		: networks.find(network => network.name === mode || network.id === mode);
}

function parsePort(key: string): Pick<PortFacts, 'port' | 'protocol'> | null {
	const [, port = '', protocol = 'tcp'] = /^(\d{1,5})(?:\/(tcp|udp|sctp))?$/.exec(key) ?? [];
	return port === '' ? null : {port: Number(port), protocol: protocol === 'udp' || protocol === 'sctp' ? protocol : 'tcp'};
}
