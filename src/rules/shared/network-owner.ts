import type {ContainerFacts} from '../../facts/index.js';
import {flag} from './flags.js';

/** Says at which container the network has to change, when that is not this one. */
export const atOwner = ({namespaces: {network}}: ContainerFacts, text: string): string =>
	network.kind === 'container' ? `It uses the network of ${network.name}: change that one’s. ${text}` : text;

/** The flags that take a container from the default bridge to a network of its own; none where another one decides. */
export function leavingBridge({namespaces: {network}, networkMode, name}: ContainerFacts): {remove: string[]; add: string[]} {
	if (network.kind === 'container') return {remove: [], add: []};
	return {remove: networkMode === 'bridge' ? ['--network bridge'] : [], add: [flag('--network', `${name}-net`)]};
}
