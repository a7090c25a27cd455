import {type ContainerFacts, fitTo, type NetworkFacts, type SafeText, sanitise, widthOf} from '../../base/index.js';
import type {AssessedContainer} from '../../judge/index.js';
import {blank, heading, itemLine, type Line, line, type Page, prose, say} from './layout/page.js';
import {placeWords, type ReachedFrom, uncertaintyWords} from './network-places.js';
import type {PageContext} from './page-state.js';
import {reasonOf, valueOr} from './words.js';

/** Who can reach whom: from outside, from this host, and between containers that share a network. */
export function networkMapPage({state, width}: PageContext): Page {
	const assessed = state.model.entries.flatMap(({assessed: one}) => (one?.facts.status === 'running' ? [one] : []));
	const containers = assessed.map(({facts}) => facts);
	const networks = state.model.engine ? valueOr(state.model.engine.networks, []) : [];
	const unseen = state.model.engine && !state.model.engine.networks.known ? reasonOf(state.model.engine.networks.reason) : null;
	const uncertain = uncertaintyWords(assessed);
	return {
		lines: [
			...reachedFrom('FROM ANYWHERE', assessed, ['any-network'], width),
			...reachedFrom('FROM CERTAIN ADDRESSES', assessed, ['some-sources', 'address', 'routed'], width),
			...reachedFrom('ON LOOPBACK, OPEN TO THE LOCAL NETWORK', assessed, ['on-link'], width),
			...reachedFrom('FROM THIS HOST ONLY', assessed, ['this-host'], width),
			...reachedFrom('CLOSED', assessed, ['firewall-closed', 'itself', 'no-listener'], width),
			...(uncertain === null ? [] : [...prose(uncertain, width, {indent: 3, tone: 'muted'}), blank]),
			...joined(containers),
			heading(' BETWEEN CONTAINERS'),
			...(unseen === null ? [] : prose(unseen, width, {indent: 3, tone: 'muted'})),
			...groupsOf(containers, networks).flatMap(group => groupLines(group, width)),
		],
	};
}

function reachedFrom(
	title: string,
	containers: readonly AssessedContainer[],
	from: readonly ReachedFrom[],
	width: number,
): readonly Line[] {
	const reached = containers.flatMap(assessed => {
		const words = placeWords(assessed, from);
		return words.length === 0 ? [] : [{container: assessed.facts, words}];
	});
	const longest = reached.reduce((most, {container}) => Math.max(most, widthOf(container.name)), 0);
	const column = Math.min(24, Math.floor(width / 3), longest) + 2;
	const lines = reached.flatMap(({container, words}) => {
		const below = (text: string): Line => line(say(' '.repeat(3 + column)), say(text));
		// A longer name takes its own line: what is reached stays in its column.
		if (widthOf(container.name) + 2 > column)
			return [itemLine(toContainer(container), say('   '), say(container.name, 'strong')), ...words.map(below)];
		const [first = '', ...rest] = words;
		return [
			itemLine(toContainer(container), say('   '), say(fitTo(container.name, column), 'strong'), say(first)),
			...rest.map(below),
		];
	});
	return lines.length === 0 ? [] : [heading(` ${title}`), ...lines, blank];
}

/** Containers that use the network of another one are reached wherever that one is. */
function joined(containers: readonly ContainerFacts[]): readonly Line[] {
	const joining = containers.filter(({namespaces}) => namespaces.network.kind === 'container');
	const longest = Math.max(0, ...joining.map(({name}) => widthOf(name)));
	const lines = joining.map(container => {
		const {network} = container.namespaces;
		const name = fitTo(container.name, longest);
		const whose = network.kind === 'container' ? network.name : '';
		return itemLine(toContainer(container), say(`   ${name}  `, 'strong'), say(`shares the network of ${whose}`));
	});
	return lines.length === 0 ? [] : [heading(' SHARED'), ...lines, blank];
}

const toContainer = ({id, name}: ContainerFacts) => ({copy: name, open: {kind: 'container', id, tab: 'network'}}) as const;

type Group = {readonly name: SafeText; readonly members: readonly ContainerFacts[]; readonly network: NetworkFacts | null};

function groupsOf(containers: readonly ContainerFacts[], networks: readonly NetworkFacts[]): readonly Group[] {
	const groups = new Map<string, {name: SafeText; members: ContainerFacts[]}>();
	for (const container of containers)
		for (const {id, name} of container.networks) {
			const group = groups.get(id === '' ? name : id) ?? {name, members: []};
			group.members.push(container);
			groups.set(id === '' ? name : id, group);
		}
	return [...groups].map(([id, group]) => ({...group, network: networks.find(network => network.id === id) ?? null}));
}

function groupLines({name, members, network}: Group, width: number): readonly Line[] {
	// Each has only its own loopback.
	const none = members.every(({namespaces}) => namespaces.network.kind === 'none');
	const facts = [
		none ? 'no connections' : (network?.driver ?? ''),
		network?.subnets.join(' ') ?? '',
		network?.internal && !none ? 'internal: no outbound access' : '',
		network?.icc === false ? 'containers isolated from one another (icc off)' : '',
		network?.defaultBridge ? 'default bridge' : '',
		network?.encrypted ? 'encrypted' : '',
	].filter(Boolean);
	const names = members.map(member => member.name).join(' ↔ ');
	const apart = none || network?.icc === false ? names.replaceAll(' ↔ ', ' · ') : names;
	return [
		itemLine({copy: name}, say(`   ${name}  `, 'strong'), say(facts.join(', '), 'muted')),
		...prose(sanitise(members.length === 1 ? `${names} (only member)` : apart), width, {indent: 5}),
	];
}
