import {cannotTell, defineRule, failAs, fromInspect, pass} from '../rule.js';
import {proxyAccess} from '../shared/socket-proxies/judge-proxy.js';
import {proxyOf} from '../shared/socket-proxies/products.js';

export default defineRule({
	slug: 'container-socket-proxy-reads',
	title: 'Docker socket proxy exposes files, logs and environments',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale:
		'GET requests read too: any file of any container (archive, export), its logs, and its environment with the passwords in it. A websocket, also a GET, writes to its terminal.',
	references: ['https://docs.docker.com/reference/api/engine/', 'https://docs.docker.com/engine/security/protect-access/'],

	check: scope => {
		const access = proxyAccess(scope);
		if (access === null) return pass(fromInspect('Config.Image', scope.container.image), fromInspect('Mounts', 'no proxy'));
		const {reads, unread, evidence} = access;
		if (reads !== null) return failAs({detail: reads.detail}, ...evidence.slice(0, 1), ...reads.evidence);
		return unread.length === 0 ? pass(...evidence) : cannotTell(...unread);
	},

	remedy: ({container}) => ({
		text: `Allow only the paths that the client needs: most need /containers/json and /events. ${proxyOf(container)?.fewerPaths ?? ''}.`,
		mayBreak: 'Clients that read logs, files or the configuration of containers.',
	}),

	examples: {
		bad: {
			Config: {
				Image: 'wollomatic/socket-proxy:1',
				Cmd: ['-listenip=0.0.0.0', '-allowfrom=traefik', '-allowGET=/v1\\..{1,2}/(version|containers/.*|events.*)'],
			},
			Mounts: [{Type: 'bind', Source: '/var/run/docker.sock', Destination: '/var/run/docker.sock', RW: false}],
		},
		good: {
			Config: {
				Image: 'wollomatic/socket-proxy:1',
				Cmd: ['-listenip=0.0.0.0', '-allowfrom=traefik', '-allowGET=/v1\\..{1,2}/(version|containers/json|events.*)'],
			},
			Mounts: [{Type: 'bind', Source: '/var/run/docker.sock', Destination: '/var/run/docker.sock', RW: false}],
		},
	},
});
