import {withOwnUts} from '../../changes/namespace-changes.js';
import {cisIds, defineRule} from '../rule.js';
import {judgeHostNamespace} from '../shared/judge-namespace.js';

export default defineRule({
	slug: 'container-host-uts',
	title: "Container shares the host's UTS namespace",
	cis: cisIds('5.21'),
	severity: 'low',
	target: 'container',
	rationale: "With CAP_SYS_ADMIN it can rename the host, and its logs carry the host's name.",
	references: ['uts_namespaces(7)', 'https://docs.docker.com/reference/cli/docker/container/run/#uts'],
	mitigatedBy: ['rootless', 'userns'],

	check: ({container}) => judgeHostNamespace(container, container.namespaces.uts, 'UTSMode', 'UTS namespace'),

	remedy: ({container}) => withOwnUts(container),

	examples: {
		bad: {HostConfig: {UTSMode: 'host'}},
		good: {HostConfig: {UTSMode: ''}},
	},
});
