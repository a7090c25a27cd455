import {bySeverity} from '../../../base/index.js';
import {failWith} from '../dangers/fail-with.js';
import {dangersOfKind} from '../dangers/index.js';
import {peerRoute, processSight, withoutProcessSight} from '../dangers/peer-processes.js';
import {isUsable} from '../dangers/weigh.js';
import {cannotTell, defineRule, failAs, pass} from '../rule.js';
import {modeEvidence} from '../shared/judge-namespace.js';

const enters = 'can enter processes of the host';

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
	title: 'Can enter processes that lead to host root',
	cis: {},
	severity: 'critical',
	target: 'container',
	weighed: true,
	rationale:
		"/proc/PID/root of a process shows its files, mounts and the Docker socket included, to any process with the same user and no fewer capabilities, and root is any user. Code that it writes into the process's memory runs with all that the process may do.",
	references: ['ptrace(2), ptrace access mode checking', 'proc_pid_root(5)'],

	check: scope => {
		const {container, fleet} = scope;
		const {pid} = container.namespaces;
		const tree = modeEvidence(container, 'PidMode');
		if (pid.kind === 'unresolved') return cannotTell({source: 'inspect:HostConfig.PidMode', reason: pid.reason});
		const found = peerRoute(scope, fleet);
		const ofHost = dangersOfKind(scope, 'host-process').filter(isUsable);
		const [worst] = ofHost;
		if (worst !== undefined && (found === null || bySeverity(worst.severity, found.route.severity) <= 0))
			return failWith(ofHost, {detail: enters, closed: enters}, processSight(container));
		if (found === null) return pass(tree);
		const {peer, route} = found;
		return failAs(
			{
				severity: route.severity,
				detail: `can enter the processes of ${peer.name}, which exposes ${route.exposes}${route.about.startsWith('/') ? ` at ${route.about}` : ''}`,
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
