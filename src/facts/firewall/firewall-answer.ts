import type {BlindSpot} from '../../answers/index.js';
import {own, type SafeText, safely} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {isLoopback, isWildcard} from '../addresses.js';
import type {ContainerFacts} from '../container-facts.js';
import type {PortFacts} from '../exposure-facts.js';
import type {HostFacts} from '../host-facts.js';
import {hasProcesses} from '../lifecycle.js';
import type {ListeningSocket} from '../live-facts.js';
import {addressNumber, blocksOf, countOf, type Family, type Ranges} from './address-ranges.js';
import {type Crossing, crossFilter} from './cross-filter.js';
import type {HostInterface, PacketFilter} from './packet-filter.js';
import type {Step} from './walk-chain.js';

/** What was read, in the form of a verdict's evidence. */
export type FirewallEvidence = {readonly source: 'host'; readonly path: string; readonly value: SafeText};

/** Whether a new connection from another machine comes to a port, by the rules that the kernel has. */
export type FirewallAnswer =
	/** Most of the internet's addresses, or any machine of the network, come through. */
	| {readonly answer: 'open'; readonly evidence: readonly FirewallEvidence[]}
	/** No other machine does. */
	| {readonly answer: 'closed'; readonly evidence: readonly FirewallEvidence[]}
	| {
			readonly answer: 'unknown';
			readonly evidence: readonly FirewallEvidence[];
			readonly reason: BlindSpot;
			/** The rules let only these through: `10.0.0.0/8`, `wg0`. `null`: not known. */
			readonly onlyFor: SafeText | null;
	  };

/**
 * Whether another machine can open a connection to a port of a container, as far as the firewall of the host decides it: by what
 * publishes it; on the host's network directly.
 *
 * @param port  one of the container's ports, or one on which it listens
 */
export function firewallAnswer(
	host: HostFacts | null,
	container: Pick<ContainerFacts, 'namespaces' | 'status'>,
	port: PortFacts,
	family: Family,
): FirewallAnswer {
	const filter = filterOf(host);
	if ('answer' in filter) return filter;
	if (!hasProcesses(container)) return notKnown('it does not run: the engine writes its rules when it starts');
	const onHost = container.namespaces.network.kind === 'host';
	const published = onHost ? [{address: own(family === 4 ? '0.0.0.0' : '::'), hostPort: port.port}] : port.published;
	const ofFamily = published.filter(({address, hostPort}) => hostPort > 0 && isOf(address, family));
	if (ofFamily.length === 0)
		return published.some(({hostPort}) => hostPort === 0)
			? notKnown('the engine has not chosen a host port yet')
			: {answer: 'closed', evidence: [seen('published ports', own(`none on IPv${family}`))]};
	const {protocol} = port;
	return mostOpen(ofFamily.map(({address, hostPort}) => once(filter, {protocol, address, port: hostPort, family})));
}

/** The answers for each family in which a port is published; on the host's network, in both. */
export function firewallAnswers(
	host: HostFacts | null,
	container: Pick<ContainerFacts, 'namespaces' | 'status'>,
	port: PortFacts,
): readonly {readonly family: Family; readonly answer: FirewallAnswer}[] {
	const onHost = container.namespaces.network.kind === 'host';
	return ([4, 6] as const)
		.filter(family => onHost || port.published.some(({address}) => isOf(address, family)))
		.map(family => ({family, answer: firewallAnswer(host, container, port, family)}));
}

/** Whether the rules would let another machine connect to a port of the host itself: what its firewall is meant to do about that port. */
export function hostPortAnswer(
	host: HostFacts | null,
	{protocol, port}: Pick<PortFacts, 'protocol' | 'port'>,
	family: Family,
): FirewallAnswer {
	const filter = filterOf(host);
	if ('answer' in filter) return filter;
	const address = family === 4 ? '0.0.0.0' : '::';
	return once({...filter, listening: null}, {protocol, address, port, family, asHostPort: true});
}

/**
 * Whether another machine that routes packets to the address of a container comes to a port that is not published.
 *
 * @param address  of the container on one of its networks
 */
export function routedAnswer(
	host: HostFacts | null,
	address: string,
	{protocol, port}: Pick<PortFacts, 'protocol' | 'port'>,
): FirewallAnswer {
	const filter = filterOf(host);
	if ('answer' in filter) return filter;
	return once(filter, {protocol, address, port, family: address.includes(':') ? 6 : 4});
}

/** What the answers depend on. */
type Seen = {readonly rules: PacketFilter; readonly listening: readonly ListeningSocket[] | null};

function filterOf(host: HostFacts | null): Seen | FirewallAnswer {
	if (host === null) return notKnown('the engine is on another machine, or the host was not inspected');
	if (!host.firewall.known) return {...notKnown(''), reason: host.firewall.reason};
	const {rules} = host.firewall.value;
	if (!rules.known) return {...notKnown(''), reason: rules.reason};
	return {rules: rules.value, listening: host.hostListens.known ? host.hostListens.value : null};
}

type Unknown = Extract<FirewallAnswer, {answer: 'unknown'}>;

