import {type ContainerInspect, type Known, unknown} from '../answers/index.js';
import {sanitise} from '../text/safe-text.js';
import {afAlgAccess} from './af-alg.js';
import {attachments} from './attachments.js';
import {capabilityFacts} from './capabilities.js';
import {composeFacts} from './compose.js';
import type {FactsContext} from './context.js';
import {deviceRules} from './device-rules.js';
import {deviceFacts, gpuRequests} from './devices.js';
import type {EngineKind} from './engine-facts.js';
import {envFacts} from './env.js';
import {type Fact, fact, type Learned, learned, type Parts} from './fact.js';
import type {FileCapability} from './file-capabilities.js';
import * as lifecycle from './lifecycle.js';
import {limitFacts} from './limits.js';
import type {ChangeFacts, ExecFacts, LiveState, PrivilegedPrograms, ProcessFacts, SocketFacts} from './live-facts.js';
import {loggingFacts} from './logging.js';
import {appArmorState, seLinuxState} from './mandatory-access.js';
import {mountFacts, tmpfsFacts} from './mounts.js';
import {namespaceFacts} from './namespaces.js';
import {portFacts} from './ports.js';
import {notAsked, number, pairs, positive, record, text, texts, time} from './read.js';
import {seccompState} from './seccomp.js';
import {secretFindings} from './secret-findings.js';
import {maskSecrets, maskValue} from './secrets.js';
import {noNewPrivilegesFacts, securityOptions} from './security-options.js';
import type {ConfigFiles} from './services/files/config-file.js';
import {fields, listOf, named, numbers, texts as textList} from './shape.js';
import {systemPaths} from './system-paths.js';
import {userFacts} from './user.js';

const running = ['State.Running', 'State.Status'] as const;
const hasProcesses = ({state}: Parts<(typeof running)[number]>) => lifecycle.hasProcesses({status: lifecycle.statusOf(state)});

/** Podman marks its containers, also where a list of inspects does not name the engine. */
const madeBy = ['engine', 'HostConfig.Annotations'] as const;
const kindOf = ({host, context}: Parts<(typeof madeBy)[number]>): EngineKind =>
	record(host.Annotations)['io.container.manager'] === 'libpod' ? 'podman' : context.engine.kind;

const capabilities = fact(
	['BoundingCaps', 'HostConfig.Privileged', 'HostConfig.CapAdd', 'HostConfig.CapDrop', ...madeBy],
	fields({granted: textList, default: textList, added: textList, dropped: textList, beyondDefault: textList}),
	parts => capabilityFacts(parts.inspect, parts.host, kindOf(parts)),
);

const seccomp = fact(
	['HostConfig.SecurityOpt', ...capabilities.from],
	fields({
		kind: 'text',
		by: 'text',
		profile: fields({
			defaultAction: 'text',
			dangerous: textList,
			afAlg: fields({socket: 'boolean', socketcall: 'boolean'}),
			refused: textList,
			reaches: textList,
		}),
		reason: 'text',
	}),
	parts =>
		seccompState(
			parts.host.Privileged === true,
			securityOptions(parts.host),
			parts.context.engine,
			capabilities.read(parts).granted,
		),
);

const mandatoryAccess = fields({kind: 'text', profile: 'text', by: 'text'});

const appArmor = fact(
	['AppArmorProfile', 'State.Status', 'HostConfig.Privileged', 'HostConfig.SecurityOpt', 'engine'],
	mandatoryAccess,
	appArmorState,
);

/** dockerd itself disables labels in the host's PID and IPC namespaces. */
const seLinux = fact(
	[
		'ProcessLabel',
		'State.Status',
		'HostConfig.Privileged',
		'HostConfig.SecurityOpt',
		'HostConfig.PidMode',
		'HostConfig.IpcMode',
		'engine',
	],
	mandatoryAccess,
	seLinuxState,
);

const namespace = fields({kind: 'text', through: textList, ofEngine: 'boolean', id: 'text', name: 'text', reason: 'text'});
const fileAccess = {uid: 'number', gid: 'number', mode: 'number'} as const;
const fileCapabilities = listOf({path: 'text', ...fileAccess, permitted: textList, effective: 'boolean', rootid: 'number'});
const sockets = listOf({protocol: 'text', family: 'number', address: 'text', port: 'number', process: 'text'});

