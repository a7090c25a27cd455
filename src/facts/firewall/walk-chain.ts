import {intersect, type Ranges, subtract, union} from './address-ranges.js';
import {type Packet, type Selection, select} from './match-packet.js';
import type {Chain, PacketRule, RuleAction} from './packet-filter.js';

/** The sources of a packet at one point of its way. */
export type Flow = {
	/** Who surely comes here, members of lists that are not shown aside. */
	readonly sure: Ranges;
	/** Who may come here as well, by what was not understood and by these lists. */
	readonly maybe: Ranges;
	readonly mark: number | null;
};

/** What happened to a packet by one rule, or by the policy of a chain (`rule` is `null`). */
export type Step = {
	readonly chain: Chain;
	readonly rule: PacketRule | null;
	readonly did: 'accept' | 'drop' | 'not-understood' | 'listed';
	/** It did so to sources that surely came there. */
	readonly sure: boolean;
};

/** A part of a packet's sources whose destination a rule translates. */
export type Translation = {
	readonly flow: Flow;
	readonly action: Extract<RuleAction, {do: 'dnat' | 'redirect'}>;
};

export type Walk = {
	readonly chains: ReadonlyMap<string, Chain>;
	readonly note: (step: Step) => void;
	readonly translations: Translation[];
	/** Rules that may still be looked at; shared by all walks over one packet filter. */
	readonly budget: {left: number};
};

export const chainKey = (table: string, name: string): string => `${table} ${name}`;

export const isEmpty = ({sure, maybe}: Flow): boolean => sure.length === 0 && maybe.length === 0;
const nobody = (mark: number | null): Flow => ({sure: [], maybe: [], mark});

export function join(a: Flow, b: Flow): Flow {
	if (isEmpty(a)) return b;
	if (isEmpty(b)) return a;
	return {sure: union(a.sure, b.sure), maybe: union(a.maybe, b.maybe), mark: a.mark === b.mark ? a.mark : null};
}

/** Chains jump to each other 16 deep at most. @source NFT_JUMP_STACK_SIZE in include/net/netfilter/nf_tables.h */
const deepest = 16;
/** Rules for more ranges of sources than that are taken as a list that is not shown: work stays linear in the number of rules. */
const mostRanges = 256;

/**
 * Takes the packet through the rules of a chain, as the kernel does.
 *
 * @returns who was accepted, and who came to the end of the chain; the others were dropped or had their destination translated
 */
export function walkChain(walk: Walk, chain: Chain, packet: Packet, given: Flow, depth = 0): {accepted: Flow; returned: Flow} {
	let flow = given;
	let accepted = nobody(given.mark);
	let returned = nobody(given.mark);
	const note = (rule: PacketRule, did: Step['did'], {sure}: Flow): void => {
		walk.note({chain, rule, did, sure: sure.length > 0});
	};
	/** They may go on as well as not. */
	const maybeHere = ({sure, maybe}: Flow): Flow => ({sure: [], maybe: union(sure, maybe), mark: null});

	for (const rule of chain.rules) {
		if (isEmpty(flow)) break;
		walk.budget.left--;
		const selection = selectBy(rule, {...packet, mark: flow.mark});
		if (selection.how === 'none' || rule.action.do === 'continue') continue;
		const {matched, rest} = split(flow, selection);
		if (isEmpty(matched)) continue;
		if (walk.budget.left < 0) {
			note(rule, 'not-understood', flow);
			return {accepted: join(accepted, maybeHere(flow)), returned: join(returned, maybeHere(flow))};
		}
		if (selection.how === 'unclear') note(rule, 'not-understood', matched);
		if (selection.how === 'listed' || selection.how === 'unlisted') note(rule, 'listed', matched);
		const {action} = rule;
		switch (action.do) {
			case 'accept':
			case 'drop':
				note(rule, action.do, matched);
				if (action.do === 'accept') accepted = join(accepted, matched);
				flow = rest;
				break;
			case 'return':
				returned = join(returned, matched);
				flow = rest;
				break;
			case 'mark':
				flow = {...flow, mark: isEmpty(rest) && selection.how === 'all' ? marked(flow.mark, action) : null};
				break;
			case 'dnat':
			case 'redirect':
				walk.translations.push({flow: matched, action});
				flow = rest;
				break;
			case 'jump':
			case 'goto': {
				const target = walk.chains.get(chainKey(chain.table, action.chain));
				if (target === undefined || depth === deepest) {
					note(rule, 'not-understood', matched);
					accepted = join(accepted, maybeHere(matched));
					flow = join(rest, maybeHere(matched));
					break;
				}
				const through = walkChain(walk, target, packet, matched, depth + 1);
				accepted = join(accepted, through.accepted);
				if (action.do === 'goto') returned = join(returned, through.returned);
				flow = action.do === 'jump' ? join(rest, through.returned) : rest;
				break;
			}
			case 'not-understood':
				note(rule, 'not-understood', matched);
				accepted = join(accepted, maybeHere(matched));
				flow = join(rest, maybeHere(matched));
		}
	}
	return {accepted, returned: join(returned, flow)};
}

const marked = (mark: number | null, {value, mask}: {value: number; mask: number}): number | null =>
	mask === 0xffffffff ? value : mark === null ? null : ((mark & ~mask) ^ value) >>> 0;

/** What all matches of a rule select together. */
function selectBy({matches}: PacketRule, packet: Packet): Selection {
	let sources: Ranges | null = null;
	let how: Selection['how'] = 'all';
	for (const match of matches) {
		const one = select(match, packet);
		if (one.how === 'none') return one;
		if (one.sources !== null) {
			sources = sources === null ? one.sources : intersect(sources, one.sources);
			if (sources.length === 0) return {sources, how: 'none'};
		}
		if (weight[one.how] > weight[how]) how = one.how;
	}
	return {sources, how};
}

/** A member of an unseen list that something unclear must hold of too is still no ordinary source. */
const weight = {none: 0, all: 0, unlisted: 1, unclear: 2, listed: 3} as const;

function split(flow: Flow, {sources, how}: Selection): {matched: Flow; rest: Flow} {
	const {sure, maybe, mark} = flow;
	const within = (ranges: Ranges): Ranges => (sources === null ? ranges : intersect(ranges, sources));
	const without = (ranges: Ranges): Ranges => (sources === null ? [] : subtract(ranges, sources));
	const any = within(union(sure, maybe));
	if (how === 'listed') return {matched: {sure: [], maybe: any, mark}, rest: flow};
	if (how === 'unclear')
		return {matched: {sure: [], maybe: any, mark}, rest: {sure: without(sure), maybe: union(maybe, within(sure)), mark}};
	const matched = {sure: within(sure), maybe: within(maybe), mark};
	if (how === 'unlisted') return {matched, rest: {sure: without(sure), maybe: union(maybe, within(sure)), mark}};
	const rest = {sure: without(sure), maybe: without(maybe), mark};
	if (rest.sure.length + rest.maybe.length <= mostRanges) return {matched, rest};
	return {matched: {sure: [], maybe: any, mark}, rest: flow};
}
