import {cannotTell, defineRule, failAs, pass} from '../rule.js';
import {fromInspect} from '../shared/evidence.js';
import {modeEvidence, namespaceFlag, viaContainer} from '../shared/namespaces.js';

export default defineRule({
	slug: 'container-host-pid-root',
	title: 'Root of the container sees the processes of the host',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale:
		'It reads the environment of other containers, secrets included, and of all that holds no more capabilities than itself, and can kill every process of root.',
	references: ['pid_namespaces(7)', 'ptrace(2), ptrace access mode checking', 'kill(2)'],
	mitigatedBy: ['rootless', 'userns'],

	check: ({container: {namespaces, user}, container}) => {
		const tree = modeEvidence(container, 'PidMode');
		const who = fromInspect('Config.User', user.configured || '(none: root)');
		if (namespaces.pid.kind === 'unresolved')
			return cannotTell({source: 'inspect:HostConfig.PidMode', reason: namespaces.pid.reason});
		if (namespaces.pid.kind !== 'host' || user.isRoot === false) return pass(tree, who);
		if (user.isRoot === null)
			return cannotTell({source: 'inspect:Config.User', reason: 'only the passwd file of the image tells the uid of its user'});
		return failAs({detail: `root among the processes of the host${viaContainer(namespaces.pid.through)}`}, tree, who);
	},

	remedy: ({container}) => ({
		text: 'Give it a process tree of its own, or start it as another user.',
		remove: [namespaceFlag(container, container.namespaces.pid, 'PidMode')],
		mayBreak: 'Monitoring that looks at processes of the host.',
	}),

	examples: {
		bad: {HostConfig: {PidMode: 'host'}, Config: {User: ''}},
		good: {HostConfig: {PidMode: 'host'}, Config: {User: '1000:1000'}},
	},
});
