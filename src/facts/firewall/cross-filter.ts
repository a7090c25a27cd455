import {addressNumber, everyAddress, type Family, parseRange, type Ranges, subtract, union} from './address-ranges.js';
import type {Packet} from './match-packet.js';
import type {Chain, Hook, HostInterface, PacketFilter} from './packet-filter.js';
import {chainKey, type Flow, isEmpty, join, type Step, type Translation, type Walk, walkChain} from './walk-chain.js';

/** The first packet of a connection from outside. */
export type Knock = {
	readonly family: Family;
	readonly protocol: Packet['protocol'];
	readonly destination: bigint;
	readonly port: number;
	/** The interface by which it arrives. */
	readonly arrivesAt: HostInterface;
	/** Whether rules may translate its destination. */
	readonly isTranslated: boolean;
};

/** Who gets through, and what decided. */
export type Crossing = {
	readonly through: Flow;
	readonly steps: readonly Step[];
	/** Where packets end that get through: a program of the host, or an address behind it. */
	readonly ends: readonly {readonly local: boolean; readonly destination: bigint; readonly port: number}[];
	/** The kernel passes no packets on: nothing that is not for the host itself gets through. */
	readonly stoppedByForwarding: boolean;
};

/** Looks at rules in all walks over one packet filter: some seconds at most, whatever the number of ports and rules. */
const mostRuleLooks = 20_000_000;
const budgets = new WeakMap<PacketFilter, {left: number}>();
const indexes = new WeakMap<PacketFilter, ReadonlyMap<string, Chain>>();

/**
 * Follows a packet from an interface through the hooks to where it is delivered, or dropped.
 *
 * A drop in any base chain is final; an accept ends only its own base chain. Chains of a family see its packets, those of `inet` both.
 *
 * @source nft(8), "Hooks" and "Verdict statement"; https://wiki.nftables.org/wiki-nftables/index.php/Netfilter_hooks
 */
export function crossFilter(filter: PacketFilter, knock: Knock): Crossing {
	const steps: Step[] = [];
	const walk: Walk = {chains: chainsOf(filter), note: keepSome(steps), translations: [], budget: budgetOf(filter)};
	const {family, destination, port, arrivesAt} = knock;
	const first: Branch = {
		packet: {
			...{family, protocol: knock.protocol, destination, port, sentTo: {destination, port}},
			...{in: arrivesAt.name, out: undefined, isLocal: isOfHost(filter, destination, family), mark: 0},
		},
		flow: {sure: outside(filter, family), maybe: [], mark: 0},
	};
	const entered = through(filter, walk, 'ingress', [first]);
	const arrived = through(filter, walk, 'prerouting', entered, knock.isTranslated);
	const forwards = (family === 4 ? filter.forwarding.ipv4 : filter.forwarding.ipv6) !== false;
	const delivered = arrived.flatMap(branch => {
		if (branch.packet.isLocal) return through(filter, walk, 'input', [branch]);
		if (!forwards) return [];
		const out = outInterface(filter, branch.packet);
		const forwarded = through(filter, walk, 'forward', [{...branch, packet: {...branch.packet, out}}]);
		return through(filter, walk, 'postrouting', forwarded);
	});
	return {
		through: delivered.map(({flow}) => flow).reduce(join, {sure: [], maybe: [], mark: 0}),
		steps,
		ends: delivered.map(({packet}) => ({local: packet.isLocal, destination: packet.destination, port: packet.port})),
		stoppedByForwarding: !forwards && arrived.some(({packet}) => !packet.isLocal),
	};
}

/** Of each kind of step the first ones: a list of blocked addresses is thousands. */
function keepSome(steps: Step[]): (step: Step) => void {
	const counts = {accept: 0, drop: 0, 'not-understood': 0, listed: 0};
	return step => {
		if (counts[step.did]++ < mostSteps) steps.push(step);
	};
}

const mostSteps = 100;

type Branch = {readonly packet: Packet; readonly flow: Flow};

/** All base chains of a hook, one after the other. */
function through(filter: PacketFilter, walk: Walk, hook: Hook, given: readonly Branch[], withNat = true): readonly Branch[] {
	let branches = given;
	for (const chain of baseChains(filter, hook)) {
		if (chain.base?.nat === true && !withNat) continue;
		branches = branches.flatMap(branch => (sees(chain, branch.packet) ? passChain(filter, walk, chain, branch) : [branch]));
		if (branches.length > mostBranches) {
			walk.note({chain, rule: null, did: 'not-understood', sure: true});
			branches = branches.slice(0, mostBranches).map(unclear);
		}
	}
	return branches;
}

const unclear = ({packet, flow: {sure, maybe}}: Branch): Branch => ({
	packet: {...packet, mark: null},
	flow: {sure: [], maybe: union(sure, maybe), mark: null},
});

