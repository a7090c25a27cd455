import {withOwnIpc} from '../../changes/namespace-changes.js';
import {cisIds, defineRule} from '../rule.js';
import {judgeHostNamespace} from '../shared/judge-namespace.js';

export default defineRule({
	slug: 'container-host-ipc',
	title: "Container shares the host's IPC namespace",
	cis: cisIds('5.17'),
	severity: 'medium',
	target: 'container',
	rationale: 'It can attach to the shared memory, semaphores and message queues of host processes.',
	references: ['ipc_namespaces(7)', 'https://docs.docker.com/reference/cli/docker/container/run/#ipc'],
	mitigatedBy: ['rootless', 'userns'],

	check: ({container}) => judgeHostNamespace(container, container.namespaces.ipc, 'IpcMode', 'IPC namespace'),

	remedy: ({container}) => withOwnIpc(container),

	examples: {
		bad: {HostConfig: {IpcMode: 'host'}},
		good: {HostConfig: {IpcMode: 'private'}},
	},
});
