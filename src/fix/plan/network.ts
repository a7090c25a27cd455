import {sanitise, trusted} from '../../base/index.js';
import {change, onLoopback, withOwnNetwork} from '../../judge/index.js';
import {type PlanStep, planned} from './change.js';
import {whyLeaveHostNetwork, whyPublishLess} from './reach-reason.js';

/** Ports published on all addresses of the host: who connects is not known, so the change is offered but not enabled. */
export const publishOnLoopback: PlanStep = ({assessed}) => {
	const {facts} = assessed;
	const open = facts.ports.filter(({reach}) => reach === 'wildcard');
	const narrowed = onLoopback(facts, open);
	if (narrowed.remove.length === 0) return [];
	return [
		planned(
			change({
				text: 'Publish only on the address that clients use, or on 127.0.0.1 if a reverse proxy on this host is in front.',
				...narrowed,
				mayBreak: 'Clients on other machines: publish on the address that they use.',
			}),
			{
				slug: 'publish',
				why: whyPublishLess(assessed),
				rung: 'choice',
				evidence: open.flatMap(({port, protocol, published}) =>
					published.map(({address, hostPort}) => ({
						source: 'inspect',
						path: `HostConfig.PortBindings["${port}/${protocol}"]`,
						value: sanitise(`${address}:${hostPort}`),
					})),
				),
				howToSee: trusted('connections from other machines are refused'),
			},
		),
	];
};

/** `--network host`: a private network, with the ports published on which it was seen to listen, else those that it exposes. */
export const ownNetwork: PlanStep = ({assessed, inspect, evidence}) => {
	if (inspect.HostConfig?.NetworkMode !== 'host') return [];
	const sockets = evidence.listening.known ? evidence.listening.value : null;
	const ports = sockets === null ? null : [...new Set(sockets.map(({port, protocol}) => `${port}/${protocol}`))];
	return [
		planned(withOwnNetwork(assessed.facts, ports ?? undefined), {
			slug: 'network',
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
