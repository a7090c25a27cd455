import {isRecord} from '../../answers/value.js';
import type {PacketMatch} from '../../facts/index.js';
import {ownValue} from '../../lib/own-value.js';
import {packetMatch} from './packet-match.js';

/** The elements of a set or map by its name; `null`: not listed. */
export type SetOf = (name: string) => readonly unknown[] | null;

type Found = {readonly found: readonly PacketMatch[]; readonly text: string};

const notUnderstood = (text: string): Found => ({found: [packetMatch('not-understood', false, [])], text});

/** One `match` of a rule. @source libnftables-json(5), "MATCH" */
export function nftMatch(value: unknown, setOf: SetOf): Found {
	if (!isRecord(value)) return notUnderstood('…');
	const {op, left, right} = value;
	if (op === '==' || op === '!=' || op === 'in') return matchesOf(left, right, op === '!=', setOf);
	const bound = typeof right === 'number' ? right : null;
	const field = fieldOf(left);
	if (field?.on !== 'port' || bound === null) return notUnderstood(`${field?.text ?? '…'} ${String(op)} …`);
	const ranges = {'<': [0, bound - 1], '<=': [0, bound], '>': [bound + 1, 65535], '>=': [bound, 65535]};
	const range = ownValue(ranges, String(op));
	if (range === undefined) return notUnderstood(field.text);
	return {found: [...field.implied, packetMatch('port', false, [range.join('-')])], text: `${field.text} ${String(op)} ${bound}`};
}

/** What an element of a map must hold of the packet: `iifname . tcp dport` has two parts. */
export function keyMatches(key: unknown, element: unknown, setOf: SetOf): Found {
	return matchesOf(key, element, false, setOf);
}

function matchesOf(left: unknown, right: unknown, not: boolean, setOf: SetOf): Found {
	const parts = concatenated(left);
	if (parts !== null) return concatenation(parts, right, not, setOf);
	const field = fieldOf(left);
	if (field === null) return notUnderstood(nameOf(left));
	const values = valuesOf(right, setOf);
	const text = `${field.text}${not ? ' !=' : ''} ${wordsOf(right)}`;
	// What is the protocol of a packet without it is no port: a rule for `tcp dport != 22` does not concern udp.
	const found = [...field.implied];
	if (field.on === 'always') return {found, text};
	if (field.on === 'reverse-path')
		return {found: [packetMatch(isMissing(right) === not ? 'protocol' : 'never', false, ['all'])], text};
	if (field.on === 'translated') {
		const isDnat = values?.length === 1 && values[0] === 'dnat';
		return isDnat ? {found: [packetMatch('translated', not, [])], text} : notUnderstood(text);
	}
	if (values === null && field.on !== 'source') return notUnderstood(text);
	const read = values?.map(one => field.read(one)) ?? null;
	return {found: [...found, packetMatch(field.on, not, read)], text};
}

function concatenation(parts: readonly unknown[], right: unknown, not: boolean, setOf: SetOf): Found {
	const elements = elementsOf(right, setOf);
	const [element] = elements ?? [];
	const values = concatenated(element);
	const text = `${parts.map(nameOf).join(' . ')} ${wordsOf(right)}`;
	if (not || elements?.length !== 1 || values === null || values.length !== parts.length) return notUnderstood(text);
	const all = parts.map((part, index) => matchesOf(part, values[index], false, setOf));
	return {found: all.flatMap(({found}) => found), text: all.map(one => one.text).join(' ')};
}

const concatenated = (value: unknown): readonly unknown[] | null =>
	isRecord(value) && Array.isArray(value['concat']) ? value['concat'] : null;

type Field = {
	readonly on: Exclude<PacketMatch['on'], 'never' | 'not-understood'> | 'reverse-path' | 'always';
	readonly text: string;
	/** What the field makes sure of besides: a TCP port is of TCP. */
	readonly implied: readonly PacketMatch[];
	readonly read: (value: string) => string;
};

const asIs = (value: string): string => value;
const field = (on: Field['on'], text: string, implied: readonly PacketMatch[] = [], read = asIs): Field => ({
	on,
	text,
	implied,
	read,
});

const byMeta: Readonly<Record<string, Field>> = {
	iifname: field('in', 'iifname'),
	iif: field('in', 'iif'),
	oifname: field('out', 'oifname'),
	oif: field('out', 'oif'),
	l4proto: field('protocol', 'meta l4proto'),
	nfproto: field('family', 'meta nfproto', [], value => (value === 'ipv4' ? 'ip' : value === 'ipv6' ? 'ip6' : value)),
	protocol: field('family', 'meta protocol'),
	mark: field('mark', 'meta mark'),
};

const ofFamily = (family: string): PacketMatch => packetMatch('family', false, [family]);

