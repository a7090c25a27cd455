import {type ContainerFacts, type EngineFacts, type HostFacts, safe, trusted} from '../../../base/index.js';
import {withoutMount} from '../../changes/mount-changes.js';
import {withOwnPid} from '../../changes/namespace-changes.js';
import {seesEveryProcess, wholeProcessMount} from '../shared/submounts.js';
import {type DangerDraft, hop, hostRoot, inspectEvidence} from './danger.js';
import {entersProcess, hostUid0} from './needs.js';

/**
 * Root that sees the host's processes gets to its files without SYS_PTRACE: through the root directory of one that has no more capabilities
 * than itself, such as a daemon that gave all of them up, or anyone's shell.
 */
export function hostProcessDangers(container: ContainerFacts, _: EngineFacts, host: HostFacts | null): DangerDraft[] {
	// With it the danger of tracing them says the same.
	if (!seesEveryProcess(container) || container.capabilities.granted.has('SYS_PTRACE')) return [];
	const {pid} = container.namespaces;
	const mount = pid.kind === 'host' ? undefined : wholeProcessMount(container);
	const [label, evidence] =
		mount === undefined
			? [trusted('host pid namespace'), inspectEvidence('HostConfig.PidMode', 'host')]
			: [
					safe`/proc of the host at ${mount.destination}`,
					inspectEvidence(`Mounts[${container.mounts.indexOf(mount)}].Source`, mount.realSource),
				];
	return [
		{
			id: 'host-process',
			kind: 'host-process',
			about: 'host',
			severity: 'critical',
			needs: [
				hostUid0,
				entersProcess(host, trusted('whether a process of the host has no more capabilities than its own is not known')),
			],
			mitigatedBy: ['rootless', 'apparmor', 'selinux'],
			exposes: trusted('files of the host, through its processes'),
			hops: [hop(label, evidence), hop(trusted('/proc/PID/root of a host process')), hostRoot],
			change: () =>
				mount === undefined
					? withOwnPid(container)
					: withoutMount(container, mount, 'Do not mount /proc of the host.', 'Monitoring that reads it.'),
		},
	];
}
