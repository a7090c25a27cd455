import {
	bracketed,
	type ContainerFacts,
	groupBy,
	lowerSeverity,
	type PortReach,
	safe,
	sanitise,
	trusted,
	widestReach,
} from '../../base/index.js';
import {change} from '../changes/change.js';
import {movedToOwnNetwork, ownNetworkName} from '../changes/network-changes.js';
import {onLoopback} from '../changes/port-changes.js';
import {processSight, withoutProcessSight} from '../rules/dangers/peer-processes.js';
import {openPortSeverity} from '../rules/dangers/port-severity.js';
import type {AttackPath} from './assessment.js';
import type {FleetContext} from './fleet-context.js';
import {
	type EntryPoint,
	type EscapeVector,
	insideHop,
	networkHop,
	outsideHop,
	peerEntryPoint,
	worstPathFirst,
} from './path-ends.js';

/** More than a handful is a list, not a story. */
const maxPaths = 5;

/**
 * The attack paths that start at, or lead through, one container: who gets in, as whom, and what is owned then. Worst first, each
 * with the single change that cuts it.
 */
export function attackPaths(container: ContainerFacts, context: FleetContext): AttackPath[] {
	const vectors = context.vectorsOf(container);
	const direct = context.entryPointOf(container);
	const peer = direct === null ? peerEntryPoint(container, context) : null;
	const paths = [
		...vectors.map(vector => pathOf(direct ?? codeInside(container), container, vector)),
		...vectors.slice(0, peer === null ? 0 : 1).map(vector => pathOf(peer ?? codeInside(container), container, vector)),
		...dataPaths(container, context.openPortsOf(container)),
		...peerProcessPaths(container, context),
		...lateralPaths(container, context),
	];
	return distinct(paths).sort(worstPathFirst).slice(0, maxPaths);
}

/** There is no entry point, so the attacker is code that already runs there: a dependency, a build job, a bug in a parser. */
function codeInside(container: ContainerFacts): EntryPoint {
	return {id: 'inside', hops: [{label: safe`code in ${container.name}`, evidence: null}], indirect: false};
}

function pathOf(entry: EntryPoint, container: ContainerFacts, vector: EscapeVector): AttackPath {
	const inside = entry.id === 'inside' ? userHop(container) : [insideHop(container)];
	return {
		id: `${entry.id}>${vector.id}`,
		severity: entry.indirect ? lowerSeverity(vector.severity) : vector.severity,
		hops: [...entry.hops, ...inside, ...vector.hops],
		cutBy: vector.cutBy,
	};
}

function userHop({user}: ContainerFacts): AttackPath['hops'] {
	const label =
		user.isRoot === true ? trusted('uid 0') : user.uid === null ? safe`user ${user.configured}` : safe`uid ${user.uid}`;
	return [{label, evidence: {source: 'inspect', path: 'Config.User', value: user.configured}}];
}

/** A data store or an administration port that every network reaches: no escape is needed. */
function dataPaths(container: ContainerFacts, open: readonly PortReach[]): AttackPath[] {
	const {network} = container.namespaces;
	const where = network.kind === 'container' ? safe`publish ${network.name}, whose network it uses,` : trusted('publish it');
	const ofPort = groupBy(
		open.filter(({port}) => port.administrative || port.unauthenticated !== undefined),
		({port}) => `${port.port}/${port.protocol}`,
	);
	return [...ofPort.values()].flatMap(places => {
		const widest = widestReach(places);
		if (widest === null) return [];
		const {port, at} = widest;
		const service = port.service ?? safe`port ${port.port}`;
		const place = safe`${sanitise(bracketed(at?.address || '0.0.0.0'))}:${at?.hostPort ?? port.port}`;
		return [
			{
				id: `service:${port.port}/${port.protocol}`,
				severity: openPortSeverity(widest),
				hops: [
					outsideHop(places),
					{
						label: place,
						evidence: {
							source: 'inspect',
							path: `NetworkSettings.Ports["${port.port}/${port.protocol}"]`,
							value: place,
						},
					},
					{
						label: safe`${service} of ${container.name}${trusted(port.unauthenticated === undefined ? '' : ', open to any client')}`,
						evidence: null,
					},
				],
				cutBy: change({
					text: safe`${where} only on this host`,
					...onLoopback(container, [port]),
					mayBreak: 'Clients on other machines.',
				}),
			},
		];
	});
}

/** Through the processes of another container that it sees: nothing of that one has to be taken first. */
function peerProcessPaths(container: ContainerFacts, {entryPointOf, peerRouteOf}: FleetContext): AttackPath[] {
	const found = peerRouteOf(container);
	if (found === null) return [];
	const {peer, route, through} = found;
	const step = {label: through, evidence: processSight(container)};
	const vector = {
		id: `processes:${peer.id}>${route.id}`,
		severity: route.severity,
		hops: [step, ...route.hops],
		cutBy: withoutProcessSight(container),
	};
	return [pathOf(entryPointOf(container) ?? codeInside(container), container, vector)];
}

/** From a published container to the worst neighbour it can talk to. */
function lateralPaths(container: ContainerFacts, {entryPointOf, dangerousOn, vectorsOf}: FleetContext): AttackPath[] {
	const entry = entryPointOf(container);
	if (entry === null) return [];
	const paths = container.networks.flatMap(network => {
		const peer = dangerousOn(network).find(({id}) => id !== container.id);
		const vector = peer === undefined ? undefined : vectorsOf(peer)[0];
		if (peer === undefined || vector === undefined) return [];
		return {
			id: `lateral:${peer.id}>${vector.id}`,
			severity: lowerSeverity(vector.severity),
			hops: [...entry.hops, insideHop(container), networkHop(network), insideHop(peer), ...vector.hops],
			cutBy: change({
				text: safe`a network that ${peer.name} is not on (create ${sanitise(ownNetworkName(container))} first)`,
				...movedToOwnNetwork(container, network.defaultBridge ? undefined : [network]),
				mayBreak: safe`Connections to ${peer.name}.`,
			}),
		};
	});
	return paths.sort(worstPathFirst).slice(0, 1);
}

/** Two routes with the same end that one change cuts are one path: the shorter one is shown. */
function distinct(paths: readonly AttackPath[]): AttackPath[] {
	const byStory = new Map<string, AttackPath>();
	for (const path of [...paths].sort(worstPathFirst)) {
		const {remove, add} = path.cutBy;
		const story = JSON.stringify([path.hops.at(-1)?.label, remove, add, /^(lateral|peer):/.test(path.id)]);
		if (!byStory.has(story)) byStory.set(story, path);
	}
	return [...byStory.values()];
}
