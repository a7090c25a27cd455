import type {ContainerFacts} from '../../base/index.js';
import {each, option, type RunOption} from './run-option.js';

/** The network that a container would have for itself and those that belong to it; it is created first. */
export const ownNetworkName = ({name}: Pick<ContainerFacts, 'name'>): string => `${name}-net`;

/**
 * Off a network and on a dedicated one. Nothing where it shares another container's network: the change is made there.
 *
 * @param left  the networks to leave. The default bridge is left by naming another: engines since 26 report it for a container that was
 *              created without --network.
 */
export function movedToOwnNetwork(
	container: ContainerFacts,
	left: readonly {readonly name: string}[] = [{name: 'bridge'}],
): {readonly remove: readonly RunOption[]; readonly add: readonly RunOption[]} {
	const {namespaces, networkMode} = container;
	if (namespaces.network.kind === 'container') return {remove: [], add: []};
	// With one of these two Docker joins no other network.
	const only = namespaces.network.kind === 'host' ? 'host' : networkMode === 'none' ? 'none' : null;
	if (only !== null) return {remove: [option('--network', only)], add: [option('--network', ownNetworkName(container))]};
	const typed = left.map(({name}) => name).filter(name => name !== 'bridge');
	return {remove: each('--network', typed), add: [option('--network', ownNetworkName(container))]};
}
