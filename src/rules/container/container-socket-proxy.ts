import type {ContainerFacts} from '../../facts/index.js';
import {defineRule, failAs, pass} from '../rule.js';
import {fromInspect} from '../shared/evidence.js';
import {flags} from '../shared/flags.js';

const isOn = (value: string) => /^(1|true|yes|on)$/i.test(value);

/** Settings of the usual socket proxies with which a client starts, changes or enters containers. */
const dangerous = /^(POST|EXEC|ALLOW_(START|STOP|RESTARTS)|BUILD|SECRETS|SWARM|PLUGINS)$/;

function opened({env}: ContainerFacts): string[] {
	return env.filter(({name, value}) => dangerous.test(name) && isOn(value)).map(({name, value}) => `${name}=${value}`);
}

const holdsSocket = ({mounts}: ContainerFacts) => mounts.some(({runtimeSocket}) => runtimeSocket !== null);
const isProxy = ({image}: ContainerFacts) => /socket-?proxy|docker-?proxy/.test(image);
/** A container that has the socket and serves the port of the API passes the API on. */
const servesApi = ({ports}: ContainerFacts) => ports.some(({port}) => port === 2375 || port === 2376);

export default defineRule({
	slug: 'container-socket-proxy',
	title: 'Docker socket proxy allows write requests',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale: 'Any container on its networks can ask it to start a privileged container.',
	references: ['https://docs.docker.com/engine/security/protect-access/'],

	check: ({container}) => {
		const image = fromInspect('Config.Image', container.image);
		if (!holdsSocket(container) || !(isProxy(container) || servesApi(container)))
			return pass(image, fromInspect('Mounts', holdsSocket(container) ? 'a socket' : 'no socket'));
		const open = opened(container);
		const peers = new Set(container.networks.flatMap(({separated, peers: members}) => (separated ? [] : members))).size;
		const evidence = [image, fromInspect('Config.Env', open), fromInspect('NetworkSettings.Networks', `${peers} neighbours`)];
		if (isProxy(container) && open.length === 0) return pass(...evidence);
		return failAs(
			{
				detail:
					open.length > 0
						? `allows ${open.join(', ')} for ${peers} other ${peers === 1 ? 'container' : 'containers'}`
						: `exposes the API to ${peers} other ${peers === 1 ? 'container' : 'containers'}`,
			},
			...evidence,
		);
	},

	remedy: ({container}) => ({
		text: 'Allow only GET requests, and put it on an internal network with only the client that needs it.',
		remove: flags('--env', opened(container)),
		add: isProxy(container) ? ['--env POST=0'] : [],
		mayBreak: 'Clients that start, stop or update containers.',
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
