import type {Known} from '../../answers/index.js';
import type {SafeText} from '../../text/safe-text.js';

/** What manages the packet filter of the host, and what the kernel filters by. */
export type Firewall = {
	/** ufw is enabled. `null`: not visible. */
	readonly ufw: boolean | null;
	/** firewalld runs. */
	readonly firewalld: boolean | null;
	/** The rules of the engine's network namespace, no matter which program wrote them. */
	readonly rules: Known<PacketFilter>;
};

export type PacketFilter = {
	readonly interfaces: readonly HostInterface[];
	/** Whether the kernel passes packets on from one interface to another; `null`: not visible. */
	readonly forwarding: {readonly ipv4: boolean | null; readonly ipv6: boolean | null};
	/** Every chain of every table, of iptables and of nftables. */
	readonly chains: readonly Chain[];
	/** Why rules may be missing (`nft` is not installed), else `null`. */
	readonly unlisted: SafeText | null;
};

/** A network interface with addresses. */
export type HostInterface = {
	readonly name: SafeText;
	/** With the length of the prefix: `192.0.2.7/24`. */
	readonly addresses: readonly SafeText[];
	/** Families whose default route leads through it. */
	readonly defaultRoute: readonly (4 | 6)[];
	/** A bridge of the engine, the loopback or the end of a container's cable: no machine is behind it. */
	readonly internal: boolean;
};

export type Hook = 'ingress' | 'prerouting' | 'input' | 'forward' | 'postrouting';

export type Chain = {
	/** The tool and the table: `iptables filter`, `ip6tables nat`, `iptables-legacy raw`, `nft inet firewalld`. */
	readonly table: SafeText;
	readonly family: 'ip' | 'ip6' | 'inet' | 'netdev' | 'bridge';
	readonly name: SafeText;
	/** Where the kernel enters it; `null` for one that only other chains jump to. */
	readonly base: {
		readonly hook: Hook;
		/** Chains of one hook run from the lowest to the highest. */
		readonly priority: number;
		readonly drops: boolean;
		/** Decides about addresses, not about passage. */
		readonly nat: boolean;
		/** Of a chain that sees the packets of some interfaces only; empty: of all. */
		readonly devices: readonly SafeText[];
	} | null;
	readonly rules: readonly PacketRule[];
};

export type PacketRule = {
	/** As its tool writes it. */
	readonly text: SafeText;
	/** All must match. */
	readonly matches: readonly PacketMatch[];
	readonly action: RuleAction;
};

export type PacketMatch = {
	readonly on:
		| 'protocol'
		/** Addresses: `192.0.2.1`, `192.0.2.0/24`, `192.0.2.1-192.0.2.9`. */
		| 'source'
		| 'destination'
		/** Interfaces; a name that ends in `*` is a prefix. */
		| 'in'
		| 'out'
		/** Destination port as the packet has it now: `80`, `8000-8010`. */
		| 'port'
		/** Destination before it was translated. */
		| 'original-port'
		| 'original-destination'
		/** `new`, `established`… */
		| 'state'
		/** `value/mask`, decimal. */
		| 'mark'
		/** `local` for an address of the host. */
		| 'destination-type'
		/** `ip`, `ip6` */
		| 'family'
		/** Its destination was translated. */
		| 'translated'
		/** No first packet of a connection from outside is like that. */
		| 'never'
		| 'not-understood';
	readonly not: boolean;
	/** One of them must be met; `null` for a list that is not shown. */
	readonly values: readonly SafeText[] | null;
};

export type RuleAction =
	| {readonly do: 'accept' | 'drop' | 'return' | 'continue' | 'not-understood'}
	| {readonly do: 'jump' | 'goto'; readonly chain: SafeText}
	/** Translates the destination; `null` keeps that part. An address of the host itself: `redirect`. */
	| {readonly do: 'dnat'; readonly address: SafeText | null; readonly port: number | null}
	| {readonly do: 'redirect'; readonly port: number | null}
	/** `mark = (mark & ~mask) ^ value` */
	| {readonly do: 'mark'; readonly value: number; readonly mask: number};
