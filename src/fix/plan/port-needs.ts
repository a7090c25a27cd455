import type {ContainerFacts} from '../../base/index.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import type {CapabilityNeed} from './need.js';

/**
 * NET_BIND_SERVICE, where it listens on a low port. Docker lets any user bind low ports in a private network namespace; not in the host's,
 * or if a sysctl says otherwise.
 *
 * @source moby PR 41030: net.ipv4.ip_unprivileged_port_start=0 in a container's own network namespace
 */
export function portNeeds(facts: ContainerFacts, evidence: HardeningEvidence, rung: 'safe' | 'least'): CapabilityNeed[] {
	const hostNetwork = facts.namespaces.network.kind === 'host';
	const start = evidence.portStart.known ? evidence.portStart.value : hostNetwork || hasPodmanDefaults(facts) ? 1024 : 0;
	const low = evidence.listening.known ? evidence.listening.value.find(socket => socket.port < start) : undefined;
	const unseen = !evidence.listening.known && hostNetwork && facts.ports.some(({port}) => port < start);
	// A renewal of a certificate, say, listens for a moment.
	const later = rung === 'safe' && start > 0;
	if (low === undefined && !unseen && !later) return [];
	return [
		{
			capability: 'NET_BIND_SERVICE',
			evidence: {source: 'proc', path: 'ip_unprivileged_port_start', value: low === undefined ? start : `${low.port} < ${start}`},
		},
	];
}

/** Podman keeps the kernel's first unprivileged port. It is recognised by its default capabilities. */
export const hasPodmanDefaults = ({capabilities}: ContainerFacts): boolean => !capabilities.default.has('NET_RAW');
