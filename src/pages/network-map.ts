import type {ContainerFacts, NetworkFacts} from '../facts/index.js';
import {bracketed} from '../terminal/bracketed.js';
import type {SafeText} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import {fitTo, widthOf} from '../terminal/width.js';
import {blank, heading, itemLine, type Line, line, type Page, prose, say} from './layout/page.js';
import type {PageContext} from './page-state.js';
import {reasonOf, valueOr} from './words.js';

/** Who can reach whom: from outside, from this host, and between containers that share a network. */
export function networkMapPage({state, width}: PageContext): Page {
	const containers = state.model.entries.flatMap(({assessed}) => (assessed?.facts.status === 'running' ? [assessed.facts] : []));
	const networks = state.model.engine ? valueOr(state.model.engine.networks, []) : [];
	const unseen = state.model.engine && !state.model.engine.networks.known ? reasonOf(state.model.engine.networks.reason) : null;
	return {
		lines: [
			...reachedFrom('FROM ANYWHERE', containers, 'wildcard', width),
			...reachedFrom('FROM CERTAIN ADDRESSES', containers, 'address', width),
			...reachedFrom('FROM THIS HOST ONLY', containers, 'loopback', width),
			...joined(containers),
			heading(' BETWEEN CONTAINERS'),
			...(unseen === null ? [] : prose(unseen, width, {indent: 3, tone: 'muted'})),
			...groupsOf(containers, networks).flatMap(group => groupLines(group, width)),
		],
	};
}

function reachedFrom(
	title: string,
	containers: readonly ContainerFacts[],
	reach: 'wildcard' | 'address' | 'loopback',
	width: number,
): readonly Line[] {
	const reached = containers.flatMap(container => {
		const onHost = container.namespaces.network.kind === 'host' && reach === 'wildcard';
		const ports = container.ports.filter(port => port.reach === reach);
		if (ports.length === 0 && !onHost) return [];
		return [{container, words: onHost ? ["the host's network: every port it opens"] : publishedRuns(ports).map(published)}];
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

type Port = ContainerFacts['ports'][number];

/** Ports that follow one another inside and outside are one line: a range of a thousand would hide everything else. */
function publishedRuns(ports: readonly Port[]): readonly (readonly Port[])[] {
	const runs: Port[][] = [];
	const latest = new Map<string, Port[]>();
	for (const port of ports) {
		const run = latest.get(port.protocol);
		if (run && follows(run.at(-1), port)) run.push(port);
		else {
			const begun = [port];
			runs.push(begun);
			latest.set(port.protocol, begun);
		}
	}
	return runs.flatMap(run => (run.length > 2 ? [run] : run.map(port => [port])));
}

function follows(before: Port | undefined, port: Port): boolean {
	if (before?.port !== port.port - 1 || before.protocol !== port.protocol) return false;
	if (before.service !== null || port.service !== null || before.published.length !== port.published.length) return false;
	return before.published.every(({address, hostPort}, index) => {
		const next = port.published[index];
		return next?.address === address && next.hostPort === hostPort + 1;
	});
}

function published(run: readonly Port[]): string {
	const [first] = run;
	if (first === undefined) return '';
	const range = (from: number) => (run.length === 1 ? String(from) : `${from}-${from + run.length - 1}`);
	const addresses = first.published.map(({address, hostPort}) => `${bracketed(address)}:${range(hostPort)}`).join(' ');
	return `${addresses} → ${range(first.port)}/${first.protocol}${first.service === null ? '' : ` (${first.service})`}`;
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
