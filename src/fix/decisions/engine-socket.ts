import {type ContainerFacts, type ContainerInspect, type MountFacts, sanitise, trusted} from '../../base/index.js';
import {change, option, withoutMount} from '../../judge/index.js';
import {type PlanInput, type PlannedChange, type PlanStep, planned} from '../plan/change.js';
import {whyDanger} from './danger-words.js';

/** The socket of an engine: behind a proxy that lets reading through, or none. */
export const engineSocket: PlanStep = ({assessed: {facts, dangers}}: PlanInput) => {
	const sockets = facts.mounts.filter(({runtimeSocket}) => runtimeSocket !== null);
	return sockets.flatMap((mount): PlannedChange[] => {
		const danger = dangers.find(({kind, about}) => kind === 'socket' && about === mount.destination);
		if (danger === undefined) return [];
		const cause = sockets.length === 1 ? 'socket' : mount.destination;
		const about = sanitise(`the socket of the engine at ${mount.destination}`);
		const evidence = [{source: 'inspect', path: 'Mounts', value: mount.source}];
		const howToSee = trusted('"Cannot connect to the Docker daemon" or HTTP 403 in its log');
		return [
			...(canJoin(facts)
				? [
						planned(throughProxy(facts, mount), {
							...{slug: `socket-proxy:${mount.destination}`, rung: 'choice', evidence, howToSee, ...proxyOf(facts, mount)},
							decides: {cause, about, name: 'proxy'},
							why: trusted(
								'only these GET requests pass: containers, images, networks, volumes, events; its calls were not seen',
							),
						}),
					]
				: []),
			planned(danger.change, {
				...{slug: `socket:${mount.destination}`, rung: 'choice', evidence, howToSee},
				decides: {cause, about, name: 'remove'},
				why: whyDanger(danger, 'any process that can write to it has root on the host; read-only does not help'),
			}),
		];
	});
};

/** A container in the host's network, in that of another, or in none, joins no further network. */
const canJoin = ({namespaces, networkMode}: ContainerFacts): boolean =>
	namespaces.network.kind === 'private' && networkMode !== 'none';

const networkOf = ({name}: ContainerFacts): string => `${name}-engine`;
const proxyName = (facts: ContainerFacts): string => `${networkOf(facts)}-proxy`;

/** On the default bridge nothing else would let its clients in, and itself out. */
const hasOwnNetwork = ({networks}: ContainerFacts): boolean => networks.some(({defaultBridge}) => !defaultBridge);

function throughProxy(facts: ContainerFacts, mount: MountFacts) {
	const removed = withoutMount(facts, mount, '', '');
	return change({
		text: 'Let a proxy hold the socket, which passes on only requests that read.',
		remove: removed.remove,
		add: [option('--network', networkOf(facts)), option('--env', `DOCKER_HOST=tcp://${proxyName(facts)}:2375`)],
		mayBreak:
			'starting, stopping and creating containers, logs and exec; a client whose own configuration names the socket needs the address of DOCKER_HOST there',
	});
}

/**
 * As its authors advise: no root where the group of the socket was seen, nothing writable, and only its client may call. The patterns match the
 * whole path.
 *
 * @source wollomatic/socket-proxy README.md
 */
function proxyOf(
	facts: ContainerFacts,
	{runtimeSocket, source, socket}: MountFacts,
): Pick<PlannedChange, 'first' | 'companions'> {
	const [network, name, path] = [networkOf(facts), proxyName(facts), runtimeSocket ?? source];
	const client = facts.compose?.service ?? facts.name;
	const isInternal = hasOwnNetwork(facts);
	const companion: ContainerInspect = {
		Id: '0'.repeat(64),
		Name: `/${name}`,
		Image: proxyImage,
		Config: {
			Image: proxyImage,
			User: socket === null || socket.gid === 0 ? '0' : `65534:${socket.gid}`,
			Cmd: ['-listenip=0.0.0.0', `-allowfrom=${client}`, `-allowGET=${reading}`, `-allowHEAD=${ping}`],
		},
		HostConfig: {
			NetworkMode: network,
			Binds: [`${path}:/var/run/docker.sock:ro`],
			RestartPolicy: {Name: 'unless-stopped'},
			CapDrop: ['ALL'],
			SecurityOpt: ['no-new-privileges'],
			ReadonlyRootfs: true,
			Memory: 64 * 2 ** 20,
			PidsLimit: 64,
			IpcMode: 'private',
			CgroupnsMode: 'private',
		},
		NetworkSettings: {Networks: {[network]: {}}},
	};
	return {first: [['network', 'create', ...(isInternal ? ['--internal'] : []), network]], companions: [companion]};
}

const proxyImage = 'wollomatic/socket-proxy:1';
const ping = '(/v1[.][0-9]+)?/_ping';
const reading =
	'(/v1[.][0-9]+)?/(_ping|version|info|events|containers/json|containers/[^/]+/(json|top|stats)|images/json|images/[^/]+/json|networks(/[^/]+)?|volumes(/[^/]+)?)';
