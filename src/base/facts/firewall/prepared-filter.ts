import {type AddressFamily, addressNumber, everyAddress, merged, parseRange, type Ranges, subtract} from './address-ranges.js';
import type {Packet} from './match-packet.js';
import type {Chain, Hook, HostInterface, PacketFilter} from './packet-filter.js';
import {chainKey} from './walk-chain.js';

/** What every packet asks of one packet filter, worked out once. */
export type PreparedFilter = {
	readonly chains: ReadonlyMap<string, Chain>;
	/** The chains that the kernel enters at a hook, in their order. */
	readonly entered: Readonly<Record<Hook, readonly Chain[]>>;
	/** Rules that may still be looked at, whatever the number of ports: some seconds at most. */
	readonly budget: {left: number};
	readonly addresses: Readonly<Record<AddressFamily, PreparedAddresses>>;
};

type PreparedAddresses = {
	/** Addresses from which another machine can send: not the loopback's, not a group's, not those behind the engine's bridges. */
	readonly outside: Ranges;
	/** The host's. */
	readonly local: ReadonlySet<bigint>;
	readonly networks: readonly {readonly range: Ranges[number]; readonly name: string}[];
};

const MAX_RULE_LOOKS = 20_000_000;
const prepared = new WeakMap<PacketFilter, PreparedFilter>();

export function prepare(filter: PacketFilter): PreparedFilter {
	const known = prepared.get(filter);
	if (known !== undefined) return known;
	const made: PreparedFilter = {
		chains: new Map(filter.chains.map(chain => [chainKey(chain.table, chain.name), chain])),
		entered: {
			ingress: enteredAt(filter, 'ingress'),
			prerouting: enteredAt(filter, 'prerouting'),
			input: enteredAt(filter, 'input'),
			forward: enteredAt(filter, 'forward'),
			postrouting: enteredAt(filter, 'postrouting'),
		},
		budget: {left: MAX_RULE_LOOKS},
		addresses: {4: addressesOf(filter.interfaces, 4), 6: addressesOf(filter.interfaces, 6)},
	};
	prepared.set(filter, made);
	return made;
}

/** Chains of one hook run from the lowest priority to the highest. */
const enteredAt = ({chains}: PacketFilter, hook: Hook): readonly Chain[] =>
	chains.filter(({base}) => base?.hook === hook).sort((a, b) => (a.base?.priority ?? 0) - (b.base?.priority ?? 0));

function addressesOf(interfaces: readonly HostInterface[], family: AddressFamily): PreparedAddresses {
	const all = interfaces.flatMap(({name, internal, addresses}) =>
		addresses.flatMap(text => {
			const number = addressNumber(text.split('/')[0] ?? '', family);
			const range = parseRange(text, family);
			return number === null || range === null ? [] : [{name, internal, text, number, range}];
		}),
	);
	const never = family === 4 ? ['0.0.0.0/8', '127.0.0.0/8', '224.0.0.0/3'] : ['::/127', 'ff00::/8'];
	// Every bridge has a link-local address, and so has every machine on every link.
	const behindBridges = all.filter(({internal, text}) => internal && !/^fe80:/i.test(text));
	const excluded = [...never.map(text => parseRange(text, family)), ...behindBridges.map(({range}) => range)];
	return {
		outside: subtract(everyAddress(family), merged(excluded.flatMap(range => (range === null ? [] : [range])))),
		local: new Set(all.map(({number}) => number)),
		networks: all,
	};
}

export const isOfHost = ({addresses}: PreparedFilter, address: bigint, family: AddressFamily): boolean =>
	(family === 4 && address >> 24n === 127n) || addresses[family].local.has(address);

/** The interface behind which an address lies, `null` where none has its network. */
export const interfaceTo = ({addresses}: PreparedFilter, {destination, family}: Packet): string | null =>
	addresses[family].networks.find(({range: [from, end]}) => destination >= from && destination < end)?.name ?? null;
