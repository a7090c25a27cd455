import {type ContainerFacts, known, parseUser, unknown} from '../../../base/index.js';
import {asUser} from '../../changes/user-changes.js';
import {cannotTell, cisIds, defineRule, failAs, fromImage, fromInspect, pass} from '../rule.js';
import {effectiveUser, whyUserUnknown} from '../shared/effective-user.js';
import {exampleProcess} from '../shared/examples.js';
import {idsInContainer} from '../shared/root-processes.js';

const configured = ({user}: ContainerFacts) => fromInspect('Config.User', user.configured || '(none: root)');

const accounts = ({user}: ContainerFacts) =>
	user.uid !== null && !/^([+-]?\d|root|:|$)/.test(user.configured)
		? [fromImage('/etc/passwd', `${parseUser(user.configured).user} is uid ${user.uid}`)]
		: [];

export default defineRule({
	slug: 'container-root-user',
	title: 'Container runs as root',
	cis: cisIds('4.1'),
	severity: 'medium',
	target: 'container',
	rationale: 'Uid 0 in the container is uid 0 to the kernel: any escape or writable mount gives the attacker the host.',
	references: ['https://docs.docker.com/reference/dockerfile/#user', 'user_namespaces(7)'],
	mitigatedBy: ['rootless', 'userns'],

	check: scope => {
		const {user} = scope.container;
		const seen = effectiveUser(scope.container, scope.engine);
		const evidence = [configured(scope.container), ...accounts(scope.container), ...(seen ? [seen.evidence] : [])];
		if (user.isRoot === true)
			return seen?.root === 0
				? failAs({severity: 'low', detail: 'starts as root; its processes have switched to another user'}, ...evidence)
				: failAs(
						{
							detail: seen
								? seen.all === 1
									? 'runs as root'
									: `runs as root: ${seen.root} of ${seen.all} processes`
								: undefined,
						},
						...evidence,
					);
		if (seen && seen.root > 0)
			return failAs({detail: `processes run as root although ${user.configured} is configured`}, ...evidence);
		if (user.isRoot === false || seen) return pass(...evidence);
		return cannotTell({source: 'inspect:Config.User', reason: whyUserUnknown(user, scope.image)});
	},

	remedy: scope => {
		const {processes} = scope.container;
		const users = processes.known ? processes.value.map(one => idsInContainer(one, scope.container, scope.engine)) : [];
		const other = users.find(ids => ids !== null && ids.uid !== 0);
		const uid = other?.uid ?? 10_001;
		return {
			text: other
				? `Start it as uid ${uid}, which its processes already use.`
				: 'Start it with an unprivileged uid and gid that nothing else on the host uses.',
			...asUser(scope.container, scope.image, uid, other?.gid || uid),
			mayBreak:
				'Files owned by root in the image and in volumes; binding ports below 1024 on old kernels; installing packages at startup.',
		};
	},

	examples: {
		bad: {Config: {User: '0:0'}, facts: {processes: unknown('engine:/top', 'not asked yet')}},
		good: {
			Config: {User: '1000:1000'},
			facts: {
				processes: known([exampleProcess('web')]),
			},
		},
	},
});
