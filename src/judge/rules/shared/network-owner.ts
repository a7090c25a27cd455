import type {ContainerFacts} from '../../../base/index.js';

/** Names the container whose network this one shares: what a remedy changes of the network is changed there. */
export const withNetworkOwnerHint = ({namespaces: {network}}: ContainerFacts, text: string): string =>
	network.kind === 'container' ? `${text} It shares the network of ${network.name}: make the change there.` : text;
