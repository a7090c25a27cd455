import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {judgeHostNamespace, namespaceFlag} from '../shared/namespaces.js';

export default defineRule({
	slug: 'container-host-pid',
	title: 'Container shares the process tree of the host',
	cis: cisIds('5.16'),
	severity: 'high',
	target: 'container',
	rationale:
		'It sees the command lines of every process, reads the environment of those with its own uid and can signal them; with CAP_SYS_PTRACE it takes them over.',
	references: ['pid_namespaces(7)', 'https://docs.docker.com/reference/cli/docker/container/run/#pid'],
	mitigatedBy: ['rootless', 'userns'],

	check: ({container}) => judgeHostNamespace(container, container.namespaces.pid, 'PidMode', 'shares the process tree'),

	remedy: ({container}) => ({
		text: 'Give it a process tree of its own.',
		remove: [namespaceFlag(container, container.namespaces.pid, 'PidMode')],
		mayBreak: 'Monitoring and debugging tools that look at processes of the host.',
	}),

	examples: {
		bad: {HostConfig: {PidMode: 'host'}},
		good: {HostConfig: {PidMode: ''}},
	},
});