/**
 * The facts of a container, each written down once: its type, what it is made from, the path in a policy and its value follow from its row.
 * What computes it is a function in a file that is named for it, and declares the type of the result.
 */
const table = {
	id: fact(['Id'], 'text', ({inspect}): string => text(inspect.Id)),
	name: fact(['Name'], 'text', ({inspect}) => lifecycle.nameOf(inspect)),
	/** As typed at creation: `nginx:1.27`. */
	image: fact(['Config.Image', 'Image'], 'text', ({inspect, config}) => text(config.Image) || text(inspect.Image)),
	imageId: fact(['Image'], 'text', ({inspect}): string => text(inspect.Image)),
	status: fact(running, 'text', ({state}) => lifecycle.statusOf(state)),
	/** RFC 3339, as given; `null` when absent or the zero time. */
	startedAt: fact(['State.StartedAt'], 'text', ({state}) => time(state.StartedAt)),
	finishedAt: fact(['State.FinishedAt'], 'text', ({state}) => time(state.FinishedAt)),
	createdAt: fact(['Created'], 'text', ({inspect}) => time(inspect.Created)),
	exitCode: fact(['State.ExitCode', ...running], 'number', ({state}) => lifecycle.exitCode(state)),
	oomKilled: fact(['State.OOMKilled'], 'boolean', ({state}) => state.OOMKilled === true),
	restartCount: fact(['RestartCount'], 'number', ({inspect}) => number(inspect.RestartCount) ?? 0),
	health: fact(['State.Health'], 'text', ({state}) => lifecycle.healthOf(state)),
	hasHealthcheck: fact(['Config.Healthcheck', 'State.Health'], 'boolean', ({config, state}) =>
		lifecycle.runsHealthcheck(config, state),
	),
	pid: fact(['State.Pid'], 'number', ({state}) => positive(state.Pid)),
	restart: fact(['HostConfig.RestartPolicy'], fields({name: 'text', maximumRetries: 'number'}), ({host}) =>
		lifecycle.restartFacts(host.RestartPolicy),
	),
	autoRemove: fact(['HostConfig.AutoRemove'], 'boolean', ({host}) => host.AutoRemove === true),
	stopSignal: fact(['Config.StopSignal'], 'text', ({config}) => lifecycle.stopSignal(config.StopSignal)),
	execIds: fact(['ExecIDs'], textList, ({inspect}): readonly string[] => texts(inspect.ExecIDs)),

	privileged: fact(['HostConfig.Privileged'], 'boolean', ({host}) => host.Privileged === true),
	capabilities,
	noNewPrivileges: fact(['HostConfig.SecurityOpt', 'engine'], fields({on: 'boolean', by: 'text'}), ({host, context}) =>
		noNewPrivilegesFacts(securityOptions(host), context.engine),
	),
	seccomp,
	appArmor,
	seLinux,
	/** Whether it can reach the kernel's crypto API (AF_ALG). */
	afAlg: fact([...seccomp.from, ...appArmor.from, ...seLinux.from], fields({reachable: 'text', why: 'text'}), parts =>
		afAlgAccess(
			{seccomp: seccomp.read(parts), appArmor: appArmor.read(parts), seLinux: seLinux.read(parts)},
			parts.context.engine,
		),
	),
	systemPaths: fact(
		['HostConfig.Privileged', 'HostConfig.MaskedPaths', 'HostConfig.ReadonlyPaths', 'HostConfig.SecurityOpt', ...madeBy],
		fields({kind: 'text', by: 'text', missing: textList}),
		parts => systemPaths(parts.host, securityOptions(parts.host), kindOf(parts)),
	),
	namespaces: fact(
		[
			'HostConfig.NetworkMode',
			'HostConfig.PidMode',
			'HostConfig.IpcMode',
			'HostConfig.UTSMode',
			'HostConfig.UsernsMode',
			'HostConfig.CgroupnsMode',
			'containers',
			'engine',
		],
		fields({network: namespace, pid: namespace, ipc: namespace, uts: namespace, user: namespace, cgroup: namespace}),
		({inspect, context}) => namespaceFacts(inspect, context),
	),
	/** HostConfig.UsernsMode is `host`: opts out of the engine's userns-remap, if there is any. */
	optsOutOfUserns: fact(['HostConfig.UsernsMode'], 'boolean', ({host}) => host.UsernsMode === 'host'),
	user: fact(
		['Config.User', 'HostConfig.GroupAdd', 'image'],
		fields({
			configured: 'text',
			uid: 'number',
			gid: 'number',
			isRoot: 'boolean',
			gidIsImplicit: 'boolean',
			groupAdd: textList,
		}),
		({config, host, image}) =>
			userFacts(config.User, host.GroupAdd, image?.accounts.known === true ? image.accounts.value : null),
	),
	runtime: fact(['HostConfig.Runtime'], 'text', ({host}) => text(host.Runtime)),
	sysctls: fact(['HostConfig.Sysctls'], named, ({host}) =>
		pairs(host.Sysctls).map(([name, value]) => ({name: sanitise(name), value: sanitise(value)})),
	),

	mounts: fact(
		['Mounts', 'HostConfig.Mounts', 'HostConfig.Binds', 'engine', 'engineSocket', 'volumes', 'realPaths', 'sources'],
		listOf({
			kind: 'text',
			volume: 'text',
			anonymous: 'boolean',
			source: 'text',
			realSource: 'text',
			resolvedThrough: 'text',
			linksFollowed: 'boolean',
			submounts: 'boolean',
			destination: 'text',
			writable: 'boolean',
			propagation: 'text',
			sensitivity: fields({listed: 'text', relation: 'text', whenWritten: 'text', whenRead: 'text'}),
			runtimeSocket: 'text',
			socket: fields(fileAccess),
			socketDoubt: 'text',
			owner: fields(fileAccess),
			secrets: {list: listOf(fileAccess)},
			way: listOf(fileAccess),
			homes: listOf(fileAccess),
			isFile: 'boolean',
			remote: 'text',
		}),
		({inspect, context}) => mountFacts(inspect, context),
	),
	tmpfs: fact(['HostConfig.Tmpfs'], listOf({destination: 'text', options: 'text'}), ({host}) => tmpfsFacts(host)),
	readOnlyRoot: fact(['HostConfig.ReadonlyRootfs'], 'boolean', ({host}) => host.ReadonlyRootfs === true),
	devices: fact(
		['HostConfig.Devices', ...madeBy, 'realPaths', 'sources'],
		listOf({path: 'text', inContainer: 'text', permissions: 'text', danger: 'text', means: 'text', owner: fields(fileAccess)}),
		parts => deviceFacts(parts.host, kindOf(parts), parts.context),
	),
	deviceRules: fact(
		['HostConfig.DeviceCgroupRules'],
		listOf({
			rule: 'text',
			allowsHostDisk: 'boolean',
			opens: listOf({name: 'text', path: 'text', permissions: 'text', danger: 'text', means: 'text'}),
			isDefault: 'boolean',
		}),
		({host}) => deviceRules(host),
	),
	gpuRequests: fact(['HostConfig.DeviceRequests', 'HostConfig.Runtime'], 'number', ({host}) => gpuRequests(host)),

	networkMode: fact(['HostConfig.NetworkMode'], 'text', ({host}) => text(host.NetworkMode)),
	ports: fact(
		[
			'Config.ExposedPorts',
			'NetworkSettings.Ports',
			'NetworkSettings.Networks',
			'HostConfig.PortBindings',
			'HostConfig.PublishAllPorts',
			'HostConfig.NetworkMode',
			'State.Running',
			'State.Paused',
			'State.Restarting',
			'containers',
			'networks',
			'engine',
		],
		listOf({
			port: 'number',
			protocol: 'text',
			exposed: 'boolean',
			published: listOf({address: 'text', hostPort: 'number'}),
			reach: 'text',
			service: 'text',
			administrative: 'boolean',
			unauthenticated: 'text',
		}),
		({inspect, context}) => portFacts(inspect, context),
	),
	networks: fact(
		['NetworkSettings.Networks', 'HostConfig.NetworkMode', 'containers', 'networks', 'engine'],
		listOf({
			name: 'text',
			id: 'text',
			address: 'text',
			driver: 'text',
			internal: 'boolean',
			ingress: 'boolean',
			defaultBridge: 'boolean',
			separated: 'boolean',
			peers: textList,
		}),
		({inspect, context}) => attachments(inspect, context),
	),
	publishAll: fact(['HostConfig.PublishAllPorts'], 'boolean', ({host}) => host.PublishAllPorts === true),
	dns: fact(['HostConfig.Dns'], textList, ({host}) => texts(host.Dns)),
	extraHosts: fact(['HostConfig.ExtraHosts'], textList, ({host}) => texts(host.ExtraHosts)),
	links: fact(['HostConfig.Links'], textList, ({host}) => texts(host.Links)),

	limits: fact(
		[
			'HostConfig.Memory',
			'HostConfig.MemoryReservation',
			'HostConfig.MemorySwap',
			'HostConfig.PidsLimit',
			'HostConfig.NanoCpus',
			'HostConfig.CpuQuota',
			'HostConfig.CpuPeriod',
			'HostConfig.CpusetCpus',
			'HostConfig.CpuShares',
			'HostConfig.Ulimits',
			'HostConfig.OomKillDisable',
			'HostConfig.OomScoreAdj',
			'engine',
		],
		fields({
			memory: 'number',
			memoryReservation: 'number',
			memorySwap: 'number',
			pids: 'number',
			cpu: 'text',
			cpuCertain: 'boolean',
			ulimits: listOf({Name: 'text', Soft: 'number', Hard: 'number'}),
			oomKillDisable: 'boolean',
			oomScoreAdj: 'number',
		}),
		({host, context}) => limitFacts(host, context.engine.cpus),
	),
	cgroupParent: fact(['HostConfig.CgroupParent'], 'text', ({host}) => text(host.CgroupParent)),
	logging: fact(['HostConfig.LogConfig', ...madeBy], fields({driver: 'text', bounded: 'boolean', options: null}), parts =>
		loggingFacts(parts.host, parts.context.engine, kindOf(parts)),
	),

	labels: fact(['Config.Labels'], named, ({config}) =>
		pairs(config.Labels).map(([name, value]) => ({name: sanitise(name), value: maskValue(name, value)})),
	),
	compose: fact(
		['Config.Labels'],
		fields({project: 'text', service: 'text', workingDirectory: 'text', configFiles: textList, hook: 'text'}),
		({config}) => composeFacts(config.Labels),
	),
	/** Entrypoint and command in one line, secrets masked. */
	commandLine: fact(['Config.Cmd', 'Config.Entrypoint', 'Path', 'Args'], 'text', ({inspect, config}) =>
		maskSecrets(lifecycle.commandWords(inspect, config).join(' ')),
	),
	secrets: fact(
		['Config.Env', 'Config.Labels', 'Config.Cmd', 'Config.Entrypoint', 'Config.Healthcheck', 'Config.OnBuild'],
		listOf({path: 'text', name: 'text', kind: 'text'}),
		({config}) => secretFindings(config),
	),
	env: fact(
		['Config.Env', 'image'],
		listOf({name: 'text', value: 'text', secret: 'boolean', fromImage: 'boolean'}),
		({config, image}) => envFacts(config.Env, image?.raw.inspect.Config?.Env),
	),
	/** How a process that is not root may become it: of `privilegedPrograms`, or of its image until that is known. */
	setuidPrograms: fact(['image'], textList, ({image}) => image?.setuidFiles ?? filesNotAsked),
	/** Programs that give capabilities to anyone who executes them: of the same. */
	fileCapabilities: fact(
		['image'],
		fileCapabilities,
		({image}): Known<readonly FileCapability[]> => image?.fileCapabilities ?? filesNotAsked,
	),

	processes: learned(
		'engine:/top',
		listOf({
			pid: 'number',
			parent: 'number',
			uid: 'number',
			user: 'text',
			gid: 'number',
			groups: numbers,
			command: 'text',
			args: 'text',
		}),
		(parts): Known<readonly ProcessFacts[]> => unknown('engine:/top', hasProcesses(parts) ? notAsked : notRunning),
	),
	changes: learned(
		'engine:/changes',
		fields({
			systemPaths: textList,
			executables: textList,
			removedPrograms: textList,
			unexamined: 'number',
			total: 'number',
			// For the screen: the list has an end.
			counts: null,
			listed: null,
		}),
		(): Known<ChangeFacts> => unknown('engine:/changes', notAsked),
	),
	execs: learned(
		'engine:/exec',
		listOf({
			id: 'text',
			running: 'boolean',
			privileged: 'boolean',
			user: 'text',
			isRoot: 'boolean',
			pid: 'number',
			command: 'text',
			isHealthcheck: 'boolean',
		}),
		(parts): Known<readonly ExecFacts[]> => unknown('engine:/exec', hasProcesses(parts) ? notAsked : notRunning),
	),
	truth: learned(
		'host:/proc',
		fields({
			pid: 'number',
			effective: textList,
			bounding: textList,
			permitted: textList,
			noNewPrivileges: 'boolean',
			seccomp: 'number',
			uids: numbers,
			gids: numbers,
			groups: numbers,
			uidMapIsIdentity: 'boolean',
			mappedUids: listOf({inside: 'number', first: 'number', count: 'number'}),
			label: 'text',
		}),
		(): Known<LiveState> => procNotRead,
	),
	sockets: learned(
		'host:/proc',
		fields({own: sockets, inNetwork: sockets}),
		(): SocketFacts => ({own: procNotRead, inNetwork: procNotRead}),
	),
	/** What it can execute itself, in its root file system as it is now and in its mounts. */
	privilegedPrograms: learned(
		'host:/proc',
		fields({setuid: textList, setgid: textList, capable: fileCapabilities}),
		(parts): Known<PrivilegedPrograms> => unknown('host:/proc', whyNotSearched(hasProcesses(parts), parts.context.engine.local)),
	),
	/** What configuration files of its services say about authentication; only what they decide is of use in a condition. */
	configFiles: learned('container:files', null, (): ConfigFiles => noFiles),

	/** The answer itself, for the Raw page and for reconstruction: unsanitised, secrets not masked, so that no condition may name it. */
	raw: fact(['whole'], null, ({inspect}) => inspect),
};
type Table = typeof table;

