import {type ContainerFacts, type MountFacts, strings} from '../../../base/index.js';
import {flag} from '../../changes/run-option.js';
import {defineRule, failAs, fromInspect, pass} from '../rule.js';
import {mountEvidence} from '../shared/judge-mounts.js';

/**
 * What `use_api_socket: true` and `docker run --use-api-socket` leave in a container: the client mounts the socket there, sets the
 * variable and copies the logins into the file.
 * @source docker/compose pkg/compose/apiSocket.go, docker/cli cli/command/container/create.go
 */
const variable = 'DOCKER_CONFIG=/run/secrets/docker';

const apiSocket = ({mounts}: ContainerFacts): MountFacts | undefined =>
	mounts.find(({destination}) => destination === '/var/run/docker.sock');

export default defineRule({
	slug: 'container-registry-credentials',
	title: 'Container has registry credentials (use_api_socket)',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale:
		'Besides the Docker socket it holds every registry login of the person who started it, decoded from their credential store: enough to push images in their name.',
	references: [
		'https://docs.docker.com/reference/compose-file/services/#use_api_socket',
		'https://docs.docker.com/reference/cli/docker/container/run/',
	],

	check: ({container}) => {
		const set = strings(container.raw.Config?.Env).indexOf(variable);
		const socket = apiSocket(container);
		if (set === -1 || socket === undefined) return pass(fromInspect('Config.Env', 'DOCKER_CONFIG is not that of use_api_socket'));
		return failAs(
			{detail: 'the registry logins of the user who started it are in /run/secrets/docker/config.json'},
			fromInspect(`Config.Env[${set}]`, variable),
			mountEvidence(container, socket),
		);
	},

	remedy: ({container}) => ({
		text:
			container.compose === null
				? 'Start it without --use-api-socket, and log in with separate credentials that may only pull what it needs.'
				: `Remove use_api_socket from service ${container.compose.service}, and give it separate credentials that may only pull what it needs.`,
		remove: container.compose === null ? [flag('--use-api-socket')] : [],
		mayBreak: 'Anything that manages containers or pulls private images from inside.',
	}),

	examples: {
		bad: {
			Config: {Env: ['PATH=/bin', variable]},
			Mounts: [{Type: 'bind', Source: '/var/run/docker.sock', Destination: '/var/run/docker.sock', RW: true}],
		},
		good: {
			Config: {Env: ['PATH=/bin', variable]},
			Mounts: [{Type: 'bind', Source: '/srv/docker', Destination: '/run/secrets/docker', RW: false}],
		},
	},
});
