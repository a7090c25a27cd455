import {type EngineInfo, type Known, known} from '../../../answers/index.js';
import type {EngineFacts, NetworkFacts} from '../../../facts/index.js';
import {own} from '../../../terminal/safe-text.js';

/** Raw answers of an example in which `/info` has these fields. */
export const exampleInfo = (info: EngineInfo): EngineFacts['raw'] => ({version: {}, info, networks: []});

export const exampleNetwork = (network: Partial<NetworkFacts>): NetworkFacts => ({
	id: 'a'.repeat(64),
	name: own('bridge'),
	driver: own('bridge'),
	internal: false,
	ipv6: false,
	ingress: false,
	encrypted: false,
	defaultBridge: false,
	icc: null,
	defaultBinding: null,
	subnets: [],
	containers: [],
	...network,
});

export const exampleBridge = (network: Partial<NetworkFacts>): Known<NetworkFacts> =>
	known(exampleNetwork({defaultBridge: true, ...network}));