/** Each is another translation; a port has one. */
const mostBranches = 64;

function passChain(filter: PacketFilter, walk: Walk, chain: Chain, branch: Branch): readonly Branch[] {
	const {packet, flow} = branch;
	// Its interfaces are the ports of the bridge, which are not followed.
	if (chain.family === 'bridge') {
		if (letsAllThrough(chain)) return [branch];
		walk.note({chain, rule: null, did: 'not-understood', sure: true});
		return [unclear(branch)];
	}
	const before = walk.translations.length;
	const {accepted, returned} = walkChain(walk, chain, packet, flow);
	const drops = chain.base?.drops === true;
	if (!isEmpty(returned) && chain.base?.nat === false && chain.rules.length + (drops ? 1 : 0) > 0)
		walk.note({chain, rule: null, did: drops ? 'drop' : 'accept', sure: returned.sure.length > 0});
	const passed = drops ? accepted : join(accepted, returned);
	const translated = walk.translations.splice(before).map(one => translate(filter, packet, one));
	const kept = isEmpty(passed) ? [] : [{packet: {...packet, mark: passed.mark}, flow: passed}];
	return [...kept, ...translated];
}

const letsAllThrough = ({base, rules}: Chain): boolean =>
	base?.drops === false &&
	rules.every(({action}) => action.do === 'accept' || action.do === 'continue' || action.do === 'return');

function translate(filter: PacketFilter, packet: Packet, {flow, action}: Translation): Branch {
	const port = action.port ?? packet.port;
	if (action.do === 'redirect') return {packet: {...packet, port, isLocal: true, mark: flow.mark}, flow};
	const destination = action.address === null ? packet.destination : addressNumber(action.address, packet.family);
	if (destination === null) return {packet: {...packet, port}, flow: {sure: [], maybe: union(flow.sure, flow.maybe), mark: null}};
	return {packet: {...packet, port, destination, isLocal: isOfHost(filter, destination, packet.family), mark: flow.mark}, flow};
}

/** A hook's chains in the order in which the kernel runs them. */
function baseChains({chains}: PacketFilter, hook: Hook): readonly Chain[] {
	return chains.filter(({base}) => base?.hook === hook).sort((a, b) => (a.base?.priority ?? 0) - (b.base?.priority ?? 0));
}

function sees({family, base}: Chain, packet: Packet): boolean {
	const device = base?.hook === 'postrouting' ? packet.out : packet.in;
	if (base !== null && base.devices.length > 0 && device !== null && !base.devices.some(name => name === device)) return false;
	if (family === 'ip' || family === 'ip6') return (family === 'ip') === (packet.family === 4);
	// The bridge of the container sees what is sent out through it.
	return family !== 'bridge' || base?.hook === 'postrouting';
}

function outInterface({interfaces}: PacketFilter, {destination, family}: Packet): string | null {
	const found = interfaces.find(({addresses}) => addresses.some(address => holds(address, destination, family)));
	return found?.name ?? null;
}

function holds(network: string, address: bigint, family: Family): boolean {
	const range = parseRange(network, family);
	return range !== null && address >= range[0] && address < range[1];
}

export function isOfHost({interfaces}: PacketFilter, address: bigint, family: Family): boolean {
	if (family === 4 && address >> 24n === 127n) return true;
	return interfaces.some(({addresses}) => addresses.some(one => addressNumber(one.split('/')[0] ?? '', family) === address));
}

/** Addresses from which another machine can send: not the loopback's, not a group's, not those behind the engine's bridges. */
function outside({interfaces}: PacketFilter, family: Family): Ranges {
	const inner = interfaces.flatMap(({internal, addresses}) => (internal ? addresses : []));
	const never = family === 4 ? ['0.0.0.0/8', '127.0.0.0/8', '224.0.0.0/3'] : ['::/127', 'ff00::/8'];
	const excluded = [...never, ...inner].flatMap((network): Ranges => {
		// Every bridge has a link-local address, and so has every machine on every link.
		const range = /^fe80:/i.test(network) ? null : parseRange(network, family);
		return range === null ? [] : [range];
	});
	return subtract(everyAddress(family), union(excluded.slice(0, 1), excluded.slice(1)));
}

function chainsOf(filter: PacketFilter): ReadonlyMap<string, Chain> {
	const known = indexes.get(filter);
	if (known !== undefined) return known;
	const index = new Map(filter.chains.map(chain => [chainKey(chain.table, chain.name), chain]));
	indexes.set(filter, index);
	return index;
}

function budgetOf(filter: PacketFilter): {left: number} {
	const known = budgets.get(filter);
	if (known !== undefined) return known;
	const budget = {left: mostRuleLooks};
	budgets.set(filter, budget);
	return budget;
}
