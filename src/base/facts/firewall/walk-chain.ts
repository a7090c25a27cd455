import {countOf, intersect, type Ranges, subtract, union} from './address-ranges.js';
import {type Packet, type SourceSelection, select} from './match-packet.js';
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
export type ChainStep = {
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
	readonly note: (step: ChainStep) => void;
	readonly translations: Translation[];
	/** Addresses that may still be taken as members of a list. */
	readonly unlisted: {left: bigint};
	/** Rules that may still be looked at; shared by all walks over one packet filter. */
	readonly budget: {left: number};
};

export const chainKey = (table: string, name: string): string => `${table} ${name}`;

export const isEmpty = ({sure, maybe}: Flow): boolean => sure.length === 0 && maybe.length === 0;
const noSource = (mark: number | null): Flow => ({sure: [], maybe: [], mark});

export function join(a: Flow, b: Flow): Flow {
	if (isEmpty(a)) return b;
	if (isEmpty(b)) return a;
	return {sure: union(a.sure, b.sure), maybe: union(a.maybe, b.maybe), mark: a.mark === b.mark ? a.mark : null};
}

/** Chains jump to each other 16 deep at most. @source NFT_JUMP_STACK_SIZE in include/net/netfilter/nf_tables.h */
const MAX_DEPTH = 16;
/** Ranges of sources that are followed one by one: work stays linear in the number of rules. */
const MAX_RANGES = 256;

/**
 * Takes the packet through the rules of a chain, as the kernel does.
 *
 * @param from  the chains that led here: the kernel takes no rule that leads back to one (nft_chain_validate, ELOOP)
 * @returns who was accepted, and who came to the end of the chain; the others were dropped or had their destination translated
 */
export function walkChain(
	walk: Walk,
	chain: Chain,
	packet: Packet,
	given: Flow,
	from: readonly Chain[] = [],
): {accepted: Flow; returned: Flow} {
	let flow = given;
	let accepted = noSource(given.mark);
	let returned = noSource(given.mark);
	const note = (rule: PacketRule, did: ChainStep['did'], {sure}: Flow): void => {
		walk.note({chain, rule, did, sure: sure.length > 0});
	};
	/** They may go on as well as not. */
	const maybeHere = ({sure, maybe}: Flow): Flow => ({sure: [], maybe: union(sure, maybe), mark: null});

	let seen: Packet = {...packet, mark: flow.mark};
	for (const rule of chain.rules) {
		if (isEmpty(flow)) break;
		walk.budget.left--;
		if (seen.mark !== flow.mark) seen = {...packet, mark: flow.mark};
		const selection = selectBy(rule, seen);
		if (selection.how === 'none' || rule.action.do === 'continue') continue;
		const {matched, rest, how} = splitFew(walk, flow, selection);
		if (isEmpty(matched)) continue;
		if (walk.budget.left < 0) {
			note(rule, 'not-understood', flow);
			return {accepted: join(accepted, maybeHere(flow)), returned: join(returned, maybeHere(flow))};
		}
		if (how === 'unclear') note(rule, 'not-understood', matched);
		if (how === 'listed' || how === 'unlisted') note(rule, 'listed', matched);
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
				flow = {...flow, mark: isEmpty(rest) && how === 'all' ? marked(flow.mark, action) : null};
				break;
			case 'dnat':
			case 'redirect':
				walk.translations.push({flow: matched, action});
				flow = rest;
				break;
			case 'jump':
			case 'goto': {
				const target = walk.chains.get(chainKey(chain.table, action.chain));
				if (target === undefined || target === chain || from.includes(target) || from.length === MAX_DEPTH) {
					note(rule, 'not-understood', matched);
					accepted = join(accepted, maybeHere(matched));
					flow = join(rest, maybeHere(matched));
					break;
				}
				const through = walkChain(walk, target, packet, matched, [...from, chain]);
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
function selectBy({matches}: PacketRule, packet: Packet): SourceSelection {
	let sources: Ranges | null = null;
	let how: SourceSelection['how'] = 'all';
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

function split(flow: Flow, {sources, how}: SourceSelection): {matched: Flow; rest: Flow} {
	const {sure, maybe, mark} = flow;
	const within = (ranges: Ranges): Ranges => (sources === null ? ranges : intersect(ranges, sources));
	const without = (ranges: Ranges): Ranges => (sources === null ? [] : subtract(ranges, sources));
	if (how === 'listed') return {matched: {sure: [], maybe: within(union(sure, maybe)), mark}, rest: flow};
	const doubtful = {sure: without(sure), maybe: union(maybe, within(sure)), mark};
	if (how === 'unclear') return {matched: {sure: [], maybe: within(union(sure, maybe)), mark}, rest: doubtful};
	const matched = {sure: within(sure), maybe: within(maybe), mark};
	return {matched, rest: how === 'unlisted' ? doubtful : {sure: without(sure), maybe: without(maybe), mark}};
}

/**
 * The same where rules for single addresses have cut the sources into many ranges: one that would make yet another counts as a rule
 * for members of a list, until these lists are so large that no one is an ordinary source any more.
 */
function splitFew(walk: Walk, flow: Flow, selection: SourceSelection): {matched: Flow; rest: Flow; how: SourceSelection['how']} {
	const {sources, how} = selection;
	const exact = split(flow, selection);
	const ranges = exact.rest.sure.length + exact.rest.maybe.length;
	if (how !== 'all' || sources === null || ranges <= MAX_RANGES) return {...exact, how};
	walk.unlisted.left -= countOf(sources);
	const instead = walk.unlisted.left > 0n ? 'listed' : 'unclear';
	return {...split(flow, {sources: instead === 'listed' ? sources : null, how: instead}), how: instead};
}
