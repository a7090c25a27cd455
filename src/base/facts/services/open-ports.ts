import type {ContainerFacts} from '../container-facts.js';
import type {ImageFacts} from '../image-facts.js';
import type {PortFacts} from '../ports.js';
import {serviceAccess} from './access.js';
import {publishedPorts} from './reach.js';
import type {Gain, ServiceAccess} from './service.js';

/** Worst first. */
const gains: readonly Gain[] = ['host', 'code', 'data', 'use'];

/** Whether it lets clients in without a password, or with one that everyone knows. */
export const isUnauthenticated = ({access}: ServiceAccess): boolean => access === 'open' || access === 'guessable';

/** The container with what any client owns on each of its published ports: its badges, paths and pages then know what the rule says. */
export function withUnauthenticatedPorts(container: ContainerFacts, image: ImageFacts | null): ContainerFacts {
	if (!container.ports.some(({published}) => published.length > 0)) return container;
	const services = serviceAccess(container, image).filter(one => isUnauthenticated(one) && !one.onLoopback);
	if (services.length === 0) return container;
	const given = services.map(one => ({gives: one.service.gives, ports: publishedPorts(one, container.ports)}));
	const worstOn = (port: PortFacts) => gains.find(gain => given.some(({gives, ports}) => gives === gain && ports.includes(port)));
	return {
		...container,
		ports: container.ports.map(port => {
			const unauthenticated = worstOn(port);
			return unauthenticated === undefined ? port : {...port, unauthenticated};
		}),
	};
}
