import type {Severity} from '../../facts/index.js';
import {serviceAccess} from '../../facts/services/access.js';
import {type ServiceReach, serviceReach} from '../../facts/services/reach.js';
import type {Gain, ServiceAccess} from '../../facts/services/service.js';
import {bySeverity} from '../../facts/severity.js';
import type {ContainerScope} from '../rule.js';

/** What a client owns, by who can be one. Scanners find a database that every network reaches within hours. */
const severities: Readonly<Record<ServiceReach['from'], Readonly<Record<Gain, Severity>>>> = {
	everywhere: {host: 'critical', code: 'critical', data: 'critical', use: 'high'},
	address: {host: 'critical', code: 'high', data: 'high', use: 'medium'},
	neighbours: {host: 'medium', code: 'medium', data: 'low', use: 'low'},
	host: {host: 'medium', code: 'low', data: 'low', use: 'low'},
	self: {host: 'low', code: 'low', data: 'low', use: 'low'},
};

/** A service that lets clients in without a password, or with one that everyone knows. */
export type UnprotectedService = ServiceAccess & {readonly reach: ServiceReach; readonly severity: Severity};

/** Worst first. One that only its own container can connect to is no finding. */
export function unprotectedServices({container, image, fleet, host}: ContainerScope): readonly UnprotectedService[] {
	return serviceAccess(container, image)
		.filter(({access}) => access === 'open' || access === 'guessable')
		.map(one => {
			const reach = serviceReach(one, container, fleet, host);
			return {...one, reach, severity: severities[reach.from][one.service.gives]};
		})
		.filter(({reach}) => reach.from !== 'self')
		.sort((a, b) => bySeverity(a.severity, b.severity));
}

/** `Redis asks for no password, port 6379 reachable from every network: any client can read its data` */
export const describeService = ({service, access, reach}: UnprotectedService): string =>
	`${service.name} ${access === 'open' ? 'asks for no password' : 'accepts a well-known password'}, ${reachText(reach)}: any client can ${service.gain}`;

function reachText({from, ports, peers}: ServiceReach): string {
	const names = ports.map(({port}) => port).join(', ');
	switch (from) {
		case 'everywhere':
			return names === '' ? 'reachable from every network' : `port ${names} reachable from every network`;
		case 'address':
			return names === '' ? 'reachable from the local network' : `port ${names} reachable on certain addresses`;
		case 'neighbours':
			return `reachable by ${peers} other ${peers === 1 ? 'container' : 'containers'}`;
		default:
			return 'reachable from this host only';
	}
}
