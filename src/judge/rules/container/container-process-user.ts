import {isUp, known} from '../../../base/index.js';
import {withNoNewPrivileges} from '../../changes/confinement.js';
import {cannotTell, defineRule, failAs, fromInspect, fromTop, notApplicable, notSeen, pass} from '../rule.js';
import {exampleProcess, rootProcess} from '../shared/examples.js';
import {notRunning, processLabel, rootProcesses, uidsAreShifted} from '../shared/root-processes.js';

export default defineRule({
	slug: 'container-process-user',
	title: 'Process runs as root in a non-root container',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale: 'A setuid program or a docker exec started it: someone has gained privileges that the configuration withholds.',
	references: ['credentials(7)', 'ps(1)'],
	mitigatedBy: ['no-new-privileges'],

	check: ({container, engine}) => {
		const {user, processes} = container;
		if (!isUp(container)) return notRunning(container);
		if (user.isRoot === true) return notApplicable('it is configured to run as root');
		if (!processes.known) return notSeen(processes);
		const root = rootProcesses(container, engine, processes.value);
		if (root === null)
			return cannotTell({
				source: 'engine:/top',
				reason: uidsAreShifted(container, engine)
					? 'a user namespace remaps the uids, and the engine shows those of the host'
					: 'the users of its processes are not known',
			});
		const who = fromInspect('Config.User', user.configured);
		if (root.length === 0) return pass(who, fromTop('uid', 'no process of root'));
		if (user.isRoot === null && root.some(({pid}) => pid === container.pid))
			return notApplicable(`${user.configured} is uid 0: its first process runs as root`);
		return failAs(
			{detail: `${root.map(processLabel).join(', ')} ${root.length === 1 ? 'runs' : 'run'} as root`},
			who,
			...root.map(one => fromTop('uid', `0: ${processLabel(one)}`)),
		);
	},

	remedy: ({container}) => ({...withNoNewPrivileges(container), text: 'Find out who started it, and set no-new-privileges.'}),

	examples: {
		bad: {
			Config: {User: '1000'},
			facts: {
				processes: known([rootProcess('sh')]),
			},
		},
		good: {
			Config: {User: '1000'},
			facts: {
				processes: known([exampleProcess('web')]),
			},
		},
	},
});
