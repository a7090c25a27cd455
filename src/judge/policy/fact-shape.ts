import {
	type ChangeFacts,
	type ContainerFacts,
	configuredShapes,
	shapeFields as fields,
	type Known,
	listOf,
	texts,
} from '../../base/index.js';

type KeyOf<T> = T extends unknown ? keyof T : never;
type At<T, K> = T extends unknown ? (K extends keyof T ? T[K] : never) : never;

/**
 * The shape that a type of the facts must have: a fact that is added or renamed breaks the build here until the table below
 * follows. `Known` is looked through: an unknown value makes the condition unknown.
 */
type ShapeOf<T> = [Exclude<T, null | undefined>] extends [infer V]
	? [V] extends [boolean]
		? 'boolean'
		: [V] extends [number]
			? 'number'
			: [V] extends [string]
				? 'text'
				: [V] extends [Known<infer Inner>]
					? ShapeOf<Inner>
					: [V] extends [ReadonlySet<infer Item>]
						? {readonly list: ShapeOf<Item>}
						: [V] extends [readonly (infer Item)[]]
							? {readonly list: ShapeOf<Item>}
							: {readonly fields: {readonly [K in KeyOf<V> & string]: ShapeOf<At<V, K>>}}
	: never;

/**
 * `raw` is excluded: rules are about effective state, and it contains unmasked secrets; so are the files of services, of which only what
 * they decide is of use.
 */
type Judged = Omit<ContainerFacts, 'raw' | 'logging' | 'configFiles' | 'changes'> & {
	readonly logging: Omit<ContainerFacts['logging'], 'options'>;
	/** The list is for the screen: it has an end. */
	readonly changes: Known<Omit<ChangeFacts, 'listed' | 'counts' | 'unread'>>;
};

const text = 'text';
const number = 'number';
const boolean = 'boolean';

const namespace = fields({kind: text, through: texts, ofEngine: boolean, id: text, name: text, reason: text});
const mandatoryAccess = fields({kind: text, profile: text, by: text});
const owner = fields({uid: number, gid: number, mode: number});
const capable = listOf({
	path: text,
	uid: number,
	gid: number,
	mode: number,
	permitted: texts,
	effective: boolean,
	rootid: number,
});
const sockets = listOf({protocol: text, family: number, address: text, port: number, process: text});

/** Every fact that a condition may refer to. */
export const containerShape = fields({
	...configuredShapes,
	id: text,
	name: text,
	image: text,
	imageId: text,
	status: text,
	startedAt: text,
	finishedAt: text,
	createdAt: text,
	exitCode: number,
	oomKilled: boolean,
	restartCount: number,
	health: text,
	hasHealthcheck: boolean,
	pid: number,
	privileged: boolean,
	capabilities: fields({granted: texts, default: texts, added: texts, dropped: texts, beyondDefault: texts}),
	noNewPrivileges: fields({on: boolean, by: text}),
	seccomp: fields({
		kind: text,
		by: text,
		profile: fields({
			defaultAction: text,
			dangerous: texts,
			afAlg: fields({socket: boolean, socketcall: boolean}),
			refused: texts,
		}),
		reason: text,
	}),
	afAlg: fields({reachable: text, why: text}),
	appArmor: mandatoryAccess,
	seLinux: mandatoryAccess,
	systemPaths: fields({kind: text, by: text, missing: texts}),
	namespaces: fields({network: namespace, pid: namespace, ipc: namespace, uts: namespace, user: namespace, cgroup: namespace}),
	user: fields({configured: text, uid: number, gid: number, isRoot: boolean, gidIsImplicit: boolean, groupAdd: texts}),
	mounts: listOf({
		kind: text,
		volume: text,
		anonymous: boolean,
		source: text,
		realSource: text,
		resolvedThrough: text,
		linksFollowed: boolean,
		submounts: boolean,
		destination: text,
		writable: boolean,
		propagation: text,
		sensitivity: fields({listed: text, relation: text, whenWritten: text, whenRead: text}),
		runtimeSocket: text,
		socket: fields({uid: number, gid: number, mode: number}),
		socketDoubt: text,
		owner,
		secrets: {list: listOf({uid: number, gid: number, mode: number})},
		way: listOf({uid: number, gid: number, mode: number}),
		homes: listOf({uid: number, gid: number, mode: number}),
		isFile: boolean,
		remote: text,
	}),
	tmpfs: listOf({destination: text, options: text}),
	devices: listOf({path: text, inContainer: text, permissions: text, danger: text, means: text, owner}),
	deviceRules: listOf({
		rule: text,
		allowsHostDisk: boolean,
		opens: listOf({name: text, path: text, permissions: text, danger: text, means: text}),
		isDefault: boolean,
	}),
	gpuRequests: number,
	ports: listOf({
		port: number,
		protocol: text,
		exposed: boolean,
		published: listOf({address: text, hostPort: number}),
		reach: text,
		service: text,
		administrative: boolean,
		unauthenticated: text,
	}),
	networks: listOf({
		name: text,
		id: text,
		address: text,
		driver: text,
		internal: boolean,
		ingress: boolean,
		defaultBridge: boolean,
		separated: boolean,
		peers: texts,
	}),
	limits: fields({
		memory: number,
		memoryReservation: number,
		memorySwap: number,
		pids: number,
		cpu: text,
		cpuCertain: boolean,
		ulimits: listOf({Name: text, Soft: number, Hard: number}),
		oomKillDisable: boolean,
		oomScoreAdj: number,
	}),
	restart: fields({name: text, maximumRetries: number}),
	autoRemove: boolean,
	logging: fields({driver: text, bounded: boolean}),
	secrets: listOf({path: text, name: text, kind: text}),
	commandLine: text,
	env: listOf({name: text, value: text, secret: boolean, fromImage: boolean}),
	stopSignal: text,
	processes: listOf({
		pid: number,
		parent: number,
		uid: number,
		user: text,
		gid: number,
		groups: {list: number},
		command: text,
		args: text,
	}),
	changes: fields({systemPaths: texts, executables: texts, removedPrograms: texts, unexamined: number, total: number}),
	execs: listOf({
		id: text,
		running: boolean,
		privileged: boolean,
		user: text,
		isRoot: boolean,
		pid: number,
		command: text,
		isHealthcheck: boolean,
	}),
	truth: fields({
		pid: number,
		effective: texts,
		bounding: texts,
		permitted: texts,
		noNewPrivileges: boolean,
		seccomp: number,
		uids: {list: number},
		gids: {list: number},
		groups: {list: number},
		uidMapIsIdentity: boolean,
		mappedUids: listOf({inside: number, first: number, count: number}),
		label: text,
	}),
	sockets: fields({own: sockets, inNetwork: sockets}),
	setuidPrograms: texts,
	fileCapabilities: capable,
	privilegedPrograms: fields({setuid: texts, setgid: texts, capable}),
}) satisfies ShapeOf<Judged>;
