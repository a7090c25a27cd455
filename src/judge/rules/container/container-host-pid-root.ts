import {withOwnPid} from '../../changes/namespace-changes.js';
import {failWith} from '../dangers/fail-with.js';
import {dangersOfKind} from '../dangers/index.js';
import {cannotTell, defineRule, fromInspect, pass} from '../rule.js';
import {modeEvidence, viaContainer} from '../shared/judge-namespace.js';

export default defineRule({
	slug: 'container-host-pid-root',
	title: 'Root in the container sees host processes',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale:
		'It can read the environment, secrets included, of other containers and of any process with no more capabilities than its own, and kill any process that root owns.',
	references: ['pid_namespaces(7)', 'ptrace(2), ptrace access mode checking', 'kill(2)'],
	weighed: true,

	check: scope => {
		const {container} = scope;
		const {namespaces, user} = container;
		const tree = modeEvidence(container, 'PidMode');
		const who = fromInspect('Config.User', user.configured || '(none: root)');
		if (namespaces.pid.kind === 'unresolved')
			return cannotTell({source: 'inspect:HostConfig.PidMode', reason: namespaces.pid.reason});
		if (namespaces.pid.kind !== 'host' || user.isRoot === false) return pass(tree, who);
		if (user.isRoot === null)
			return cannotTell({source: 'inspect:Config.User', reason: "the uid of its user is only in the image's passwd file"});
		const detail = `root in the host's PID namespace${viaContainer(namespaces.pid.through)}`;
		return failWith(dangersOfKind(scope, 'host-pid'), {detail, closed: detail}, tree, who);
	},

	remedy: ({container}) => ({...withOwnPid(container), text: 'Give it a private PID namespace, or run it as another user.'}),

	examples: {
		bad: {HostConfig: {PidMode: 'host'}, Config: {User: ''}},
		good: {HostConfig: {PidMode: 'host'}, Config: {User: '1000:1000'}},
	},
});
