import * as v from 'valibot';
import {finiteSchema, type PacketFilter, safeTextSchema} from '../../base/index.js';
import {everyField} from './every-field.js';

type Chain = PacketFilter['chains'][number];
type Rule = Chain['rules'][number];

const text = safeTextSchema;
const number = finiteSchema;
const flag = v.boolean();

const match = everyField<Rule['matches'][number]>({
	on: v.picklist([
		...(['protocol', 'source', 'destination', 'in', 'out', 'port', 'original-port', 'original-destination', 'state'] as const),
		...(['mark', 'destination-type', 'family', 'translated', 'never', 'not-understood'] as const),
	]),
	not: flag,
	values: v.nullable(v.array(text)),
});
const action: v.GenericSchema<unknown, Rule['action']> = v.variant('do', [
	v.object({do: v.picklist(['accept', 'drop', 'return', 'continue', 'not-understood'])}),
	v.object({do: v.picklist(['jump', 'goto']), chain: text}),
	v.object({do: v.literal('dnat'), address: v.nullable(text), port: v.nullable(number)}),
	v.object({do: v.literal('redirect'), port: v.nullable(number)}),
	v.object({do: v.literal('mark'), value: number, mask: number}),
]);
const base = everyField<NonNullable<Chain['base']>>({
	hook: v.picklist(['ingress', 'prerouting', 'input', 'forward', 'postrouting']),
	priority: number,
	drops: flag,
	nat: flag,
	devices: v.array(text),
});
const chain = everyField<Chain>({
	table: text,
	family: v.picklist(['ip', 'ip6', 'inet', 'netdev', 'bridge']),
	name: text,
	base: v.nullable(base),
	rules: v.array(everyField<Rule>({text, matches: v.array(match), action})),
});
const networkInterface = everyField<PacketFilter['interfaces'][number]>({
	name: text,
	addresses: v.array(text),
	defaultRoute: v.array(v.picklist([4, 6])),
	internal: flag,
});

/** The packet filter of a host, in a snapshot. */
export const packetFilterSchema = everyField<PacketFilter>({
	interfaces: v.array(networkInterface),
	forwarding: v.object({ipv4: v.nullable(flag), ipv6: v.nullable(flag)}),
	chains: v.array(chain),
	unlisted: v.nullable(text),
});
