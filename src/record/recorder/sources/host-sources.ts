import {
	type BlindSpot,
	canListPeers,
	decodeCapabilities,
	type EngineReader,
	openTree,
	type SafeText,
	safe,
	sanitise,
	textAt,
	trusted,
} from '../../../base/index.js';
import type {ActivityLog} from '../activity-log.js';
import type {KnownContainers} from '../known-containers.js';
import type {RecorderOptions} from '../recorder-options.js';
import {sees} from '../sees.js';
import {askAboutFiles} from './container-files.js';
import {readHostActivity} from './host-activity.js';
import {countLosses, type Losses} from './losses.js';
import {readTaskActivity} from './task-activity.js';
import {openTaskTrace, type TaskTrace} from './task-trace.js';
import {workUnderWay} from './work-under-way.js';

/** What only root on the engine's host sees, each `null` where it is not seen; and what is recorded in all, and what is not, in words. */
export type HostSources = {
	readonly trace: TaskTrace | null;
	readonly host: ReturnType<typeof readHostActivity> | null;
	readonly losses: Losses;
	readonly sees: readonly SafeText[];
	readonly missing: readonly SafeText[];
};

export type HostSourcesParts = {
	readonly reader: Pick<EngineReader, 'isLocal' | 'socketPath'>;
	readonly host: RecorderOptions['host'];
	readonly journal: RecorderOptions['journal'];
	readonly log: ActivityLog;
	readonly known: KnownContainers;
	/** So many events of a source were dropped. */
	readonly onLost: (source: SafeText, count: number) => void;
};

/** @throws JournalError when the kernel trace cannot be recorded in the journal: then it was not created */
export async function openHostSources({
	reader,
	host: access,
	journal,
	log,
	known: containers,
	onLost,
}: HostSourcesParts): Promise<HostSources> {
	const local = await reader.isLocal();
	const losses = countLosses(containers.get);
	if (!local || journal === null || access === null)
		return {trace: null, host: null, losses, sees: [sees.engine], missing: [whyNotSeen(local)]};

	const tree = openTree('/');
	const work = workUnderWay();
	const files = askAboutFiles(access, work);
	const tasks = readTaskActivity({log, tree, find: containers.get, files, work, onLost: losses.add});
	const host = readHostActivity({tree, host: access, work, log, known: containers});
	journal.open();
	const opened = await openTaskTrace({
		tree,
		host: access,
		files,
		work,
		journal,
		socketPath: reader.socketPath,
		factsOf: id => containers.get(id)?.facts ?? null,
		onProgram: tasks.program,
		onCapability: tasks.capability,
		onSocketUse: tasks.runtimeSocket,
		onTcp: (id, socket) =>
			tasks.whenKnown(id, known => host.tcp(known, socket), `${socket.does} ${socket.address} ${socket.port}`),
		onLost: losses.add,
		onLostConnects: count => onLost(trusted('connections to unix sockets'), count),
	});
	if (opened.known)
		return {
			trace: withTasks(opened.value, tasks),
			host,
			losses,
			sees: [sees.engine, sees.trace, sees.host],
			missing: [...whyNotConnects(opened.value), ...whyNotSockets(opened.value)],
		};
	return {
		trace: null,
		host,
		losses,
		sees: [sees.engine, sees.host],
		missing: [missed('capabilities and programs', opened.reason)],
	};
}

const withTasks = (trace: TaskTrace, tasks: Pick<ReturnType<typeof readTaskActivity>, 'look'>): TaskTrace => ({
	...trace,
	async read() {
		const hasFound = await trace.read();
		tasks.look();
		return hasFound;
	},
});

const missed = (what: string, {reason}: BlindSpot): SafeText => safe`${trusted(what)}: ${sanitise(reason)}`;

function whyNotConnects({connects}: TaskTrace): SafeText[] {
	if (!connects.known) return [missed('use of container runtime sockets', connects.reason)];
	if (canListPeers()) return mayEnterNetworks() ? [] : [trusted(withoutEntering)];
	return [trusted('earlier connections to container runtime sockets: listing them needs ss (iproute2) and nsenter (util-linux)')];
}

const withoutEntering =
	'earlier connections to container runtime sockets, of containers with a network of their own: listing them needs CAP_SYS_ADMIN';

/** @source setns(2), proc_pid_status(5) */
function mayEnterNetworks(): boolean {
	const status = textAt(openTree('/'), '/proc/self/status');
	return decodeCapabilities(/^CapEff:\s*(\w+)$/m.exec(status)?.[1] ?? '')?.has('SYS_ADMIN') === true;
}

const whyNotSockets = ({tcp}: TaskTrace): SafeText[] =>
	tcp.known ? [] : [missed('connections that last less than a second', tcp.reason)];

const whyNotSeen = (local: boolean): SafeText =>
	local
		? trusted('capabilities, programs, sockets, written directories and peaks: they need root')
		: trusted('capabilities, programs, sockets, written directories and peaks: the engine is not on this machine');
