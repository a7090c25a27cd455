import {networkInterfaces} from 'node:os';
import type {Chain, HostInterface} from '../../facts/index.js';
import {sanitise} from '../../text/safe-text.js';
import type {HostTree} from '../host-tree.js';

/** Further ones are the ends of containers' cables. */
const MAX_INTERFACES = 512;

/**
 * The interfaces of this network namespace that have addresses, and which of them lead to other machines.
 *
 * @param chains  of iptables: the engine's name its bridges
 */
export function readInterfaces(tree: HostTree, chains: readonly Chain[]): readonly HostInterface[] {
	const bridges = bridgesIn(chains);
	const [ipv4, ipv6] = [defaultRoutes(tree, '/proc/net/route'), defaultRoutes(tree, '/proc/net/ipv6_route')];
	return Object.entries(networkInterfaces())
		.slice(0, MAX_INTERFACES)
		.map(([name, addresses = []]) => ({
			name: sanitise(name),
			addresses: addresses.flatMap(({cidr}) => (cidr === null ? [] : [sanitise(cidr)])),
			defaultRoute: [...(ipv4.has(name) ? ([4] as const) : []), ...(ipv6.has(name) ? ([6] as const) : [])],
			internal:
				addresses.some(({internal}) => internal) ||
				(!ipv4.has(name) && !ipv6.has(name) && (usualBridge.test(name) || bridges.has(name))),
		}));
}

/** Names that engines give to their bridges and to the ends of containers' cables. */
const usualBridge = /^(docker\d+|docker_gwbridge|br-[\da-f]{12}|podman\d+|cni-podman\d+|veth[\da-f]{7})$/;

/** The engine's own chains say by `-o NAME` what goes to its bridge NAME. */
function bridgesIn(chains: readonly Chain[]): ReadonlySet<string> {
	const own = chains.filter(({name}) => /^DOCKER(-|$)/.test(name) && name !== 'DOCKER-USER');
	return new Set(
		own.flatMap(({rules}) =>
			rules.flatMap(({matches}) => matches.flatMap(({on, not, values}) => (on === 'out' && !not ? (values ?? []) : []))),
		),
	);
}

/** Interfaces to which a default route leads. @source net/ipv4/fib_trie.c (fib_route_seq_show), net/ipv6/route.c (rt6_stat) */
function defaultRoutes(tree: HostTree, path: string): ReadonlySet<string> {
	const table = tree.readTable(path);
	const lines = table.known ? (table.value ?? '').split('\n') : [];
	return new Set(
		lines.flatMap(line => {
			const words = line.trim().split(/\s+/);
			const v4 = words[1] === '00000000' && words[7] === '00000000' ? words[0] : undefined;
			const v6 = words[0] === '0'.repeat(32) && words[1] === '00' ? words[9] : undefined;
			return v4 ?? v6 ?? [];
		}),
	);
}
