import {type AddressFamily, addressNumber, everyAddress, merged, parseRange, type Ranges, subtract} from './address-ranges.js';
import type {PacketMatch} from './packet-filter.js';

/** The first packet of a connection, wherever it comes from: its sources are a set, the rest is certain. */
export type Packet = {
	readonly family: AddressFamily;
	readonly protocol: 'tcp' | 'udp' | 'sctp';
	readonly destination: bigint;
	readonly port: number;
	/** Where it was sent, before its destination was translated. */
	readonly sentTo: {readonly destination: bigint; readonly port: number};
	readonly in: string;
	/** `null`: not known; `undefined`: it has none at this hook. */
	readonly out: string | null | undefined;
	/** Its destination is an address of the host. */
	readonly isLocal: boolean;
	/** `null`: a rule set it that was not followed for each source. */
	readonly mark: number | null;
};

/**
 * Which of the sources a match selects. `all` selects each in `sources`, `none` nothing; `unclear`: not understood, so each may be
 * selected or not; `listed`: the members of a list that is not shown; `unlisted`: everyone but these.
 */
export type SourceSelection = {
	/** `null`: any. */
	readonly sources: Ranges | null;
	readonly how: 'all' | 'none' | 'unclear' | 'listed' | 'unlisted';
};

const all: SourceSelection = {sources: null, how: 'all'};
const none: SourceSelection = {sources: null, how: 'none'};
const unclear: SourceSelection = {sources: null, how: 'unclear'};

/** What one match selects of the packet. */
export function select(match: PacketMatch, packet: Packet): SourceSelection {
	const {on, not, values} = match;
	if (on === 'not-understood') return unclear;
	if (on === 'source') {
		if (values === null) return {sources: null, how: not ? 'unlisted' : 'listed'};
		const ranges = rangesOf(match, packet.family);
		if (ranges === null) return unclear;
		return {sources: not ? subtract(everyAddress(packet.family), ranges) : ranges, how: 'all'};
	}
	const met = values === null && on !== 'never' && on !== 'translated' ? null : isMet(match, packet);
	return met === null ? unclear : met === not ? none : all;
}

function isMet(match: PacketMatch, packet: Packet): boolean | null {
	const values: readonly string[] = match.values ?? [];
	switch (match.on) {
		case 'protocol':
			return values.some(value => value === 'all' || value === packet.protocol || value === numbers[packet.protocol]);
		case 'family':
			return values.includes(packet.family === 4 ? 'ip' : 'ip6');
		case 'state':
			return values.includes('new') || (values.includes('dnat') && isTranslated(packet));
		case 'translated':
			return isTranslated(packet);
		case 'destination':
			return isWithin(match, packet.family, packet.destination);
		case 'original-destination':
			return isWithin(match, packet.family, packet.sentTo.destination);
		case 'port':
			return values.some(value => hasPort(value, packet.port));
		case 'original-port':
			return values.some(value => hasPort(value, packet.sentTo.port));
		case 'in':
			return values.some(value => isNamed(value, packet.in));
		case 'out': {
			const {out} = packet;
			return out === null ? null : out !== undefined && values.some(value => isNamed(value, out));
		}
		case 'destination-type':
			return values.every(value => value === 'local' || value === 'unicast')
				? values.includes(packet.isLocal ? 'local' : 'unicast')
				: null;
		case 'mark':
			return packet.mark === null ? null : values.some(value => hasMark(value, packet.mark ?? 0));
		default:
			return false;
	}
}

const numbers = {tcp: '6', udp: '17', sctp: '132'} as const;

const isTranslated = ({destination, port, sentTo}: Packet): boolean => destination !== sentTo.destination || port !== sentTo.port;

/** `80`, `8000-8010` */
function hasPort(value: string, port: number): boolean {
	if (!value.includes('-')) return Number(value) === port;
	const [from = '', to = from] = value.split('-');
	return port >= Number(from) && port <= Number(to);
}

const isNamed = (pattern: string, name: string): boolean =>
	pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

function hasMark(value: string, mark: number): boolean {
	const [wanted = '', mask = '4294967295'] = value.split('/');
	return (mark & Number(mask)) >>> 0 === Number(wanted);
}

function isWithin(match: PacketMatch, family: AddressFamily, address: bigint): boolean | null {
	const ranges = rangesOf(match, family);
	return ranges === null ? null : ranges.some(([from, end]) => address >= from && address < end);
}

const parsed = {4: new WeakMap<PacketMatch, Ranges | null>(), 6: new WeakMap<PacketMatch, Ranges | null>()};

/** The addresses of a match, those of the other family left out; `null` where one can be read as neither. */
function rangesOf(match: PacketMatch, family: AddressFamily): Ranges | null {
	const known = parsed[family].get(match);
	if (known !== undefined) return known;
	const ranges = rangesIn(match.values ?? [], family);
	parsed[family].set(match, ranges);
	return ranges;
}

function rangesIn(values: readonly string[], family: AddressFamily): Ranges | null {
	const found: Ranges[number][] = [];
	for (const value of values) {
		const range = parseRange(value, family);
		if (range !== null) found.push(range);
		else if (addressNumber(value.split(/[-/]/)[0] ?? '', family === 4 ? 6 : 4) === null) return null;
	}
	return merged(found);
}
