import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {judgeHostNamespace, namespaceFlag} from '../shared/namespaces.js';

export default defineRule({
	slug: 'container-host-ipc',
	title: 'Container shares the IPC namespace of the host',
	cis: cisIds('5.17'),
	severity: 'medium',
	target: 'container',
	rationale: 'It can attach to the shared memory, semaphores and message queues of processes on the host.',
	references: ['ipc_namespaces(7)', 'https://docs.docker.com/reference/cli/docker/container/run/#ipc'],
	mitigatedBy: ['rootless', 'userns'],

	check: ({container}) => judgeHostNamespace(container, container.namespaces.ipc, 'IpcMode', 'shares the IPC namespace'),

	remedy: ({container}) => ({
		text: 'Give it a private IPC namespace; /dev/shm can be made larger with --shm-size.',
		remove: [namespaceFlag(container, container.namespaces.ipc, 'IpcMode')],
		mayBreak: 'Programs that talk to the host through shared memory, such as X clients or databases.',
	}),

	examples: {
		bad: {HostConfig: {IpcMode: 'host'}},
		good: {HostConfig: {IpcMode: 'private'}},
	},
});
