import {unknown} from '../../answers/index.js';
import {parseTime} from '../../text/iso-time.js';
import type {ContainerFacts} from '../container-facts.js';
import type {HostFacts} from '../host-facts.js';

/** The engine writes the rules that publish a port before it notes that the container started: the host must be read after that. */
export const startedSince = ({startedAt}: Pick<ContainerFacts, 'startedAt'>, readAt: number): boolean =>
	startedAt !== null && parseTime(startedAt) > readAt;

/**
 * The host as far as it says something about a container: rules that were read before it started would close its ports.
 *
 * @param readAt  when reading the host began, in milliseconds by the clock of that host
 */
export function hostFor(host: HostFacts | null, container: Pick<ContainerFacts, 'startedAt'>, readAt: number): HostFacts | null {
	if (host === null || !host.firewall.known || !startedSince(container, readAt)) return host;
	return {...host, firewall: unknown('host:firewall', 'read before the container started; it is being read again')};
}
