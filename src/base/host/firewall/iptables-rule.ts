import type {PacketMatch, PacketRule, RuleAction} from '../../facts/index.js';
import {ownValue} from '../../lib/own-value.js';
import {sanitise, shorten} from '../../text/safe-text.js';
import {packetMatch} from './packet-match.js';

/** A line of `iptables-save`: `-A DOCKER-USER ! -s 10.0.0.0/8 -p tcp -m tcp --dport 80 -j DROP`. */
export function parseIptablesRule(line: string): PacketRule {
	const words = wordsOf(line);
	const matches: PacketMatch[] = [];
	let module = '';
	let not = false;
	let at = 2;
	const next = (): string => words[++at] ?? '';
	for (; at < words.length; at++) {
		const word = words[at] ?? '';
		if (word === '!') {
			not = true;
			continue;
		}
		if (word === '-j' || word === '-g') {
			const target = next();
			return {text: shown(line), matches, action: actionOf(word, target, words.slice(at + 1))};
		}
		if (word === '-m') module = next();
		else if (word === '--comment') next();
		else {
			const option = optionOf(word, module);
			const values: string[] = [];
			while (option.values < 0 ? isValue(words[at + 1]) : values.length < option.values) values.push(next());
			matches.push(matchOf(option, word, values, not));
		}
		not = false;
	}
	return {text: shown(line), matches, action: {do: 'continue'}};
}

const isValue = (word: string | undefined): boolean => word !== undefined && word !== '!' && !word.startsWith('-');
const shown = (line: string) => sanitise(shorten(line, 200));

/** Words of a line; those with blanks are in double quotes, in which a backslash protects a sign. @source xtables_save_string() */
function wordsOf(line: string): string[] {
	if (!line.includes('"')) return line.split(' ');
	const found = line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g);
	return [...found].map(([, quoted, plain]) => (quoted === undefined ? (plain ?? '') : quoted.replaceAll(/\\(.)/g, '$1')));
}

type Option = {
	readonly on: PacketMatch['on'];
	/** How many words follow it; negative: all up to the next option. */
	readonly values: number;
	readonly read: (values: readonly string[]) => readonly string[] | null;
};

const list = ([text = '']: readonly string[]): string[] => text.split(',');
const ports = ([text = '']: readonly string[]): string[] => text.split(',').map(port => port.replace(':', '-'));
const names = ([text = '']: readonly string[]): string[] => [text.replace(/\+$/, '*')];
const lower = ([text = '']: readonly string[]): string[] => text.toLowerCase().split(',');
const takes = (on: Option['on'], read: Option['read'] = list, values = 1): Option => ({on, values, read});

const options: Readonly<Record<string, Option>> = {
	'-p': takes('protocol', lower),
	'-s': takes('source'),
	'-d': takes('destination'),
	'-i': takes('in', names),
	'-o': takes('out', names),
	'--dport': takes('port', ports),
	'--dports': takes('port', ports),
	'--src-range': takes('source'),
	'--dst-range': takes('destination'),
	'--ctorigdstport': takes('original-port', ports),
	'--ctorigdst': takes('original-destination'),
	'--ctorigsrc': takes('source'),
	'--ctproto': takes('protocol', lower),
	'--ctstate': takes('state', lower),
	'--state': takes('state', lower),
	'--dst-type': takes('destination-type', lower),
	'--mac-source': takes('source', () => null),
	'--icmp-type': takes('never'),
	'--icmpv6-type': takes('never'),
	'-f': takes('never', list, 0),
	'--match-set': takes('not-understood', list, 2),
	'--tcp-flags': takes('not-understood', list, 2),
	'--ctstatus': takes('not-understood'),
	'--ctdir': takes('not-understood'),
	'--pkt-type': takes('not-understood'),
};

function optionOf(word: string, module: string): Option {
	if (word === '--mark') return module === 'mark' ? takes('mark', mark) : notUnderstood;
	// A host that can answer a packet knows a way back to where it came from.
	if (module === 'rpfilter') return word === '--invert' ? takes('never', list, 0) : anyPacket;
	return ownValue(options, word) ?? notUnderstood;
}

/** Takes the words up to the next option. */
const notUnderstood: Option = takes('not-understood', list, -1);
const anyPacket: Option = takes('protocol', () => ['all'], 0);

