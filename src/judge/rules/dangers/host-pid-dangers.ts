import {
	type ContainerFacts,
	type EngineFacts,
	type HostFacts,
	type SafeText,
	safe,
	trusted,
	userNamespaceOf,
} from '../../../base/index.js';
import {withOwnPid} from '../../changes/namespace-changes.js';
import {type DangerDraft, hop, inspectEvidence} from './danger.js';
import {opensRemoteMemory} from './kernel.js';
import {either, engineCapability, entersProcess, hostCapability} from './needs.js';

/** What code in the process tree of the host can do without SYS_PTRACE. */
export function hostPidDangers(container: ContainerFacts, engine: EngineFacts, host: HostFacts | null): DangerDraft[] {
	const {namespaces, capabilities, user} = container;
	const {pid} = namespaces;
	if (pid.kind !== 'host') return [];
	const [through] = pid.through;
	const label = through === undefined ? trusted('host pid namespace') : safe`host pid namespace through ${through}`;
	const who = user.uid === null ? safe`user ${user.configured}` : safe`uid ${user.uid}`;
	const shared = {about: 'host', mitigatedBy: ['rootless'] as const, change: () => withOwnPid(container)};
	return [
		{
			...shared,
			id: 'host-pid',
			kind: 'host-pid',
			severity: 'high',
			// CAP_KILL signals the processes of others, as root does those of root.
			needs: [either([{kind: 'root', orAccount: true}], [engineCapability('KILL')])],
			exposes: trusted('environments and signals of processes'),
			hops: capabilities.granted.has('SYS_PTRACE')
				? []
				: [
						hop(label, inspectEvidence('HostConfig.PidMode', 'host')),
						hop(trusted("environments of other containers, signals to root's processes")),
					],
		},
		...remoteMemory(container, engine, label),
		...(user.isRoot === false && userNamespaceOf(container, engine) === 'initial'
			? [
					{
						...shared,
						id: 'host-pid-user',
						kind: 'host-pid' as const,
						severity: 'high' as const,
						// One that has no capabilities is open to any other of its uid and gid, with all that it sees.
						// @source ptrace(2), "Ptrace access mode checking"
						needs: [entersProcess(host, safe`whether a process of the host runs as ${who} too is not known`)],
						exposes: safe`processes of ${who} on the host`,
						hops: [hop(label, inspectEvidence('HostConfig.PidMode', 'host')), hop(safe`processes of ${who} on the host`)],
					},
				]
			: []),
		{
			...shared,
			id: 'process-list',
			kind: 'process-list',
			severity: 'medium',
			needs: [],
			exposes: trusted('command lines of every process of the host'),
			hops: [],
		},
	];
}

/** Those that observe the machine read what processes were started with, their secrets, without tracing them. */
function remoteMemory(container: ContainerFacts, engine: EngineFacts, label: SafeText): DangerDraft[] {
	const {granted} = container.capabilities;
	const reader = (['PERFMON', 'SYS_ADMIN'] as const).find(name => granted.has(name));
	if (reader === undefined || granted.has('SYS_PTRACE') || !opensRemoteMemory(engine)) return [];
	return [
		{
			id: 'host-pid-environments',
			kind: 'host-pid',
			about: 'host',
			severity: 'high',
			needs: [hostCapability(reader)],
			mitigatedBy: ['rootless'],
			exposes: trusted('environments of every process'),
			hops: [
				hop(safe`${label}, with ${trusted(reader)}`, inspectEvidence('HostConfig.PidMode', 'host')),
				hop(trusted('environments of every process of the host')),
			],
			change: () => withOwnPid(container),
		},
	];
}
