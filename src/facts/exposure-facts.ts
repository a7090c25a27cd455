import type {SafeText} from '../terminal/safe-text.js';

export type PortFacts = {
	/** Inside the container. */
	readonly port: number;
	readonly protocol: 'tcp' | 'udp' | 'sctp';
	readonly exposed: boolean;
	/** Addresses on which the host answers; empty when not published. `0.0.0.0` and `::` mean every address. */
	readonly published: readonly {readonly address: SafeText; readonly hostPort: number}[];
	/** `wildcard`: every address of the host; `loopback`: this host alone; `address`: certain addresses; `none`: peers at most. */
	readonly reach: 'wildcard' | 'address' | 'loopback' | 'none';
	/** Known administrative or data service by its port number (`redis`, `docker API`…). */
	readonly service: SafeText | null;
	readonly administrative: boolean;
};

export type NetworkAttachment = {
	readonly name: SafeText;
	readonly id: string;
	readonly address: SafeText | null;
	readonly driver: SafeText | null;
	readonly internal: boolean | null;
	/** True on the swarm's own network, to which a task belongs whose service publishes ports on every node. */
	readonly ingress: boolean;
	/** True on the engine's default bridge. */
	readonly defaultBridge: boolean;
	/** True where the bridge lets its containers not talk to each other (`enable_icc=false`), and the kernel obeys. */
	readonly separated: boolean;
	/** Ids of the other containers on this network. */
	readonly peers: readonly string[];
};
