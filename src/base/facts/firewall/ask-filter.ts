import type {BlindSpot} from '../../answers/index.js';
import {type SafeText, safe, sanitise, trusted} from '../../text/safe-text.js';
import {isLoopback, isWildcard} from '../addresses.js';
import type {ListeningSocket} from '../live-facts.js';
import type {PortFacts} from '../ports.js';
import {type AddressFamily, addressNumber, blocksOf, countOf, intersect, parseRange, type Ranges} from './address-ranges.js';
import {type Crossing, crossFilter} from './cross-filter.js';
import type {HostInterface, PacketFilter} from './packet-filter.js';
import type {ChainStep} from './walk-chain.js';

/** What was read, in the form of a verdict's evidence. */
export type FilterEvidence = {readonly source: 'host'; readonly path: string; readonly value: SafeText};

/** Whether a new connection from another machine comes to a port, by the rules that the kernel has. */
export type FilterAnswer =
	/** Most of the internet's addresses, or any machine of the network, come through. */
	| {readonly answer: 'open'; readonly evidence: readonly FilterEvidence[]}
	/** No other machine does. */
	| {readonly answer: 'closed'; readonly evidence: readonly FilterEvidence[]}
	| {
			readonly answer: 'unknown';
			readonly evidence: readonly FilterEvidence[];
			readonly reason: BlindSpot;
			/** The rules let only these through: `10.0.0.0/8`, `wg0`. `null`: not known. */
			readonly onlyFor: SafeText | null;
	  };

/** What the answers depend on. */
export type SeenFilter = {readonly rules: PacketFilter; readonly listening: readonly ListeningSocket[] | null};

type Unknown = Extract<FilterAnswer, {answer: 'unknown'}>;

export const notKnown = (reason: string, evidence: readonly FilterEvidence[] = [], onlyFor: SafeText | null = null): Unknown => ({
	answer: 'unknown',
	evidence,
	reason: {source: 'host:firewall', reason},
	onlyFor,
});

export const filterEvidence = (path: string, value: SafeText): FilterEvidence => ({source: 'host', path, value});

type Question = {
	readonly protocol: PortFacts['protocol'];
	readonly address: string;
	readonly port: number;
	readonly family: AddressFamily;
	/** As if nothing translated its destination. */
	readonly asHostPort?: true;
};

const answers = new WeakMap<PacketFilter, Map<string, FilterAnswer>>();

/** The same question of the same rules is asked by rules, pages and paths. */
export function askFilter(seenRules: SeenFilter, question: Question): FilterAnswer {
	const {rules} = seenRules;
	const known = answers.get(rules) ?? new Map<string, FilterAnswer>();
	answers.set(rules, known);
	const key = Object.values(question).join(' ');
	const answer = known.get(key) ?? ask(seenRules, question);
	known.set(key, answer);
	return answer;
}

/** How an address of the host is reached from one interface. */
type Attempt = {readonly by: HostInterface; readonly crossing: Crossing; readonly kind: 'open' | 'some' | 'closed' | 'unclear'};

function ask({rules, listening}: SeenFilter, question: Question): FilterAnswer {
	const {family} = question;
	const all = rules.interfaces.filter(one => !one.internal);
	const external = all.slice(0, MAX_INTERFACES);
	if (external.length === 0) return notKnown('no interface of the host leads to another machine');
	const addresses = targetsOf(external, question);
	const targets = addresses.slice(0, MAX_ADDRESSES);
	if (targets.length === 0)
		return {answer: 'closed', evidence: [filterEvidence('interfaces', trusted(`none has an IPv${family} address`))]};
	const attempts = external.flatMap(by => targets.map(destination => attempt(rules, {by, destination, question})));
	if (
		listening !== null &&
		attempts.every(one => one.kind === 'closed' || isForNobody(one, listening, question)) &&
		attempts.some(({kind}) => kind !== 'closed')
	)
		return {
			answer: 'closed',
			evidence: [
				filterEvidence(
					`${question.protocol} port ${question.port}`,
					trusted('no rule translates it, and nothing on the host listens'),
				),
			],
		};
	const answer = judge(rules, attempts, question);
	const isWhole = external.length === all.length && targets.length === addresses.length;
	return isWhole || answer.answer !== 'closed' ? answer : notKnown('the host has more interfaces and addresses than are tried');
}

/** More have not been seen on a host; each is tried with each address. */
const MAX_INTERFACES = 8;
const MAX_ADDRESSES = 8;

function targetsOf(external: readonly HostInterface[], {address, family}: Question): readonly bigint[] {
	const texts = isWildcard(address) ? external.flatMap(({addresses}) => addresses) : [address];
	const found = texts.flatMap(text => addressNumber(text.split('/')[0] ?? '', family) ?? []);
	return [...new Set(found)];
}

