import {
	type Capability,
	type ExecFacts,
	type Known,
	known,
	type LiveState,
	type MountFacts,
	type NetworkAttachment,
	type NetworkFacts,
	type ProcessFacts,
	type SocketFacts,
	trusted,
	unknown,
} from '../../../base/index.js';
import type {ContainerExample} from '../rule.js';

/** Parts of facts for the examples of rules, where no inspect answer carries them: a plain one, with what an example changes. */
export const exampleProcess = (command: string, changes: Partial<ProcessFacts> = {}): ProcessFacts => ({
	pid: 42,
	parent: 1,
	uid: 1000,
	user: trusted('1000'),
	gid: 1000,
	groups: null,
	command: trusted(command),
	args: trusted(command),
	...changes,
});

/** The same as root. */
export const rootProcess = (command: string, changes: Partial<ProcessFacts> = {}): ProcessFacts =>
	exampleProcess(command, {uid: 0, user: trusted('root'), gid: 0, ...changes});

export const exampleExec = (changes: Partial<ExecFacts>): ExecFacts => ({
	id: 'e1',
	running: true,
	privileged: false,
	user: trusted('1000'),
	isRoot: false,
	pid: null,
	command: trusted('sh'),
	isHealthcheck: false,
	...changes,
});

/** A container whose own user is not root, and a command that runs in it, with what runs in it where that was seen. */
export const withExec = (changes: Partial<ExecFacts>, processes?: readonly ProcessFacts[]): ContainerExample => ({
	ExecIDs: ['e1'],
	Config: {User: '1000'},
	facts: {execs: known([exampleExec(changes)]), ...(processes === undefined ? {} : {processes: known(processes)})},
});

export const exampleMount = (changes: Partial<MountFacts>): MountFacts => ({
	kind: 'bind',
	volume: null,
	anonymous: false,
	source: trusted('/srv/data'),
	realSource: trusted('/srv/data'),
	resolvedThrough: null,
	linksFollowed: true,
	submounts: true,
	destination: trusted('/data'),
	writable: true,
	propagation: trusted('rprivate'),
	sensitivity: null,
	runtimeSocket: null,
	socket: null,
	socketDoubt: null,
	owner: null,
	secrets: null,
	way: [],
	homes: null,
	isFile: false,
	remote: null,
	...changes,
});

/** What `pathSensitivity` says of /etc. */
export const etcSensitivity: MountFacts['sensitivity'] = {
	listed: trusted('/etc'),
	relation: 'is',
	whenWritten: 'host-root',
	whenRead: 'secrets',
};

export const exampleAttachment = (name: string, changes: Partial<NetworkAttachment> = {}): NetworkAttachment => ({
	name: trusted(name),
	id: name,
	address: trusted('172.18.0.2'),
	driver: trusted('bridge'),
	internal: false,
	ingress: false,
	defaultBridge: false,
	separated: false,
	peers: [],
	...changes,
});

export const exampleNetwork = (network: Partial<NetworkFacts>): NetworkFacts => ({
	id: 'a'.repeat(64),
	name: trusted('bridge'),
	driver: trusted('bridge'),
	internal: false,
	ipv6: false,
	ingress: false,
	encrypted: false,
	defaultBridge: false,
	icc: null,
	defaultBinding: null,
	subnets: [],
	containers: [],
	...network,
});

/** What the engine knows of its default bridge. */
export const exampleBridge = (network: Partial<NetworkFacts>): Known<NetworkFacts> =>
	known(exampleNetwork({defaultBridge: true, ...network}));

/** What /proc shows of a plain container's first process. */
export const exampleLiveState = (changes: Partial<LiveState>): Known<LiveState> =>
	known({
		pid: 4711,
		effective: new Set<Capability>(['CHOWN']),
		bounding: new Set<Capability>(['CHOWN']),
		permitted: new Set<Capability>(['CHOWN']),
		noNewPrivileges: false,
		seccomp: 2,
		uids: [0, 0, 0, 0],
		gids: [0, 0, 0, 0],
		groups: [],
		uidMapIsIdentity: true,
		label: null,
		...changes,
	});

/** The sockets of a container of which not all are seen. */
export const exampleSockets = (changes: Partial<SocketFacts>): SocketFacts => ({
	own: unknown('host:/proc/net', 'not part of this example'),
	inNetwork: unknown('host:/proc/net', 'not part of this example'),
	...changes,
});