const byPayload: Readonly<Record<string, Field>> = {
	'ip saddr': field('source', 'ip saddr', [ofFamily('ip')]),
	'ip daddr': field('destination', 'ip daddr', [ofFamily('ip')]),
	'ip protocol': field('protocol', 'ip protocol', [ofFamily('ip')]),
	'ip6 saddr': field('source', 'ip6 saddr', [ofFamily('ip6')]),
	'ip6 daddr': field('destination', 'ip6 daddr', [ofFamily('ip6')]),
	'ip6 nexthdr': field('protocol', 'ip6 nexthdr', [ofFamily('ip6')]),
	'th dport': field('port', 'th dport'),
};

/** What the left side of a comparison looks at, `null` for what is not understood. */
function fieldOf(left: unknown): Field | null {
	if (!isRecord(left)) return null;
	const {meta, payload, ct, fib} = left;
	if (isRecord(meta)) return ownValue(byMeta, String(meta['key'])) ?? null;
	if (isRecord(payload)) return payloadField(String(payload['protocol']), String(payload['field']));
	if (isRecord(ct)) return conntrackField(ct);
	if (isRecord(fib)) return fibField(fib);
	return maskedMark(left['&']);
}

function payloadField(protocol: string, name: string): Field | null {
	if (['tcp', 'udp', 'sctp'].includes(protocol) && name === 'dport')
		return field('port', `${protocol} dport`, [packetMatch('protocol', false, [protocol])]);
	if (protocol === 'icmp' || protocol === 'icmpv6') return field('always', protocol, [packetMatch('never', false, [])]);
	return ownValue(byPayload, `${protocol} ${name}`) ?? null;
}

function conntrackField({key, dir}: Record<string, unknown>): Field | null {
	const name = String(key);
	if (name === 'state') return field('state', 'ct state');
	if (name === 'status') return field('translated', 'ct status');
	if (dir !== 'original') return null;
	if (name === 'proto-dst') return field('original-port', 'ct original proto-dst');
	if (name === 'protocol') return field('protocol', 'ct original protocol');
	if (/^(ip6? )?daddr$/.test(name)) return field('original-destination', `ct original ${name}`);
	return /^(ip6? )?saddr$/.test(name) ? field('source', `ct original ${name}`) : null;
}

function fibField({result, flags}: Record<string, unknown>): Field | null {
	const looksAt = Array.isArray(flags) ? flags.map(String) : [String(flags)];
	if (result === 'type' && looksAt.length === 1 && looksAt[0] === 'daddr') return field('destination-type', 'fib daddr type');
	return result === 'oif' && looksAt.includes('saddr') ? field('reverse-path', `fib ${looksAt.join(' . ')} oif`) : null;
}

/** `meta mark & 0xff` */
function maskedMark(parts: unknown): Field | null {
	const [left, mask] = Array.isArray(parts) ? parts : [];
	const isMark = isRecord(left) && isRecord(left['meta']) && left['meta']['key'] === 'mark';
	if (!isMark || typeof mask !== 'number') return null;
	return field('mark', `meta mark & ${mask}`, [], value => `${value}/${mask}`);
}

/** No way back to the source of a packet: never so of a machine that can have an answer. */
const isMissing = (right: unknown): boolean => right === false || right === 'missing' || right === 0;

/** More elements than that are as good as not shown. */
const MAX_ELEMENTS = 1024;

function elementsOf(right: unknown, setOf: SetOf): readonly unknown[] | null {
	if (typeof right === 'string' && right.startsWith('@')) return setOf(right.slice(1));
	if (isRecord(right) && Array.isArray(right['set'])) return right['set'];
	return Array.isArray(right) ? right : [right];
}

/** The right side as texts; `null` for elements that are not listed, too many, or of another kind. */
function valuesOf(right: unknown, setOf: SetOf): readonly string[] | null {
	const elements = elementsOf(right, setOf);
	if (elements === null || elements.length > MAX_ELEMENTS) return null;
	const values = elements.map(textOf);
	return values.includes(null) ? null : values.filter(value => value !== null);
}

function textOf(element: unknown): string | null {
	if (typeof element === 'string' || typeof element === 'number') return String(element);
	if (!isRecord(element)) return null;
	const {prefix, range, elem} = element;
	if (isRecord(prefix)) return `${String(prefix['addr'])}/${String(prefix['len'])}`;
	if (Array.isArray(range)) return range.map(String).join('-');
	return isRecord(elem) ? textOf(elem['val']) : null;
}

function wordsOf(right: unknown): string {
	if (typeof right === 'string' || typeof right === 'number') return String(right);
	const elements = elementsOf(right, () => null) ?? [];
	const [one] = elements;
	const shown = elements.slice(0, 8).map(element => textOf(element) ?? '…');
	return elements.length === 1 && !Array.isArray(one)
		? (shown[0] ?? '…')
		: `{ ${shown.join(', ')}${elements.length > 8 ? ', …' : ''} }`;
}

function nameOf(left: unknown): string {
	const known = fieldOf(left);
	if (known !== null) return known.text;
	const [kind = '…'] = isRecord(left) ? Object.keys(left) : [];
	return kind;
}
