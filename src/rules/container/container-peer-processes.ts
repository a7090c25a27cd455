import {peerRoute, processSight, withoutProcessSight} from '../dangers/peer-processes.js';
import {cannotTell, defineRule, failAs, pass} from '../rule.js';
import {modeEvidence} from '../shared/namespaces.js';

const socketHolder = {
	Id: 'a'.repeat(64),
	Name: '/portainer',
	State: {Status: 'running', Running: true},
	Mounts: [
		{
			Type: 'bind',
			Source: '/var/run/docker.sock',
			Destination: '/var/run/docker.sock',
			Mode: '',
			RW: true,
			Propagation: 'rprivate',
		},
	],
};

export default defineRule({
	slug: 'container-peer-processes',
	title: 'Can enter processes of a host-root container',
	cis: {},
	severity: 'critical',
	target: 'container',
	rationale:
		"In a shared PID namespace, /proc/PID/root of another container's process shows its mounts, the Docker socket included, to any process with the same user and no fewer capabilities.",
	references: ['ptrace(2), ptrace access mode checking', 'proc_pid_root(5)'],

	check: scope => {
		const {container, fleet} = scope;
		const {pid} = container.namespaces;
		const tree = modeEvidence(container, 'PidMode');
		if (pid.kind === 'unresolved') return cannotTell({source: 'inspect:HostConfig.PidMode', reason: pid.reason});
		const found = peerRoute(scope, fleet);
		if (found === null) return pass(tree);
		const {peer, route} = found;
		return failAs(
			{
				severity: route.severity,
				detail: `can enter the processes of ${peer.name}, which exposes ${route.exposes} at ${route.about}`,
			},
			processSight(container),
		);
	},

	remedy: ({container}) => withoutProcessSight(container),

	examples: {
		bad: {
			HostConfig: {PidMode: `container:${'a'.repeat(64)}`},
			State: {Status: 'running', Running: true},
			others: [socketHolder],
		},
		good: {
			HostConfig: {PidMode: `container:${'a'.repeat(64)}`},
			Config: {User: '1000:1000'},
			State: {Status: 'running', Running: true},
			others: [socketHolder],
		},
	},
});
