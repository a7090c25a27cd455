import {
	bySeverity,
	type Gain,
	isUnauthenticated,
	type ServiceAccess,
	type ServiceReach,
	type Severity,
	serviceReach,
} from '../../../base/index.js';
import type {ContainerScope} from '../scope.js';
import {behindPorts} from './behind-ports.js';

/** What a client owns, by who can be one. Scanners find a database that every network reaches within hours. */
export const clientSeverity: Readonly<Record<ServiceReach['from'], Readonly<Record<Gain, Severity>>>> = {
	everywhere: {host: 'critical', code: 'critical', data: 'critical', use: 'high'},
	address: {host: 'critical', code: 'high', data: 'high', use: 'medium'},
	neighbours: {host: 'medium', code: 'medium', data: 'low', use: 'low'},
	host: {host: 'medium', code: 'low', data: 'low', use: 'low'},
	self: {host: 'low', code: 'low', data: 'low', use: 'low'},
};

/** A service that lets clients in without a password, or with one that everyone knows. */
export type UnprotectedService = ServiceAccess & {
	readonly reach: ServiceReach;
	readonly severity: Severity;
	/** Why no other machine comes through its published ports now: `, closed by the host firewall`. */
	readonly behind: string;
};

/** Worst first. One that only its own container can connect to is no finding. */
export function unprotectedServices(scope: ContainerScope): readonly UnprotectedService[] {
	const {container, fleet, host} = scope;
	return scope
		.services()
		.filter(isUnauthenticated)
		.map(one => {
			const reach = serviceReach(one, container, fleet, host);
			const behind = reach.from === 'host' && reach.ports.length > 0 ? behindPorts(scope, reach.ports).words : '';
			return {...one, reach, severity: clientSeverity[reach.from][one.service.gives], behind};
		})
		.filter(({reach}) => reach.from !== 'self')
		.sort((a, b) => bySeverity(a.severity, b.severity));
}

/** `Redis asks for no password, port 6379 reachable from every network: any client can read its data` */
export const describeService = ({service, access, reach, behind}: UnprotectedService): string =>
	`${service.name} ${access === 'open' ? 'asks for no password' : 'accepts a well-known password'}, ${reachText(reach, behind)}: any client can ${service.gain}`;

function reachText({from, ports, peers}: ServiceReach, behind: string): string {
	const names = ports.map(({port}) => port).join(', ');
	if (behind !== '') return `port ${names} published${behind}`;
	switch (from) {
		case 'everywhere':
			return names === '' ? 'reachable from every network' : `port ${names} reachable from every network`;
		case 'address':
			return names === '' ? 'reachable from certain networks only' : `port ${names} reachable on certain addresses`;
		case 'neighbours':
			return `reachable by ${peers} other ${peers === 1 ? 'container' : 'containers'}`;
		default:
			return 'reachable from this host only';
	}
}
