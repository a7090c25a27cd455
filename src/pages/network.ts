import {isLoopback} from '../facts/addresses.js';
import {type FirewallAnswer, firewallAnswers} from '../facts/firewall/firewall-answer.js';
import type {ContainerFacts, HostFacts, ImageFacts, ListeningSocket, PortFacts} from '../facts/index.js';
import {byNumber} from '../facts/ports.js';
import {openPortSeverity} from '../rules/dangers/port-severity.js';
import {bracketed} from '../terminal/bracketed.js';
import {own, type SafeText, safely} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import {
	blank,
	type Column,
	heading,
	type Item,
	itemLine,
	type Line,
	line,
	type Page,
	prose,
	say,
	tableLines,
} from './layout/page.js';
import type {ContainerContext} from './page-state.js';
import {reasonOf} from './words.js';

const columns: readonly Column[] = [
	{title: own('PORT')},
	{title: own('EXPOSE'), drop: 3},
	{title: own('PUBLISHED ON')},
	{title: own('LISTENING'), drop: 1},
	{title: own('FIREWALL'), drop: 2},
	{title: own('VERDICT')},
];

/** The exposure truth table: what is declared, what is published, what listens, and what that means. */
export function networkPage({assessed: {facts, image}, state, width}: ContainerContext): Page {
	const listening = facts.truth.known ? facts.truth.value.listening : null;
	const sockets = listening?.known ? listening.value : null;
	const answering = sockets && answeringIn(facts, sockets, state.model.entries);
	const {host} = state.model;
	const ports = [...facts.ports, ...undeclared(facts.ports, sockets)].toSorted(byNumber);
	const rows = ports.map(port => [
		sanitise(`${port.port}/${port.protocol}`),
		declared(port, image),
		publishedOn(port),
		listeners(port, answering),
		sanitise(firewallWords(facts, port, host)),
		sanitise(verdictOf(port, answering, facts, host)),
	]);
	const items = ports.map((port): Item => ({copy: copyOf(port)}));
	return {
		lines: [
			line(' mode  ', say(modeWords(facts), facts.namespaces.network.kind === 'host' ? 'high' : 'strong')),
			blank,
			...(rows.length === 0 ? [line(' no port is exposed, published or listening')] : tableLines({columns, rows}, items)),
			...(sockets === null ? [blank, ...prose(notSeen(facts), width, {tone: 'muted'})] : []),
			...attachments(facts, state.model.entries),
		],
	};
}

/** Who joined its network answers on its ports too: those sockets with the name of that container, where it is known. */
function answeringIn(
	{id, namespaces, truth}: ContainerFacts,
	sockets: readonly ListeningSocket[],
	entries: ContainerContext['state']['model']['entries'],
): readonly ListeningSocket[] {
	if (namespaces.network.kind !== 'private' || !truth.known || !truth.value.inNetwork.known) return sockets;
	const theirs = entries.flatMap(({assessed}) => (assessed === null ? [] : joinedSockets(assessed.facts, id)));
	return truth.value.inNetwork.value.map(socket => (socket.process !== null ? socket : (theirs.find(isSame(socket)) ?? socket)));
}

function joinedSockets({name, truth, namespaces: {network}}: ContainerFacts, owner: string): readonly ListeningSocket[] {
	if (network.kind !== 'container' || network.id !== owner || !truth.known || !truth.value.listening.known) return [];
	return truth.value.listening.value.flatMap(socket =>
		socket.process === null ? [] : [{...socket, process: safely`${socket.process} of ${name}`}],
	);
}

const isSame =
	({protocol, address, port}: ListeningSocket) =>
	(other: ListeningSocket): boolean =>
		other.protocol === protocol && other.address === address && other.port === port;

/** Sockets that listen without being declared: peers reach them, and on the host's network everyone. */
function undeclared(ports: readonly PortFacts[], sockets: readonly ListeningSocket[] | null): readonly PortFacts[] {
	const known = new Set(ports.map(({port, protocol}) => `${port}/${protocol}`));
	const found = new Map<string, PortFacts>();
	for (const {port, protocol} of sockets ?? []) {
		const key = `${port}/${protocol}`;
		if (known.has(key) || found.has(key)) continue;
		found.set(key, {port, protocol, exposed: false, published: [], reach: 'none', service: null, administrative: false});
	}
	return [...found.values()];
}

/**
 * The engine lists published ports among the exposed ones of a container: what was declared, its image says, or `--expose`, which
 * publishes nothing.
 */
function declared({port, protocol, exposed, published}: PortFacts, image: ImageFacts | null): SafeText {
	if (!exposed) return own('no');
	if (published.length === 0 || image?.exposedPorts.some(one => one === `${port}/${protocol}`)) return own('yes');
	return image === null ? own('?') : own('no');
}

function publishedOn({published}: PortFacts): SafeText {
	const words = published.map(({address, hostPort}) => `${bracketed(address)}:${hostPort}`);
	return sanitise(words.length === 0 ? '–' : words.join(' '));
}

const copyOf = ({published, port}: PortFacts): SafeText => {
	const first = published[0];
	return sanitise(first ? `${first.address}:${first.hostPort}` : String(port));
};

