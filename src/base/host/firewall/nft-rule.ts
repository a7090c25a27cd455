import {isRecord} from '../../answers/value.js';
import type {PacketMatch, PacketRule, RuleAction} from '../../facts/index.js';
import {sanitise, shorten} from '../../text/safe-text.js';
import {keyMatches, nftMatch, type SetOf} from './nft-match.js';

/**
 * The rules that one rule of nft amounts to: its statements run one after the other, so that each that acts is a rule, and a verdict
 * map is one for each of its elements.
 *
 * @source libnftables-json(5), nft(8)
 */
export function nftRules(expr: unknown, setOf: SetOf): readonly PacketRule[] {
	const matches: PacketMatch[] = [];
	const rules: PacketRule[] = [];
	const words: string[] = [];
	const add = (action: RuleAction, word: string, more: readonly PacketMatch[] = []): void => {
		rules.push({text: sanitise(shorten([...words, word].join(' '), 200)), matches: [...matches, ...more], action});
	};
	for (const statement of Array.isArray(expr) ? expr : []) {
		const [[kind, value] = ['', null]] = isRecord(statement) ? Object.entries(statement) : [];
		if (kind === 'match') {
			const {found, text} = nftMatch(value, setOf);
			matches.push(...found);
			words.push(text);
		} else if (kind === 'vmap') {
			for (const {key, action, text} of verdictMap(value, setOf)) add(action, text, key);
		} else if (passing.has(kind)) {
			if (kind === 'limit' || kind === 'xt') {
				matches.push({on: 'not-understood', not: false, values: []});
				words.push(kind);
			}
		} else {
			add(actionOf(kind, value), wordOf(kind, value));
		}
	}
	return rules;
}

/** Statements after which the next one follows, and which change nothing that a rule reads. */
const passing = new Set(['counter', 'log', 'limit', 'xt', 'quota', 'last', 'meter', 'set', 'flow']);

function actionOf(kind: string, value: unknown): RuleAction {
	switch (kind) {
		case 'accept':
		case 'return':
		case 'continue':
		case 'drop':
			return {do: kind};
		case 'reject':
			return {do: 'drop'};
		case 'masquerade':
		case 'snat':
			return {do: 'accept'};
		case 'jump':
		case 'goto':
			return isRecord(value) ? {do: kind, chain: sanitise(String(value['target']))} : {do: 'not-understood'};
		case 'dnat':
			return isRecord(value) ? dnat(value) : {do: 'not-understood'};
		case 'redirect':
			return {do: 'redirect', port: isRecord(value) && typeof value['port'] === 'number' ? value['port'] : null};
		case 'mangle':
			return isRecord(value) ? mangle(value) : {do: 'not-understood'};
		default:
			return {do: 'not-understood'};
	}
}

function dnat({addr, port}: Record<string, unknown>): RuleAction {
	const isPlain = (part: unknown, type: string): boolean => part === undefined || typeof part === type;
	if (!isPlain(addr, 'string') || !isPlain(port, 'number')) return {do: 'not-understood'};
	return {do: 'dnat', address: typeof addr === 'string' ? sanitise(addr) : null, port: typeof port === 'number' ? port : null};
}

/** Sets a field of the packet, or its mark: `meta mark set 1`, `meta mark set meta mark | 0x10`. */
function mangle({key, value}: Record<string, unknown>): RuleAction {
	const meta = isRecord(key) && isRecord(key['meta']) ? key['meta']['key'] : null;
	if (meta !== 'mark') return {do: isRecord(key) && 'payload' in key ? 'not-understood' : 'continue'};
	if (typeof value === 'number') return {do: 'mark', value, mask: 0xffffffff};
	const parts = isRecord(value) ? value['|'] : null;
	const bits = Array.isArray(parts) && parts.length === 2 ? parts[1] : null;
	return typeof bits === 'number' ? {do: 'mark', value: bits, mask: bits} : {do: 'not-understood'};
}

function wordOf(kind: string, value: unknown): string {
	if ((kind === 'jump' || kind === 'goto') && isRecord(value)) return `${kind} ${String(value['target'])}`;
	if (kind === 'dnat' && isRecord(value)) return `dnat to ${String(value['addr'] ?? '')}:${String(value['port'] ?? '')}`;
	return kind;
}

type Entry = {readonly key: readonly PacketMatch[]; readonly action: RuleAction; readonly text: string};

/** More elements than that are one rule that is not understood. */
const MAX_ENTRIES = 4096;

function verdictMap(value: unknown, setOf: SetOf): readonly Entry[] {
	const notUnderstood: Entry = {key: [], action: {do: 'not-understood'}, text: 'vmap'};
	if (!isRecord(value)) return [notUnderstood];
	const {key, data} = value;
	const elements =
		typeof data === 'string' ? setOf(data.replace(/^@/, '')) : isRecord(data) && Array.isArray(data['set']) ? data['set'] : null;
	if (elements === null || elements.length > MAX_ENTRIES) return [notUnderstood];
	return elements.map((element): Entry => {
		const [one, verdict] = Array.isArray(element) ? element : [null, null];
		// For whatever no other element is: the rules made of these do not know that one matched before.
		if (one === '*') return notUnderstood;
		const [[kind, target] = ['', null]] = isRecord(verdict) ? Object.entries(verdict) : [];
		const {found, text} = keyMatches(key, one, setOf);
		return {key: found, action: actionOf(kind, target), text: `${text} ${wordOf(kind, target)}`};
	});
}