function attempt(
	filter: PacketFilter,
	{by, destination, question: {protocol, port, family, asHostPort}}: {by: HostInterface; destination: bigint; question: Question},
): Attempt {
	const crossing = crossFilter(filter, {family, protocol, destination, port, arrivesAt: by, isTranslated: asHostPort !== true});
	const {sure, maybe} = crossing.through;
	if (sure.length === 0 && maybe.length === 0) return {by, crossing, kind: 'closed'};
	if (isMost(sure, family)) return {by, crossing, kind: 'open'};
	const isUnclear = crossing.steps.some(({did}) => did === 'not-understood');
	return {by, crossing, kind: isUnclear && maybe.length > 0 ? 'unclear' : 'some'};
}

/** What gets through is for the host itself, where no socket waits for it. */
const isForNobody = ({crossing}: Attempt, listening: readonly ListeningSocket[], question: Question): boolean =>
	question.protocol !== 'sctp' &&
	crossing.ends.every(({local, port}) => local && !listening.some(socket => socket.port === port && waits(socket, question)));

function waits(socket: ListeningSocket, {protocol, family, address}: Question): boolean {
	// A socket of IPv6 may take both families, one of IPv4 does not.
	if (socket.protocol !== protocol || socket.family < family) return false;
	if (isWildcard(socket.address)) return true;
	return isWildcard(address) ? !isLoopback(socket.address) : socket.address === address;
}

/** More than half of the addresses of the internet: a rule that lets certain networks through leaves fewer, one that blocks some leaves more. */
const isMost = (sources: Ranges, family: AddressFamily): boolean =>
	countOf(intersect(sources, internet[family])) * 2n > countOf(internet[family]);

const internet: Readonly<Record<AddressFamily, Ranges>> = {
	4: [[1n << 24n, 224n << 24n]],
	// @source RFC 4291 2.4: global unicast that is given out
	6: [parseRange('2000::/3', 6) ?? [0n, 0n]],
};

function judge(filter: PacketFilter, attempts: readonly Attempt[], {address, family}: Question): FilterAnswer {
	const routed = attempts.filter(({by}) => by.defaultRoute.includes(family));
	const usual = routed.length > 0 ? routed : attempts;
	const open = usual.find(({kind}) => kind === 'open');
	if (open !== undefined && isLoopback(address))
		return notKnown('machines on the same link may reach a port published on loopback', evidenceOf(open, 'accept'));
	if (open !== undefined)
		return filter.unlisted === null
			? {answer: 'open', evidence: evidenceOf(open, 'accept')}
			: notKnown(filter.unlisted, evidenceOf(open, 'accept'));
	const [shut] = attempts;
	if (shut !== undefined && attempts.every(({kind}) => kind === 'closed'))
		return {answer: 'closed', evidence: evidenceOf(shut, 'drop')};
	const unclear = attempts.find(({kind}) => kind === 'unclear');
	if (unclear !== undefined) {
		const [rule] = evidenceOf(unclear, 'not-understood');
		return notKnown(
			`what a rule does is not known${rule === undefined ? '' : `: ${rule.value}`}`,
			rule === undefined ? [] : [rule],
		);
	}
	const some = attempts.find(({kind}) => kind !== 'closed') ?? attempts[0];
	const onlyFor = some === undefined ? null : whoComesThrough(some, family);
	return notKnown(
		`the firewall lets some sources through${onlyFor === null ? '' : `: ${onlyFor}`}`,
		some === undefined
			? []
			: [...evidenceOf(some, 'listed'), ...evidenceOf(some, 'accept'), ...evidenceOf(some, 'drop')].slice(0, 3),
		onlyFor,
	);
}

function whoComesThrough({by, crossing, kind}: Attempt, family: AddressFamily): SafeText {
	if (kind === 'open') return safe`any through ${by.name}`;
	const {sure, maybe} = crossing.through;
	const named = (ranges: Ranges): SafeText => sanitise(blocksOf(ranges, family, 3).join(', '));
	if (sure.length > 0) return named(sure);
	return crossing.steps.some(({did}) => did === 'listed') ? trusted('addresses of a list') : named(maybe);
}

/** The rules that decided, the last base chain's first, three at most. */
function evidenceOf({crossing}: Attempt, did: ChainStep['did']): readonly FilterEvidence[] {
	if (did === 'drop' && crossing.stoppedByForwarding) return [filterEvidence('/proc/sys/net', trusted('forwarding is off'))];
	const steps = crossing.steps.filter(step => step.did === did && (step.sure || did !== 'drop'));
	const decisive = did === 'drop' ? steps : steps.toReversed();
	return decisive
		.slice(0, 3)
		.map(({chain, rule, did: done}) =>
			filterEvidence(`${chain.table} ${chain.name}`, rule?.text ?? safe`policy ${trusted(done === 'drop' ? 'drop' : 'accept')}`),
		);
}
