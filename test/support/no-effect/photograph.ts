import {createHash} from 'node:crypto';
import {
	closeSync,
	constants,
	existsSync,
	lstatSync,
	openSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	type Stats,
	utimesSync,
} from 'node:fs';
import {dirname, join} from 'node:path';
import {searchPath} from '../engine-binaries.js';
import {engineRequest} from '../engine-request.js';
import {runProgram} from '../private-engine.js';
import {runningProcesses, withDescendants} from '../process-table.js';
import {bindFolder, type FleetEngine, isLively} from './fleet.js';

/** Lines about one thing each, by what they are about: equal before and after, or something was changed. */
export type Photograph = ReadonlyMap<string, readonly string[]>;

export type Subject = {
	readonly engine: FleetEngine;
	readonly names: readonly string[];
	/** Where dockscope has its home, state, caches and temporary files. */
	readonly home: string;
	/** No other test runs: what belongs to the whole machine is compared too. */
	readonly isAlone: boolean;
};

type Container = {
	readonly name: string;
	readonly id: string;
	readonly pid: number;
	readonly text: string;
	/** The folder of its own layer, where the storage driver has one. */
	readonly layer: string | null;
};

export async function photograph(subject: Subject): Promise<Photograph> {
	const {engine, names, home, isAlone} = subject;
	const parts = new Map<string, readonly string[]>();
	const ask = (path: string) => engineRequest(engine.socketPath, 'GET', path);
	// What starts again by itself is mounted again each time.
	const restarts: string[] = [];
	for (const container of await containersOf(subject)) {
		const {name, id, pid, text, layer} = container;
		if (name === 'restarting') restarts.push(id, ...(layer === null ? [] : [dirname(layer)]));
		if (!isLively(name)) {
			parts.set(`the configuration and state of ${name}`, text.split('\n'));
			parts.set(`the engine's own files of ${name}`, treeOf(join(engine.dir, 'data/containers', id)));
			if (pid === 0 && layer !== null) parts.set(`the layer of ${name}`, await filesOf(layer, false));
		}
		parts.set(`the changes of ${name}`, await changesOf(engine, container));
		if (pid === 0 || name === 'restarting') continue;
		parts.set(`the mounts of ${name}`, mountsOf(pid));
		parts.set(`the files of ${name}`, await filesOf(`/proc/${pid}/root`, isLively(name), mountPointsOf(pid)));
		parts.set(`the connections of ${name}`, connectionsOf(pid));
	}
	for (const list of ['/images/json?all=1', '/volumes', '/networks'])
		parts.set(`what the engine lists at ${list}`, listed(await ask(list)));

	parts.set(
		'the mounts of the engine',
		mountsOf(engine.pid).filter(line => (isAlone || line.includes(engine.dir)) && !restarts.some(one => line.includes(one))),
	);
	parts.set('the bind sources', treeOf(bindFolder(engine)));
	for (const path of await volumeFolders(subject)) parts.set(`the volume at ${path}`, treeOf(path));
	parts.set("dockscope's own files", treeOf(home).map(withoutFolderTimes));
	parts.set('the counters of connections', countersOf(engine.pid));
	parts.set('the packet filter', await packetFilterOf(engine.pid));
	parts.set(
		'the tables of iptables',
		['ip', 'ip6'].flatMap(kind => linesOf(`/proc/${engine.pid}/net/${kind}_tables_names`)),
	);
	parts.set('the settings of the network', await settingsOf(engine.pid));
	if (isAlone) for (const [what, lines] of machine()) parts.set(what, lines);
	parts.set('the names of the containers', [...names]);
	return parts;
}

async function containersOf({engine, names}: Subject): Promise<readonly Container[]> {
	return Promise.all(
		names.map(async name => {
			const answer = JSON.parse(await engineRequest(engine.socketPath, 'GET', `/containers/${name}/json`));
			const layer = answer.GraphDriver?.Data?.UpperDir ?? null;
			return {name, id: answer.Id, pid: answer.State.Pid ?? 0, text: JSON.stringify(answer, null, 1), layer};
		}),
	);
}

