import {known} from '../../answers/index.js';
import {own} from '../../terminal/safe-text.js';
import {cannotTell, defineRule, failAs, notApplicable, pass} from '../rule.js';
import {fromHost, fromInspect, notSeen} from '../shared/evidence.js';
import {flags} from '../shared/flags.js';
import {supplementaryGroups} from '../shared/groups.js';
import {noMount} from '../shared/mounts.js';

export default defineRule({
	slug: 'container-socket-group',
	title: 'Non-root user has access to the Docker socket',
	cis: {},
	severity: 'critical',
	target: 'container',
	rationale:
		'Group membership opens the socket, so running as non-root does not help: one request starts a privileged container.',
	references: ['https://docs.docker.com/engine/security/#docker-daemon-attack-surface', 'unix(7)'],
	mitigatedBy: ['rootless'],

	check: scope => {
		const {container, host} = scope;
		const {user, mounts} = container;
		if (!mounts.some(({runtimeSocket}) => runtimeSocket !== null)) return pass(noMount(container));
		if (user.isRoot === true) return notApplicable('it runs as root, which needs no group');
		const groups = [...supplementaryGroups(scope), ...(user.gid === null ? [] : [String(user.gid)])];
		const evidence = [fromInspect('HostConfig.GroupAdd', user.groupAdd), fromInspect('Config.User', user.configured)];
		if (groups.some(group => group === 'docker' || group === '0'))
			return failAs({detail: `in group ${groups.join(', ')}`}, ...evidence);
		if (groups.length === 0) return pass(...evidence);
		if (host === null) return cannotTell({source: 'host:files', reason: 'the group of the socket on the host is not visible'});
		if (!host.socketGroup.known) return notSeen(host.socketGroup);
		const {gid, group} = host.socketGroup.value;
		const owner = fromHost(`group of ${host.socketPath ?? 'the socket'}`, `${group} (${gid})`);
		return groups.includes(String(gid))
			? failAs({detail: `in group ${gid}, which owns the socket`}, ...evidence, owner)
			: pass(...evidence, owner);
	},

	remedy: ({container}) => ({
		text: 'Remove the group and the socket.',
		remove: flags('--group-add', container.user.groupAdd),
		mayBreak: 'Anything that manages containers from inside.',
	}),

	examples: {
		bad: {
			Config: {User: '1000:1000'},
			HostConfig: {GroupAdd: ['998']},
			Mounts: [{Type: 'bind', Source: '/var/run/docker.sock', Destination: '/var/run/docker.sock', RW: true}],
			host: {socketGroup: known({group: own('docker'), gid: 998, members: []}), socketPath: own('/var/run/docker.sock')},
		},
		good: {Config: {User: '1000:1000'}, HostConfig: {GroupAdd: ['998']}, Mounts: []},
	},
});
