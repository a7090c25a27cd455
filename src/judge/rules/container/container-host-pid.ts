import {withOwnPid} from '../../changes/namespace-changes.js';
import {dangersOfKind} from '../dangers/index.js';
import {cisIds, defineRule} from '../rule.js';
import {judgeHostNamespace} from '../shared/judge-namespace.js';

export default defineRule({
	slug: 'container-host-pid',
	title: "Container shares the host's PID namespace",
	cis: cisIds('5.16'),
	severity: 'high',
	target: 'container',
	rationale:
		'It sees the command line of every process, and can read the environment of and send signals to those with the same uid; with CAP_SYS_PTRACE it can take them over.',
	references: ['pid_namespaces(7)', 'https://docs.docker.com/reference/cli/docker/container/run/#pid'],
	weighed: true,

	check: scope => {
		const {container} = scope;
		const dangers = dangersOfKind(scope, 'host-pid', 'process-list', 'ptrace-host');
		return judgeHostNamespace(container, container.namespaces.pid, 'PidMode', 'PID namespace', dangers);
	},

	remedy: ({container}) => withOwnPid(container),

	examples: {
		bad: {HostConfig: {PidMode: 'host'}},
		good: {HostConfig: {PidMode: ''}},
	},
});