/** `docker diff`; of a tree that is too deep for the engine, what it says of it. */
async function changesOf({socketPath}: FleetEngine, {name}: Container): Promise<readonly string[]> {
	const answer = await engineRequest(socketPath, 'GET', `/containers/${name}/changes`).catch((error: Error) => error.message);
	// Where its image was mounted for the answer has a random name.
	if (!/^(\[|null)/.test(answer)) return [answer.replace(/mount\d+/g, 'mount')];
	const changes: readonly {readonly Kind: number; readonly Path: string}[] = JSON.parse(answer) ?? [];
	return changes.map(({Kind, Path}) => `${'CAD'[Kind]} ${Path}`).sort();
}

/** The order of a list says nothing. */
function listed(answer: string): readonly string[] {
	const rows: unknown = JSON.parse(answer);
	const all = Array.isArray(rows) ? rows : Object.values(Object(rows)).flat();
	return all.map(row => JSON.stringify(row)).sort();
}

/** Without the numbers of mounts, which say nothing. @source proc_pid_mountinfo(5) */
const mountsOf = (pid: number): readonly string[] => linesOf(`/proc/${pid}/mountinfo`).map(line => line.replace(/^\d+ \d+ /, ''));

/** All that a container sees of its own files, without what is mounted in it, by find(1), which enters trees of any depth. */
async function filesOf(root: string, namesOnly: boolean, mounted: readonly string[] = []): Promise<readonly string[]> {
	const format = namesOnly ? '/%P\\t%y' : '/%P\\t%y %m %U:%G %s %T@ ctime:%C@ %l';
	const found = await runProgram('find', [`${root}/.`, '-xdev', '-printf', `${format}\\0`], {PATH: searchPath(), LC_ALL: 'C'});
	const isMounted = (path: string) => mounted.some(point => path === point || path.startsWith(`${point}/`));
	return found
		.split('\0')
		.filter(line => !isMounted(line.slice(0, line.indexOf('\t'))))
		.sort();
}

/** Bind sources and volumes are compared where they are, and may be in the same file system as the container's own files. */
const mountPointsOf = (pid: number): readonly string[] =>
	linesOf(`/proc/${pid}/mountinfo`).flatMap(line => {
		const point = (line.split(' ')[4] ?? '').replace(/\\([0-7]{3})/g, (_, octal: string) =>
			String.fromCharCode(Number.parseInt(octal, 8)),
		);
		return point === '/' ? [] : [point];
	});

/** Its sockets with their states, without what a socket waits for or how old it is. */
function connectionsOf(pid: number): readonly string[] {
	return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap(kind =>
		linesOf(`/proc/${pid}/net/${kind}`).flatMap(line => {
			const [, local, remote, state] = line.trim().split(/\s+/);
			return local?.includes(':') ? [`${kind} ${local} ${remote} ${state}`] : [];
		}),
	);
}

/** Whoever connects, or sends a datagram, counts here, also when it has ended. @source the kernel's Documentation/networking/snmp_counter.rst */
function countersOf(pid: number): readonly string[] {
	const lines = linesOf(`/proc/${pid}/net/snmp`);
	const wanted = new Set(['Tcp ActiveOpens', 'Tcp PassiveOpens', 'Tcp AttemptFails', 'Udp OutDatagrams', 'Ip OutNoRoutes']);
	return lines.flatMap((line, index) => {
		const [kind = '', ...values] = line.split(' ');
		const names = (lines[index - 1] ?? '').split(' ').slice(1);
		if (!/^\d/.test(values[0] ?? '')) return [];
		return values.flatMap((value, at) => {
			const name = `${kind.replace(':', '')} ${names[at]}`;
			return wanted.has(name) ? [`${name} ${value}`] : [];
		});
	});
}

const inNetworkOf = (pid: number, ...command: readonly string[]): Promise<string> =>
	runProgram('nsenter', ['-n', '-t', String(pid), ...command], {PATH: searchPath(), LC_ALL: 'C'});

const packetFilterOf = async (pid: number): Promise<readonly string[]> =>
	(await inNetworkOf(pid, 'nft', '--stateless', 'list', 'ruleset')).split('\n');

/** Of the network only: others belong to the machine. Some cannot be read or change by themselves, as do the ends of containers that restart. */
async function settingsOf(pid: number): Promise<readonly string[]> {
	const all = await inNetworkOf(
		pid,
		'sh',
		'-c',
		'sysctl -a 2>/dev/null | grep ^net | grep -v -e _count -e stat_refresh -e random -e veth',
	);
	return all.split('\n');
}

/** What belongs to the whole machine, and other tests change too. */
function machine(): readonly (readonly [string, readonly string[]])[] {
	const tracefs = ['/sys/kernel/tracing', '/sys/kernel/debug/tracing'].find(path => existsSync(join(path, 'instances')));
	const traced =
		tracefs === undefined
			? ['not mounted']
			: [
					...readdirSync(join(tracefs, 'instances')),
					...['set_event', 'kprobe_events', 'uprobe_events', 'current_tracer', 'tracing_on'].flatMap(file =>
						linesOf(join(tracefs, file)).map(line => `${file} ${line}`),
					),
				];
	return [
		['the mounts of the host', linesOf('/proc/self/mountinfo')],
		['tracing', traced],
		// A module is named first; who uses it changes.
		['the modules of the kernel', linesOf('/proc/modules').map(line => line.split(' ')[0] ?? '')],
		// runc keeps one while it runs the health check of a container.
		[
			'the names in /tmp',
			readdirSync('/tmp')
				.filter(name => !/^runc-process\d+$/.test(name))
				.sort(),
		],
	];
}

/** A file that this kernel does not have has no lines. */
const linesOf = (path: string): readonly string[] =>
	existsSync(path)
		? readFileSync(path, 'utf8')
				.split('\n')
				.filter(line => line !== '')
		: [];

async function volumeFolders({engine}: Subject): Promise<readonly string[]> {
	const {Volumes: volumes} = JSON.parse(await engineRequest(engine.socketPath, 'GET', '/volumes'));
	return (volumes ?? []).map(({Mountpoint}: {Mountpoint: string}) => Mountpoint).sort();
}

type Entry = {readonly path: string; readonly stats: Stats};

/** All entries below a folder that Node can name; the deepest may be too deep for it. */
function entriesOf(folder: string): readonly Entry[] {
	if (!existsSync(folder)) return [];
	const names = readdirSync(folder).sort();
	return names.flatMap(name => {
		const path = join(folder, name);
		if (path.length > 3_900) return [];
		const stats = lstatSync(path);
		return [{path, stats}, ...(stats.isDirectory() ? entriesOf(path) : [])];
	});
}

const treeOf = (folder: string): readonly string[] =>
	entriesOf(folder).map(({path, stats}) => {
		const {mode, uid, gid, size, mtimeMs} = stats;
		const content = stats.isSymbolicLink() ? readlinkSync(path) : stats.isFile() ? hashOf(path) : '';
		const times = stats.isFile() || stats.isDirectory() ? String(mtimeMs) : '';
		return `${path.slice(folder.length)} ${mode.toString(8)} ${uid}:${gid} ${stats.isDirectory() ? '' : size} ${times} ${content}`;
	});

/** A temporary file that is gone has moved the time of its folder. */
const withoutFolderTimes = (line: string): string => line.replace(/( 4\d+ \d+:\d+ ).*/, '$1');

/** Without touching the time at which it was read. */
function hashOf(path: string): string {
	const file = openSync(path, constants.O_RDONLY | constants.O_NOATIME | constants.O_NOFOLLOW);
	try {
		return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
	} finally {
		closeSync(file);
	}
}

/** Below the bind sources and volumes, as they are found first. */
export async function watchedPaths(subject: Subject): Promise<readonly string[]> {
	const folders = [bindFolder(subject.engine), ...(await volumeFolders(subject))];
	return folders.flatMap(folder => [folder, ...entriesOf(folder).map(({path}) => path)]);
}

const longAgo = new Date('2001-01-01T00:00:00Z');

/** Sets the access times so far back that the next reading is noted, also with `relatime`. */
export function forgetReading(paths: readonly string[]): void {
	for (const path of paths) {
		const stats = lstatSync(path);
		if (stats.isFile() || stats.isDirectory()) utimesSync(path, longAgo, stats.mtime);
	}
}

/** Those that were read since. */
export const readSince = (paths: readonly string[]): readonly string[] =>
	paths.filter(path => {
		const stats = lstatSync(path);
		return (stats.isFile() || stats.isDirectory()) && stats.atimeMs !== longAgo.getTime();
	});

/** The processes of the engine, and all others in its network or below them, without those that containers start all the time. */
export async function processesOf({engine, names}: Subject): Promise<readonly string[]> {
	const network = readlinkSync(`/proc/${engine.pid}/ns/net`);
	const lively = (await containersOf({engine, names: names.filter(isLively), home: '', isAlone: false})).map(({id, pid}) => ({
		id,
		pid,
	}));
	const all = await runningProcesses();
	const roots = all.filter(one => one.network === network || one.command.includes(engine.dir));
	const ignored = withDescendants(
		all,
		all.filter(({pid, command}) => lively.some(one => one.pid === pid || command.includes(one.id))),
	);
	return withDescendants(all, roots)
		.filter(({pid}) => pid !== process.pid && !ignored.some(one => one.pid === pid))
		.map(({pid, command}) => `${pid} ${command}`);
}

/** What differs, in lines that say what it is about. */
export function differences(before: Photograph, after: Photograph): readonly string[] {
	return [...new Set([...before.keys(), ...after.keys()])].flatMap(part => {
		const [was, is] = [before.get(part) ?? [], after.get(part) ?? []];
		const changed = [...without(was, is).map(line => `- ${line}`), ...without(is, was).map(line => `+ ${line}`)];
		return changed.slice(0, 12).map(line => `${part}: ${line.slice(0, 300)}`);
	});
}

function without(lines: readonly string[], others: readonly string[]): readonly string[] {
	const left = new Map<string, number>();
	for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
	return lines.filter(line => {
		const count = left.get(line) ?? 0;
		left.set(line, count - 1);
		return count <= 0;
	});
}
