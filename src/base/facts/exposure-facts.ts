import type {SafeText} from '../text/safe-text.js';
import type {Gain} from './services/service.js';

export type PortFacts = {
	/** Inside the container. */
	readonly port: number;
	readonly protocol: 'tcp' | 'udp' | 'sctp';
	readonly exposed: boolean;
	/** Host addresses that it is published on; empty when not published. `0.0.0.0` and `::` mean all addresses. */
	readonly published: readonly {readonly address: SafeText; readonly hostPort: number}[];
	/** `wildcard`: all addresses of the host; `loopback`: this host only; `address`: specific addresses; `none`: other containers at most. */
	readonly reach: 'wildcard' | 'address' | 'loopback' | 'none';
	/** Well-known administrative or data service by its port number (`redis`, `docker API`…). */
	readonly service: SafeText | null;
	readonly administrative: boolean;
	/** What any client owns, where a service on it lets clients in without a password, or with one that everyone knows. */
	readonly unauthenticated?: Gain;
};

export type NetworkAttachment = {
	readonly name: SafeText;
	readonly id: string;
	readonly address: SafeText | null;
	readonly driver: SafeText | null;
	readonly internal: boolean | null;
	/** True on the swarm's ingress network, which a task joins when its service publishes ports on every node. */
	readonly ingress: boolean;
	/** True on the engine's default bridge. */
	readonly defaultBridge: boolean;
	/** True when inter-container communication is disabled on the bridge (`enable_icc=false`) and the kernel enforces it. */
	readonly separated: boolean;
	/** Ids of the other containers on this network. */
	readonly peers: readonly string[];
};