function matchOf(option: Option, word: string, values: readonly string[], not: boolean): PacketMatch {
	const [first = '', second = ''] = values;
	switch (word) {
		// The second word says what of the packet is looked for, `src` or `src,dst`.
		case '--match-set':
			return second === 'src' ? packetMatch('source', not, null) : packetMatch('not-understood', not, []);
		case '--tcp-flags':
			return firstPacketFlags(first, second, not);
		case '--ctstatus':
			return packetMatch(first === 'DNAT' ? 'translated' : 'not-understood', not, []);
		case '--ctdir':
			return packetMatch(first === 'ORIGINAL' ? 'protocol' : 'never', not, ['all']);
		case '--pkt-type':
			return packetMatch(first === 'unicast' ? 'protocol' : 'never', not, ['all']);
		default:
			return packetMatch(option.on, not, option.read(values));
	}
}

/** A connection begins with a packet that has SYN and none of FIN, RST, ACK, URG and PSH. */
function firstPacketFlags(mask: string, set: string, not: boolean): PacketMatch {
	const looksAtSyn = mask.split(',').some(flag => flag === 'SYN' || flag === 'ALL');
	const fits = set === (looksAtSyn ? 'SYN' : 'NONE');
	return packetMatch(fits ? 'protocol' : 'never', not, ['tcp']);
}

/** `0x1/0xff` in decimal. */
function mark([text = '']: readonly string[]): string[] {
	const [value = 0, mask = 0xffffffff] = text.split('/').map(Number);
	return [`${value}/${mask}`];
}

/** Targets after which the next rule follows, and which change nothing that a later rule reads. @source iptables-extensions(8) */
const passing = new Set([
	...['LOG', 'NFLOG', 'ULOG', 'AUDIT', 'SET', 'TCPMSS', 'TCPOPTSTRIP', 'TOS', 'DSCP', 'ECN', 'TTL', 'HL', 'CLASSIFY'],
	...['CHECKSUM', 'CONNMARK', 'CONNSECMARK', 'SECMARK', 'IDLETIMER', 'LED', 'RATEEST', 'TEE', 'TRACE', 'ACCOUNT'],
]);

function actionOf(word: string, target: string, rest: readonly string[]): RuleAction {
	if (word === '-g') return {do: 'goto', chain: sanitise(target)};
	if (target === 'ACCEPT' || target === 'MASQUERADE' || target === 'SNAT') return {do: 'accept'};
	if (target === 'DROP' || target === 'REJECT') return {do: 'drop'};
	if (target === 'RETURN') return {do: 'return'};
	if (target === 'DNAT') return translation(rest[rest.indexOf('--to-destination') + 1] ?? '');
	if (target === 'REDIRECT') return {do: 'redirect', port: firstPort(rest[rest.indexOf('--to-ports') + 1] ?? '')};
	if (target === 'MARK') return markAction(rest);
	if (passing.has(target) || (target === 'CT' && !rest.includes('--notrack'))) return {do: 'continue'};
	// Names of targets are in capitals, and none has a dash; a chain may be called anything else.
	return unreadableTargets.has(target) ? {do: 'not-understood'} : {do: 'jump', chain: sanitise(target)};
}

/** Targets that decide by what is not followed here. */
const unreadableTargets = new Set([
	'QUEUE',
	'NFQUEUE',
	'TPROXY',
	'SYNPROXY',
	'NOTRACK',
	'CT',
	'CLUSTERIP',
	'NETMAP',
	'TARPIT',
	'DNPT',
	'SNPT',
]);

/** `172.17.0.2:80`, `[fd00::2]:80`, `:80`, `172.17.0.2` */
function translation(text: string): RuleAction {
	const [, v6, v4 = '', port] = /^(?:\[([^\]]*)\]|([\d.]*|[\da-f]*:[\da-f:]*[\da-f]))(?::(\d+))?$/i.exec(text) ?? [];
	const address = v6 ?? v4;
	if (address === '' && port === undefined) return {do: 'not-understood'};
	return {do: 'dnat', address: address === '' ? null : sanitise(address), port: port === undefined ? null : Number(port)};
}

const firstPort = (text: string): number | null => (/^\d{1,5}/.test(text) ? Number.parseInt(text, 10) : null);

function markAction([option = '', text = '']: readonly string[]): RuleAction {
	const [value = 0, mask = 0xffffffff] = text.split('/').map(Number);
	if (option === '--set-xmark') return {do: 'mark', value, mask};
	return option === '--set-mark' ? {do: 'mark', value, mask: mask | value} : {do: 'mark', value: 0, mask: 0};
}
