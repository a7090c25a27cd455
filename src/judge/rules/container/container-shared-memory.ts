import {namespaceOption} from '../../changes/namespace-changes.js';
import {option} from '../../changes/run-option.js';
import {cannotTell, defineRule, failAs, info, pass} from '../rule.js';
import {modeEvidence} from '../shared/judge-namespace.js';

export default defineRule({
	slug: 'container-shared-memory',
	title: 'IPC namespace is shared with other containers',
	cis: {},
	severity: 'low',
	target: 'container',
	rationale: 'Any container that joins can read and change what the processes exchange in /dev/shm.',
	references: ['ipc_namespaces(7)', 'https://docs.docker.com/reference/cli/docker/container/run/#ipc'],

	check: ({container, container: {namespaces}, engine}) => {
		const evidence = modeEvidence(container, 'IpcMode');
		switch (namespaces.ipc.kind) {
			case 'unresolved':
				return cannotTell({source: 'inspect:HostConfig.IpcMode', reason: namespaces.ipc.reason});
			case 'shareable':
				// Podman's default, not a choice of the user.
				return engine.kind === 'podman' ? info(evidence) : failAs({detail: 'its IPC namespace is shareable'}, evidence);
			case 'container':
				return failAs({detail: `shares the IPC namespace of ${namespaces.ipc.name}`}, evidence);
			default:
				return pass(evidence);
		}
	},

	remedy: ({container}) => ({
		text: 'Use a private IPC namespace.',
		remove: [namespaceOption(container, 'IpcMode')],
		add: [option('--ipc', 'private')],
		mayBreak: 'Sidecars that exchange data in /dev/shm.',
	}),

	examples: {
		bad: {HostConfig: {IpcMode: 'shareable'}},
		good: {HostConfig: {IpcMode: 'private'}},
	},
});
