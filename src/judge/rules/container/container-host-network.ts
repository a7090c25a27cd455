import {withOwnNetwork} from '../../changes/namespace-changes.js';
import {dangersOfKind} from '../dangers/index.js';
import {cisIds, defineRule} from '../rule.js';
import {judgeHostNamespace} from '../shared/judge-namespace.js';

export default defineRule({
	slug: 'container-host-network',
	title: "Container shares the host's network namespace",
	cis: cisIds('5.10'),
	severity: 'high',
	target: 'container',
	rationale:
		'It can reach loopback services, abstract sockets and every interface of the host, and nothing limits the ports that it listens on.',
	references: ['network_namespaces(7)', 'https://docs.docker.com/engine/network/drivers/host/'],
	weighed: true,

	check: scope => {
		const {container} = scope;
		const dangers = dangersOfKind(scope, 'host-network');
		return judgeHostNamespace(container, container.namespaces.network, 'NetworkMode', 'network namespace', dangers);
	},

	remedy: ({container}) => withOwnNetwork(container),

	examples: {
		bad: {HostConfig: {NetworkMode: 'host'}},
		good: {HostConfig: {NetworkMode: 'bridge'}},
	},
});
