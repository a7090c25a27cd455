import {cannotTell, defineRule, failAs, fromInspect, pass} from '../rule.js';
import {proxyAccess} from '../shared/socket-proxies/judge-proxy.js';
import {proxyOf} from '../shared/socket-proxies/products.js';

export default defineRule({
	slug: 'container-socket-proxy',
	title: 'Docker socket proxy allows write requests',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale:
		'Its clients can ask the engine to start a privileged container, or run a command in another. A list that only lets them stop and start containers is medium.',
	references: [
		'https://docs.docker.com/engine/security/protect-access/',
		'https://github.com/Tecnativa/docker-socket-proxy',
		'https://github.com/wollomatic/socket-proxy',
	],

	check: scope => {
		const access = proxyAccess(scope);
		if (access === null) return pass(fromInspect('Config.Image', scope.container.image), fromInspect('Mounts', 'no proxy'));
		const {writes, unread, evidence} = access;
		if (writes !== null)
			return failAs(
				{severity: writes.isControl ? undefined : 'medium', detail: writes.detail},
				...evidence.slice(0, 1),
				...writes.evidence,
			);
		return unread.length === 0 ? pass(...evidence) : cannotTell(...unread);
	},

	remedy: scope => ({
		mayBreak: 'Clients that start, stop or update containers.',
		...(proxyOf(scope.container)?.readOnly(scope) ?? {
			text: 'Do not serve the API. If a client needs it, use a socket proxy that allows only the GET and HEAD requests it needs, on an internal network with only that client.',
		}),
	}),

	examples: {
		bad: {
			Config: {Image: 'tecnativa/docker-socket-proxy:0.3', Env: ['CONTAINERS=1', 'POST=1']},
			Mounts: [{Type: 'bind', Source: '/var/run/docker.sock', Destination: '/var/run/docker.sock', RW: false}],
		},
		good: {
			Config: {Image: 'tecnativa/docker-socket-proxy:0.3', Env: ['CONTAINERS=1', 'POST=0']},
			Mounts: [{Type: 'bind', Source: '/var/run/docker.sock', Destination: '/var/run/docker.sock', RW: false}],
		},
	},
});