function listenersOf({port, protocol}: PortFacts, sockets: readonly ListeningSocket[]): readonly ListeningSocket[] {
	return sockets.filter(socket => socket.port === port && socket.protocol === protocol);
}

function listeners(port: PortFacts, sockets: readonly ListeningSocket[] | null): SafeText {
	if (!sockets) return own('?');
	const words = listenersOf(port, sockets).map(({address, process}) => (process === null ? address : `${address} (${process})`));
	return sanitise(words.length === 0 ? 'nothing' : [...new Set(words)].join(' '));
}

/** What the rules of the kernel let through from other machines; a manager that denies the port has no say in what is forwarded. */
function firewallWords(facts: ContainerFacts, port: PortFacts, host: HostFacts | null): string {
	const answers = outsideAnswers(facts, port, host);
	const [first, second] = answers.map(({answer}) => wordOf(answer));
	if (first === undefined) return '–';
	const words = second === undefined || first === second ? first : `IPv4 ${first}, IPv6 ${second}`;
	const active = host?.firewall.known ? host.firewall.value : null;
	const manager = active?.ufw ? 'ufw' : active?.firewalld ? 'firewalld' : null;
	return manager === null || port.published.length === 0 || first !== 'open' ? words : `${words} (${manager} is bypassed)`;
}

const wordOf = (answer: FirewallAnswer): string =>
	answer.answer !== 'unknown' ? answer.answer : answer.onlyFor === null ? '?' : `only ${answer.onlyFor}`;

function outsideAnswers(facts: ContainerFacts, port: PortFacts, host: HostFacts | null) {
	const onHost = facts.namespaces.network.kind === 'host';
	return !onHost && (port.reach === 'none' || port.reach === 'loopback') ? [] : firewallAnswers(host, facts, port);
}

function isClosed(facts: ContainerFacts, port: PortFacts, host: HostFacts | null): boolean {
	const answers = outsideAnswers(facts, port, host);
	return answers.length > 0 && answers.every(({answer}) => answer.answer === 'closed');
}

function verdictOf(
	port: PortFacts,
	sockets: readonly ListeningSocket[] | null,
	facts: ContainerFacts,
	host: HostFacts | null,
): string {
	const {namespaces, status} = facts;
	const what = port.service === null ? '' : ` (${port.service})`;
	const silent = sockets !== null && status === 'running' && listenersOf(port, sockets).length === 0;
	const local = sockets !== null && !silent && listenersOf(port, sockets).every(({address}) => isLoopback(address));
	if (port.published.length > 0 && silent) return 'low: published, but nothing listens';
	if (port.published.length > 0 && local) return 'low: listens on loopback only; the published port cannot be reached';
	if (namespaces.network.kind === 'host' && silent) return 'ok: nothing listens';
	if (!local && isClosed(facts, port, host)) return `low: closed by the firewall${what}`;
	if (namespaces.network.kind === 'host') return local ? 'ok: this host only' : `high: on the host's network${what}`;
	if (port.reach === 'wildcard') return `${openPortSeverity(port)}: anyone can reach it${what}`;
	if (port.reach === 'address') return `medium: anyone who can reach that address${what}`;
	if (port.reach === 'loopback') return `ok: this host only${what}`;
	if (silent) return 'ok: nothing listens';
	return local ? 'ok: this container only' : `info: peers on its networks can reach it${what}`;
}

function modeWords({namespaces: {network}, networkMode}: ContainerFacts): string {
	if (network.kind === 'host') return 'host: it shares the network of the host, so every port is a host port';
	if (network.kind === 'container') return `shared with ${network.name}`;
	if (network.kind === 'unresolved') return `unknown: ${network.reason}`;
	return networkMode === '' ? 'default' : networkMode;
}

function notSeen({truth, status}: ContainerFacts): SafeText {
	if (status !== 'running') return own('It is not running, so nothing listens.');
	if (!truth.known) return sanitise(`What listens is not known: ${reasonOf(truth.reason)}`);
	return truth.value.listening.known ? own('') : sanitise(`What listens is not known: ${reasonOf(truth.value.listening.reason)}`);
}

function attachments({networks}: ContainerFacts, entries: ContainerContext['state']['model']['entries']): readonly Line[] {
	if (networks.length === 0) return [];
	const nameOf = (id: string): string => entries.find(entry => entry.id === id)?.name ?? id.slice(0, 12);
	return [
		blank,
		heading(' NETWORKS'),
		...networks.map(network => {
			const kind = [
				network.driver ?? 'driver unknown',
				network.internal ? 'internal' : '',
				network.defaultBridge ? 'default bridge' : '',
			];
			const peers = network.peers.length === 0 ? 'no peers' : `peers: ${network.peers.map(nameOf).join(', ')}`;
			return itemLine(
				{copy: network.address ?? network.name, open: {kind: 'network'}},
				say(`   ${network.name}  `, 'strong'),
				say(`${network.address ?? 'no address'}  ${kind.filter(Boolean).join(', ')}  `),
				say(peers, 'muted'),
			);
		}),
	];
}