const notKnown = (reason: string, evidence: readonly FirewallEvidence[] = [], onlyFor: SafeText | null = null): Unknown => ({
	answer: 'unknown',
	evidence,
	reason: {source: 'host:firewall', reason},
	onlyFor,
});

const seen = (path: string, value: SafeText): FirewallEvidence => ({source: 'host', path, value});
const isOf = (address: string, family: Family): boolean => address === '' || address.includes(':') === (family === 6);

/** One place open makes a port open; closed it is where all are. */
function mostOpen(answers: readonly FirewallAnswer[]): FirewallAnswer {
	const [first] = [...answers].sort((a, b) => order[a.answer] - order[b.answer]);
	return first ?? notKnown('it has no address');
}

const order = {open: 0, unknown: 1, closed: 2} as const;

type Question = {
	readonly protocol: PortFacts['protocol'];
	readonly address: string;
	readonly port: number;
	readonly family: Family;
	/** As if nothing translated its destination. */
	readonly asHostPort?: true;
};

const answers = new WeakMap<PacketFilter, Map<string, FirewallAnswer>>();

/** The same question of the same rules is asked by rules, pages and paths. */
function once(seenRules: Seen, question: Question): FirewallAnswer {
	const {rules} = seenRules;
	const known = answers.get(rules) ?? new Map<string, FirewallAnswer>();
	answers.set(rules, known);
	const key = Object.values(question).join(' ');
	const answer = known.get(key) ?? ask(seenRules, question);
	known.set(key, answer);
	return answer;
}

/** How an address of the host is reached from one interface. */
type Attempt = {readonly by: HostInterface; readonly crossing: Crossing; readonly kind: 'open' | 'some' | 'closed' | 'unclear'};

function ask({rules, listening}: Seen, question: Question): FirewallAnswer {
	const {family} = question;
	const external = rules.interfaces.filter(one => !one.internal).slice(0, mostInterfaces);
	if (external.length === 0) return notKnown('no interface of the host leads to another machine');
	const targets = targetsOf(external, question);
	if (targets.length === 0) return {answer: 'closed', evidence: [seen('interfaces', own(`none has an IPv${family} address`))]};
	const attempts = external.flatMap(by => targets.map(destination => attempt(rules, {by, destination, question})));
	if (
		listening !== null &&
		attempts.every(one => one.kind === 'closed' || isForNobody(one, listening, question)) &&
		attempts.some(({kind}) => kind !== 'closed')
	)
		return {
			answer: 'closed',
			evidence: [
				seen(`${question.protocol} port ${question.port}`, own('no rule translates it, and nothing on the host listens')),
			],
		};
	const routed = attempts.filter(({by}) => by.defaultRoute.includes(family));
	return judge(rules, attempts, routed.length > 0 ? routed : attempts, question);
}

/** More have not been seen on a host; each is tried with each address. */
const mostInterfaces = 8;
const mostAddresses = 8;

function targetsOf(external: readonly HostInterface[], {address, family}: Question): readonly bigint[] {
	const texts = isWildcard(address) ? external.flatMap(({addresses}) => addresses).slice(0, mostAddresses * 2) : [address];
	const found = texts.flatMap(text => addressNumber(text.split('/')[0] ?? '', family) ?? []);
	return [...new Set(found)].slice(0, mostAddresses);
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
function isForNobody({crossing}: Attempt, listening: readonly ListeningSocket[], {protocol, address}: Question): boolean {
	return crossing.ends.every(
		({local, port}) =>
			local &&
			protocol !== 'sctp' &&
			!listening.some(
				socket =>
					socket.protocol === protocol &&
					socket.port === port &&
					(isWildcard(socket.address) || isWildcard(address) || socket.address === address),
			),
	);
}

/** More than half of the addresses of the internet: a rule that lets certain networks through leaves fewer, one that blocks some leaves more. */
const isMost = (sources: Ranges, family: Family): boolean => countOf(sources) * 2n > (family === 4 ? 223n << 24n : 1n << 127n);

function judge(
	filter: PacketFilter,
	attempts: readonly Attempt[],
	usual: readonly Attempt[],
	{address, family}: Question,
): FirewallAnswer {
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

function whoComesThrough({by, crossing, kind}: Attempt, family: Family): SafeText {
	if (kind === 'open') return safely`any through ${by.name}`;
	const {sure, maybe} = crossing.through;
	const named = blocksOf(sure.length > 0 ? sure : maybe, family, 3).join(', ');
	return crossing.steps.some(({did}) => did === 'listed') ? own('addresses of a list') : sanitise(named);
}

/** The rules that decided, the last base chain's first, three at most. */
function evidenceOf({crossing}: Attempt, did: Step['did']): readonly FirewallEvidence[] {
	if (did === 'drop' && crossing.stoppedByForwarding) return [seen('/proc/sys/net', own('forwarding is off'))];
	const steps = crossing.steps.filter(step => step.did === did && (step.sure || did !== 'drop'));
	const decisive = did === 'drop' ? steps : steps.toReversed();
	return decisive
		.slice(0, 3)
		.map(({chain, rule, did: done}) =>
			seen(`${chain.table} ${chain.name}`, rule?.text ?? safely`policy ${own(done === 'drop' ? 'drop' : 'accept')}`),
		);
}
