import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {judgeHostNamespace, namespaceFlag} from '../shared/namespaces.js';

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

	remedy: ({container}) => ({
		text: 'Use a private IPC namespace; --shm-size makes /dev/shm larger.',
		remove: [namespaceFlag(container, container.namespaces.ipc, 'IpcMode')],
		mayBreak: 'Programs that talk to the host through shared memory, such as X clients or databases.',
	}),

	examples: {
		bad: {HostConfig: {IpcMode: 'host'}},
		good: {HostConfig: {IpcMode: 'private'}},
	},
});