/** The effective state of one container: the one place where each fact is computed (architecture, law 7). */
export type ContainerFacts = {readonly [Name in keyof Table]: ReturnType<Table[Name]['read']>};

/** Those that no inspect shows. */
export type LearnedFacts = {
	readonly [Name in keyof Table as Table[Name]['from'][number] extends Learned ? Name : never]: ContainerFacts[Name];
};

/** Each fact by its name. */
export const factRows: readonly (readonly [string, Fact])[] = Object.entries(table);

/**
 * The effective state of one container from `GET /containers/{id}/json`.
 *
 * Never throws: a field that is missing, `null` or of the wrong type affects only its own fact. What cannot be determined is unknown
 * or `null`, never a default.
 */
export function containerFacts(inspect: ContainerInspect, context: FactsContext): ContainerFacts {
	const parts = partsOf(inspect, context);
	// The names are those of the table, and each value is of the type that its row gives.
	return Object.fromEntries(factRows.map(([name, {read}]) => [name, read(parts)])) as ContainerFacts;
}

export const partsOf = (inspect: ContainerInspect, context: FactsContext): Parts => ({
	inspect,
	host: inspect.HostConfig ?? {},
	config: inspect.Config ?? {},
	state: inspect.State ?? {},
	context,
	image: context.images?.get(text(inspect.Image)),
});

/** Every fact that a condition may name. */
export const containerShape = fields(Object.fromEntries(factRows.map(([name, {shape}]) => [name, shape])));

const notRunning = 'it is not running, so its processes cannot be seen';
const filesNotAsked = unknown('image:files', notAsked);
const procNotRead = unknown('host:/proc', 'not read');
const noFiles: ConfigFiles = new Map();

function whyNotSearched(runs: boolean, isLocal: boolean): string {
	if (!runs) return 'the container does not run';
	return isLocal ? notAsked : 'the engine is not on this machine';
}
