import {type Readable, readable} from '../../base/index.js';

const {text, number, flag, fields, either} = readable;

const listOf =
	(of: Readable): Readable =>
	value =>
		Array.isArray(value) && value.every(of);
const oneOf =
	(...words: readonly unknown[]): Readable =>
	value =>
		words.includes(value);
const orNull = (of: Readable): Readable => either(oneOf(null), of);

const match = fields({
	on: oneOf(
		...['protocol', 'source', 'destination', 'in', 'out', 'port', 'original-port', 'original-destination', 'state', 'mark'],
		...['destination-type', 'family', 'translated', 'never', 'not-understood'],
	),
	not: flag,
	values: orNull(listOf(text)),
});
const action = either(
	fields({do: oneOf('accept', 'drop', 'return', 'continue', 'not-understood')}),
	fields({do: oneOf('jump', 'goto'), chain: text}),
	fields({do: oneOf('dnat'), address: orNull(text), port: orNull(number)}),
	fields({do: oneOf('redirect'), port: orNull(number)}),
	fields({do: oneOf('mark'), value: number, mask: number}),
);
const base = fields({
	hook: oneOf('ingress', 'prerouting', 'input', 'forward', 'postrouting'),
	priority: number,
	drops: flag,
	nat: flag,
	devices: listOf(text),
});
const chain = fields({
	table: text,
	family: oneOf('ip', 'ip6', 'inet', 'netdev', 'bridge'),
	name: text,
	base: orNull(base),
	rules: listOf(fields({text, matches: listOf(match), action})),
});
const networkInterface = fields({
	name: text,
	addresses: listOf(text),
	defaultRoute: listOf(oneOf(4, 6)),
	internal: flag,
});

/** Whether a value of a snapshot is the packet filter of a host, as `HostFacts` has it. */
export const packetFilter: Readable = fields({
	interfaces: listOf(networkInterface),
	forwarding: fields({ipv4: orNull(flag), ipv6: orNull(flag)}),
	chains: listOf(chain),
	unlisted: orNull(text),
});
