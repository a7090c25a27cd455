import {type AddressFamily, addressNumber, countOf, union} from './address-ranges.js';
import type {Packet} from './match-packet.js';
import type {Chain, Hook, HostInterface, PacketFilter} from './packet-filter.js';
import {interfaceTo, isOfHost, type PreparedFilter, prepare} from './prepared-filter.js';
import {type ChainStep, type Flow, isEmpty, join, type Translation, type Walk, walkChain} from './walk-chain.js';

/** The first packet of a connection from outside. */
export type Knock = {
	readonly family: AddressFamily;
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
	readonly steps: readonly ChainStep[];
	/** Where packets end that get through: a program of the host, or an address behind it. */
	readonly ends: readonly {readonly local: boolean; readonly destination: bigint; readonly port: number}[];
	/** The kernel passes no packets on: nothing that is not for the host itself gets through. */
	readonly stoppedByForwarding: boolean;
};

/**
 * Follows a packet from an interface through the hooks to where it is delivered, or dropped.
 *
 * A drop in any base chain is final; an accept ends only its own base chain. Chains of a family see its packets, those of `inet` both.
 *
 * @source nft(8), "Hooks" and "Verdict statement"; https://wiki.nftables.org/wiki-nftables/index.php/Netfilter_hooks
 */
export function crossFilter(filter: PacketFilter, knock: Knock): Crossing {
	const steps: ChainStep[] = [];
	const known = prepare(filter);
	const walk: Walk = {
		chains: known.chains,
		note: keepSome(steps),
		translations: [],
		budget: known.budget,
		unlisted: {left: countOf(known.addresses[knock.family].outside) / 8n},
	};
	const {family, destination, port, arrivesAt} = knock;
	const first: Branch = {
		packet: {
			family,
			protocol: knock.protocol,
			destination,
			port,
			sentTo: {destination, port},
			in: arrivesAt.name,
			out: undefined,
			isLocal: isOfHost(known, destination, family),
			mark: 0,
		},
		flow: {sure: known.addresses[family].outside, maybe: [], mark: 0},
	};
	const entered = through(known, walk, 'ingress', [first]);
	const arrived = through(known, walk, 'prerouting', entered, knock.isTranslated);
	const forwards = (family === 4 ? filter.forwarding.ipv4 : filter.forwarding.ipv6) !== false;
	const delivered = arrived.flatMap(branch => {
		if (branch.packet.isLocal) return through(known, walk, 'input', [branch]);
		if (!forwards) return [];
		const out = interfaceTo(known, branch.packet);
		const forwarded = through(known, walk, 'forward', [{...branch, packet: {...branch.packet, out}}]);
		return through(known, walk, 'postrouting', forwarded);
	});
	return {
		through: delivered.map(({flow}) => flow).reduce(join, {sure: [], maybe: [], mark: 0}),
		steps,
		ends: delivered.map(({packet}) => ({local: packet.isLocal, destination: packet.destination, port: packet.port})),
		stoppedByForwarding: !forwards && arrived.some(({packet}) => !packet.isLocal),
	};
}

/** Of each kind of step the first ones: a list of blocked addresses is thousands. */
function keepSome(steps: ChainStep[]): (step: ChainStep) => void {
	const counts = {accept: 0, drop: 0, 'not-understood': 0, listed: 0};
	return step => {
		if (counts[step.did]++ < MAX_STEPS) steps.push(step);
	};
}

const MAX_STEPS = 100;

type Branch = {readonly packet: Packet; readonly flow: Flow};

/** All base chains of a hook, one after the other. */
function through(filter: PreparedFilter, walk: Walk, hook: Hook, given: readonly Branch[], withNat = true): readonly Branch[] {
	let branches = given;
	for (const chain of filter.entered[hook]) {
		if (chain.base?.nat === true && !withNat) continue;
		branches = branches.flatMap(branch => (sees(chain, branch.packet) ? passChain(filter, walk, chain, branch) : [branch]));
		if (branches.length > MAX_BRANCHES) {
			walk.note({chain, rule: null, did: 'not-understood', sure: true});
			branches = branches.slice(0, MAX_BRANCHES).map(unclear);
		}
	}
	return branches;
}

const unclear = ({packet, flow: {sure, maybe}}: Branch): Branch => ({
	packet: {...packet, mark: null},
	flow: {sure: [], maybe: union(sure, maybe), mark: null},
});

/** Each is another translation; a port has one. */
const MAX_BRANCHES = 64;

function passChain(filter: PreparedFilter, walk: Walk, chain: Chain, branch: Branch): readonly Branch[] {
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

function translate(filter: PreparedFilter, packet: Packet, {flow, action}: Translation): Branch {
	const port = action.port ?? packet.port;
	if (action.do === 'redirect') return {packet: {...packet, port, isLocal: true, mark: flow.mark}, flow};
	const destination = action.address === null ? packet.destination : addressNumber(action.address, packet.family);
	if (destination === null) return {packet: {...packet, port}, flow: {sure: [], maybe: union(flow.sure, flow.maybe), mark: null}};
	return {packet: {...packet, port, destination, isLocal: isOfHost(filter, destination, packet.family), mark: flow.mark}, flow};
}

function sees({family, base}: Chain, packet: Packet): boolean {
	const device = base?.hook === 'postrouting' ? packet.out : packet.in;
	if (base !== null && base.devices.length > 0 && device !== null && !base.devices.some(name => name === device)) return false;
	if (family === 'ip' || family === 'ip6') return (family === 'ip') === (packet.family === 4);
	// The bridge of the container sees what is sent out through it.
	return family !== 'bridge' || base?.hook === 'postrouting';
}
