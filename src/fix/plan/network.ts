import {trusted} from '../../base/index.js';
import {withOwnNetwork} from '../../judge/index.js';
import {type PlanStep, planned} from './change.js';
import {whyLeaveHostNetwork} from './reach-reason.js';

/** `--network host`: a private network, with the ports published on which it was seen to listen, else those that it exposes. */
export const ownNetwork: PlanStep = ({assessed, inspect, evidence}) => {
	if (inspect.HostConfig?.NetworkMode !== 'host') return [];
	const sockets = evidence.listening.known ? evidence.listening.value : null;
	const ports = sockets === null ? null : [...new Set(sockets.map(({port, protocol}) => `${port}/${protocol}`))];
	return [
		planned(withOwnNetwork(assessed.facts, ports ?? undefined), {
			slug: 'network',
			decides: {cause: 'network', name: 'private', about: trusted("the host's network")},
			why: whyLeaveHostNetwork(assessed),
			rung: 'choice',
			evidence: [
				{source: 'inspect', path: 'HostConfig.NetworkMode', value: 'host'},
				...(ports ?? []).map(port => ({source: 'proc', path: 'listening', value: port})),
			],
			howToSee: trusted('"Connection refused" to 127.0.0.1 in its log'),
		}),
	];
};
