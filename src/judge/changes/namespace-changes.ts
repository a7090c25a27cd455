import {type ContainerFacts, string} from '../../base/index.js';
import {withoutCapabilities} from './capability-changes.js';
import {type Change, change} from './change.js';
import {option, type RunOption} from './run-option.js';

export type NamespaceMode = 'NetworkMode' | 'PidMode' | 'IpcMode' | 'UTSMode';

const options = {
	NetworkMode: ['--network', 'network'],
	PidMode: ['--pid', 'pid'],
	IpcMode: ['--ipc', 'ipc'],
	UTSMode: ['--uts', 'uts'],
} as const;

/** The option that was given: `--pid host`, or `--pid container:web` with the name instead of the id. */
export function namespaceOption({raw, namespaces}: ContainerFacts, mode: NamespaceMode): RunOption {
	const [name, key] = options[mode];
	const namespace = namespaces[key];
	const typed = string(raw.HostConfig?.[mode]);
	const through = namespace.kind === 'host' ? namespace.through[0] : namespace.kind === 'container' ? namespace.name : undefined;
	return option(name, typed.startsWith('container:') && through !== undefined ? `container:${through}` : typed);
}

export const withOwnPid = (container: ContainerFacts): Change =>
	change({
		text: 'Give it a private PID namespace.',
		remove: [namespaceOption(container, 'PidMode')],
		mayBreak: 'Monitoring and debugging tools that inspect host processes; --pid container:NAME shows those of one container.',
	});

/** SYS_PTRACE over the host's processes: what shows them is removed, else the capability. */
export const withoutHostTracing = (container: ContainerFacts): Change =>
	container.namespaces.pid.kind === 'private' ? withoutCapabilities(container, ['SYS_PTRACE']) : withOwnPid(container);

export const withOwnIpc = (container: ContainerFacts): Change =>
	change({
		text: 'Use a private IPC namespace; --shm-size makes /dev/shm larger.',
		remove: [namespaceOption(container, 'IpcMode')],
		mayBreak: 'Programs that talk to the host through shared memory, such as X clients or databases.',
	});

export const withOwnUts = (container: ContainerFacts): Change =>
	change({
		text: 'Give it its own hostname.',
		remove: [namespaceOption(container, 'UTSMode')],
		mayBreak: 'Software licensed by hostname (use --hostname).',
	});

export const withEngineUsers = (): Change =>
	change({
		text: "Use the engine's user namespace.",
		remove: [option('--userns', 'host')],
		mayBreak: 'Privileged containers, host networking and volume files that are owned by host uids.',
	});

/**
 * Its own network, with some ports published for this host.
 *
 * @param ports  `80/tcp`: what the image exposes, or what is really listened on where that was seen
 */
export const withOwnNetwork = (container: ContainerFacts, ports: readonly string[] = exposedPorts(container)): Change =>
	change({
		text: 'Use a bridge network and publish only the ports that are needed.',
		remove: [namespaceOption(container, 'NetworkMode')],
		add: string(container.raw.HostConfig?.NetworkMode) === 'host' ? ports.map(onThisHost) : [],
		mayBreak:
			"Clients on other machines (publish on the address that they use), multicast, services on the host's loopback address, and services that need the client's address.",
	});

const exposedPorts = ({ports}: ContainerFacts): string[] =>
	ports.filter(({exposed}) => exposed).map(({port, protocol}) => `${port}/${protocol}`);

function onThisHost(key: string): RunOption {
	const [port, protocol = 'tcp'] = key.split('/');
	return option('--publish', `127.0.0.1:${port}:${port}${protocol === 'tcp' ? '' : `/${protocol}`}`);
}
