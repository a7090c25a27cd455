import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {judgeHostNamespace, namespaceFlag} from '../shared/namespaces.js';

export default defineRule({
	slug: 'container-host-uts',
	title: 'Container shares the host name of the host',
	cis: cisIds('5.21'),
	severity: 'low',
	target: 'container',
	rationale: 'With CAP_SYS_ADMIN it can rename the host, and its logs look like those of the host.',
	references: ['uts_namespaces(7)', 'https://docs.docker.com/reference/cli/docker/container/run/#uts'],
	mitigatedBy: ['rootless', 'userns'],

	check: ({container}) => judgeHostNamespace(container, container.namespaces.uts, 'UTSMode', 'shares the host name'),

	remedy: ({container}) => ({
		text: 'Give it a host name of its own.',
		remove: [namespaceFlag(container, container.namespaces.uts, 'UTSMode')],
		mayBreak: 'Software licensed by host name (use --hostname).',
	}),

	examples: {
		bad: {HostConfig: {UTSMode: 'host'}},
		good: {HostConfig: {UTSMode: ''}},
	},
});
