import type {ContainerFacts} from '../../facts/index.js';
import {flag} from './flags.js';

/** Names the container whose network this one shares: what a remedy changes of the network is changed there. */
export const withNetworkOwnerHint = ({namespaces: {network}}: ContainerFacts, text: string): string =>
	network.kind === 'container' ? `${text} It shares the network of ${network.name}: make the change there.` : text;

/** The flags that move a container from the default bridge to a dedicated network; none where it shares another one's network. */
export function leavingBridge({namespaces: {network}, networkMode, name}: ContainerFacts): {remove: string[]; add: string[]} {
	if (network.kind === 'container') return {remove: [], add: []};
	return {remove: networkMode === 'bridge' ? ['--network bridge'] : [], add: [flag('--network', `${name}-net`)]};
}
