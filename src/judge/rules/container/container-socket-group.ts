import {known, trusted} from '../../../base/index.js';
import {each} from '../../changes/run-option.js';
import {failWith} from '../dangers/fail-with.js';
import {dangersOfKind} from '../dangers/index.js';
import {cannotTell, defineRule, fromInspect, notApplicable, pass} from '../rule.js';
import {passesMounts, socketDoubts} from '../shared/judge-mounts.js';
import {howItConnects, knowsGroups, socketEvidence} from '../shared/socket-access.js';

const groupsUnseen = {source: 'host:/proc', reason: "the groups that the image's /etc/group gives the user were not seen"};

export default defineRule({
	slug: 'container-socket-group',
	title: 'Non-root user has access to the Docker socket',
	cis: {},
	severity: 'critical',
	target: 'container',
	rationale:
		'Group membership opens the socket, so running as non-root does not help: one request starts a privileged container.',
	references: ['https://docs.docker.com/engine/security/#docker-daemon-attack-surface', 'unix(7)'],
	weighed: true,

	check: scope => {
		const {container} = scope;
		const {user} = container;
		const sockets = container.mounts.filter(({runtimeSocket}) => runtimeSocket !== null);
		const doubts = socketDoubts(container);
		if (sockets.length === 0) return doubts.length === 0 ? passesMounts(scope) : cannotTell(...doubts);
		if (user.isRoot === true) return notApplicable('it runs as root, which needs no group');
		const evidence = [
			fromInspect('HostConfig.GroupAdd', user.groupAdd),
			fromInspect('Config.User', user.configured),
			...sockets.flatMap(mount => socketEvidence(mount, scope)),
		];
		const dangers = dangersOfKind(scope, 'socket');
		const usable = dangers.filter(({use}) => use.kind === 'usable' || use.kind === 'through-setuid');
		const [worst] = usable;
		if (worst !== undefined) return failWith(usable, {detail: howItConnects(worst, scope)}, ...evidence);
		const unseen = dangers.flatMap(({use}) => (use.kind === 'unknown' ? [{source: 'host:files', reason: use.reason}] : []));
		const groups = knowsGroups(container) ? [] : [groupsUnseen];
		return unseen.length + groups.length + doubts.length > 0 ? cannotTell(...unseen, ...groups, ...doubts) : pass(...evidence);
	},

	remedy: ({container}) => ({
		text: 'Remove the group and the socket.',
		remove: each('--group-add', container.user.groupAdd),
		mayBreak: 'Anything that manages containers from inside.',
	}),

	examples: {
		bad: {
			Config: {User: '1000:1000'},
			HostConfig: {GroupAdd: ['998']},
			Mounts: [{Type: 'bind', Source: '/var/run/docker.sock', Destination: '/var/run/docker.sock', RW: true}],
			host: {socketGroup: known({group: trusted('docker'), gid: 998, members: []}), socketPath: trusted('/var/run/docker.sock')},
		},
		good: {Config: {User: '1000:1000'}, HostConfig: {GroupAdd: ['998']}, Mounts: []},
	},
});
