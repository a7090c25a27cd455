import {type ContainerFacts, groupBy, type SafeText, sanitise, trusted} from '../../base/index.js';
import type {AssessedContainer} from '../../judge/index.js';
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
import {copyOf, rowOf} from './network-rows.js';
import type {ContainerContext} from './page-state.js';
import {reasonOf} from './words.js';

const columns: readonly Column[] = [
	{title: trusted('PORT')},
	{title: trusted('EXPOSE'), drop: 3},
	{title: trusted('PUBLISHED ON')},
	{title: trusted('LISTENING'), drop: 1},
	{title: trusted('FIREWALL'), drop: 2},
	{title: trusted('VERDICT')},
];

/** The exposure truth table: what is declared, what is published, what listens, and what that means. */
export function networkPage({assessed, state, width}: ContainerContext): Page {
	const {facts, reach} = assessed;
	const {host, entries} = state.model;
	const fleet = entries.flatMap(({assessed: other}) => (other === null ? [] : [other.facts]));
	const ports = [...groupBy(reach, ({port}) => `${port.port}/${port.protocol}`).values()];
	const rows = ports.map(places => rowOf(places, assessed, {host, fleet}));
	const items = ports.map((places): Item => ({copy: copyOf(places)}));
	return {
		lines: [
			line(' mode  ', say(modeWords(facts), facts.namespaces.network.kind === 'host' ? 'high' : 'strong')),
			blank,
			...(rows.length === 0 ? [line(' no port is exposed, published or listening')] : tableLines({columns, rows}, items)),
			...(whyNotSeen(facts) === null ? [] : [blank, ...prose(whyNotSeen(facts) ?? '', width, {tone: 'muted'})]),
			...firewallLines(assessed, width),
			...attachments(facts, entries),
		],
	};
}

/** The rules that close ports or restrict them, and why it is not known of others. */
function firewallLines({reach}: AssessedContainer, width: number): readonly Line[] {
	const decided = reach.flatMap(({port, at, from, evidence}) => {
		const [rule] = evidence;
		if (rule === undefined || (from !== 'firewall-closed' && from !== 'some-sources')) return [];
		return [
			`${at?.hostPort ?? port.port}/${port.protocol} ${from === 'firewall-closed' ? 'closed' : 'restricted'} by ${rule.path}: ${rule.value}`,
		];
	});
	const unseen = reach.flatMap(one =>
		one.unseen.flatMap(({what, reason}) => (what === 'firewall' ? [`not seen: ${reason.reason}`] : [])),
	);
	const all = [...new Set([...decided, ...unseen])].map(sanitise);
	if (all.length === 0) return [];
	return [blank, heading(' FIREWALL'), ...all.flatMap(text => prose(text, width, {indent: 3, item: {copy: text}}))];
}

function modeWords({namespaces: {network}, networkMode}: ContainerFacts): string {
	if (network.kind === 'host') return 'host: it shares the network of the host, so every port is a host port';
	if (network.kind === 'container') return `shared with ${network.name}`;
	if (network.kind === 'unresolved') return `unknown: ${network.reason}`;
	return networkMode === '' ? 'default' : networkMode;
}

function whyNotSeen({sockets: {own}, status}: ContainerFacts): SafeText | null {
	if (status !== 'running') return trusted('It is not running, so nothing listens.');
	return own.known ? null : sanitise(`What listens is not known: ${reasonOf(own.reason)}`);
}

function attachments({networks}: ContainerFacts, entries: ContainerContext['state']['model']['entries']): readonly Line[] {
	if (networks.length === 0) return [];
	const nameOf = (id: string): string => entries.find(entry => entry.id === id)?.name ?? id.slice(0, 12);
	return [
		blank,
		heading(' NETWORKS'),
		...networks.map(network => {
			const kind = [
				// The driver of the network `none`.
				network.driver === 'null' ? 'loopback only' : (network.driver ?? 'driver unknown'),
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
