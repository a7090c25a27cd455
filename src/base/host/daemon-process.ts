import {basename, isAbsolute} from 'node:path';
import {type Known, known, unknown} from '../answers/index.js';
import {sanitise} from '../text/safe-text.js';
import {homeOf} from './accounts.js';
import {type DaemonOptions, mergeOptions, optionsOfArguments, safeOptions} from './daemon-options.js';
import {realPathOf} from './file-facts.js';
import {type HostTree, textAt} from './host-tree.js';
import {readStatus, runsProgram} from './process-table.js';
import {unixListeners} from './unix-sockets.js';

export type DaemonProcess = {
	readonly pid: number;
	readonly uid: number;
	readonly args: readonly string[];
	/** `null` when only root may see it. */
	readonly binary: string | null;
};

const DEFAULT_PIDFILE = '/var/run/docker.pid';

/**
 * The dockerd behind this engine: it holds the listening end of the very socket that dockscope is connected to. Never found by the text of
 * a command line, which any container can fake.
 *
 * Root can see the proof (the binary, its open files, the socket through its root directory). Other users see what only root can have
 * written: the default PID file, and that the process is root's and lives in our PID namespace.
 *
 * @param candidates  processes named dockerd
 */
export function findDaemon(tree: HostTree, candidates: readonly number[], socketPath: string | null): Known<DaemonProcess> {
	let refused = false;
	for (const pid of candidates) {
		const status = readStatus(tree, pid);
		if (status === null || status.nestedPidNamespaces > 0) continue;
		const owns = socketPath !== null && ownsSocket(tree, pid, socketPath);
		if (owns === null || runsProgram(tree, pid, 'dockerd') === null) refused = true;
		const proven = owns === true && runsProgram(tree, pid, 'dockerd') === true;
		const uid = status.uids[1] ?? 0;
		if (proven || (owns === null && uid === 0 && namedByPidfile(tree, pid, socketPath))) {
			return known({pid, uid, args: argumentsOf(tree, pid), binary: binaryOf(tree, pid)});
		}
	}
	return unknown(
		'host:dockerd',
		refused
			? 'only root can see which process serves the engine: run dockscope as root to check its command line'
			: `no dockerd of this host was found to listen on ${socketPath ?? 'a unix socket'}`,
	);
}

/** `null` when the process's open files may not be read. */
function ownsSocket(tree: HostTree, pid: number, socketPath: string): boolean | null {
	if (!tree.link(`/proc/${pid}/fd/0`).known) return null;
	const listening = listeningInodes(tree, pid, socketPath);
	if (listening.size === 0 || !seesTheSameFile(tree, pid, socketPath)) return false;
	const holds = (fd: number | string): boolean => {
		const target = tree.link(`/proc/${pid}/fd/${fd}`);
		const inode = target.known && /^socket:\[(\d+)\]$/.exec(target.value ?? '')?.[1];
		return typeof inode === 'string' && listening.has(inode);
	};
	// It is opened at start-up; later a daemon holds some six files for each container.
	if (firstFiles.some(holds)) return true;
	const descriptors = tree.list(`/proc/${pid}/fd`);
	return descriptors.known && (descriptors.value ?? []).some(holds);
}

const firstFiles = Array.from({length: 64}, (_, fd) => fd);

/** Sockets that listen at the path, in the process's own network namespace. */
function listeningInodes(tree: HostTree, pid: number, socketPath: string): Set<string> {
	const wanted = realPathOf(tree, socketPath);
	// To bind makes the file, so that its name is no link; of its folders each may be one.
	const name = basename(wanted);
	const listeners = unixListeners(textAt(tree, `/proc/${pid}/net/unix`), name).filter(({path}) => basename(path) === name);
	return new Set(listeners.flatMap(({path, inode}) => (realPathOf(tree, path) === wanted ? [inode] : [])));
}

/** A container can bind a socket at the same path in its own root: that is a different file. */
function seesTheSameFile(tree: HostTree, pid: number, socketPath: string): boolean {
	const ours = tree.stat(socketPath);
	const theirs = tree.stat(`/proc/${pid}/root${socketPath}`);
	if (!ours.known || !theirs.known || ours.value === null || theirs.value === null) return false;
	return ours.value.dev === theirs.value.dev && ours.value.ino === theirs.value.ino;
}

function namedByPidfile(tree: HostTree, pid: number, socketPath: string | null): boolean {
	const written = tree.read(DEFAULT_PIDFILE);
	const serves = realPathOf(tree, '/var/run/docker.sock') === realPathOf(tree, socketPath ?? '');
	return serves && written.known && written.value?.trim() === String(pid);
}

function argumentsOf(tree: HostTree, pid: number): string[] {
	return textAt(tree, `/proc/${pid}/cmdline`).split('\0').slice(1, -1);
}

function binaryOf(tree: HostTree, pid: number): string | null {
	const exe = tree.link(`/proc/${pid}/exe`);
	return exe.known ? (exe.value?.replace(/ \(deleted\)$/, '') ?? null) : null;
}

/** The configuration file that the process reads, and the effective options. */
export function configurationOf(tree: HostTree, daemon: DaemonProcess) {
	const flags = optionsOfArguments(daemon.args);
	const path = configurationPath(tree, daemon, flags);
	const text = tree.read(path);
	if (!text.known) return text;
	const file = text.value === null ? known({}) : parseObject(path, text.value);
	if (!file.known) return file;
	const options = safeOptions(withTlsFiles(tree, daemon, flags, file.value));
	return known({path, fileExists: text.value !== null, options, onCommandLine: Object.keys(flags).map(sanitise)});
}

/** Default TLS files when no option names them. @source moby cmd/dockerd/options.go */
const TLS_FILES = {tlscacert: 'ca.pem', tlscert: 'cert.pem', tlskey: 'key.pem'} as const;

/** Effective options, with absolute paths of the TLS files: relative ones are relative to the working directory. */
function withTlsFiles(tree: HostTree, daemon: DaemonProcess, flags: DaemonOptions, file: DaemonOptions): DaemonOptions {
	const options = mergeOptions(file, flags);
	const directory = flags['tls'] === true || 'tlsverify' in flags ? certificatesOf(tree, daemon) : null;
	const paths = Object.entries(TLS_FILES).flatMap(([option, name]) => {
		const given = options[option];
		if (typeof given === 'string' && given !== '') return [[option, withinCwd(daemon, given)]];
		return given === undefined && directory !== null ? [[option, `${withinCwd(daemon, directory)}/${name}`]] : [];
	});
	return {...options, ...Object.fromEntries(paths)};
}

const withinCwd = ({pid}: DaemonProcess, path: string): string => (isAbsolute(path) ? path : `/proc/${pid}/cwd/${path}`);

function certificatesOf(tree: HostTree, {pid, uid}: DaemonProcess): string | null {
	const environment = textAt(tree, `/proc/${pid}/environ`).split('\0');
	const variable = (name: string) => environment.find(text => text.startsWith(`${name}=`))?.slice(name.length + 1) || null;
	const home = variable('HOME') ?? homeOf(tree, uid);
	return variable('DOCKER_CERT_PATH') ?? variable('DOCKER_CONFIG') ?? (home === null ? null : `${home}/.docker`);
}

function configurationPath(tree: HostTree, daemon: DaemonProcess, flags: DaemonOptions): string {
	const named = flags['config-file'];
	if (typeof named === 'string') return withinCwd(daemon, named);
	const home = flags['rootless'] === true ? homeOf(tree, daemon.uid) : null;
	return home === null ? '/etc/docker/daemon.json' : `${home}/.config/docker/daemon.json`;
}

function parseObject(path: string, text: string): Known<Readonly<Record<string, unknown>>> {
	try {
		const parsed: unknown = JSON.parse(text.trim() === '' ? '{}' : text);
		if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return known({...parsed});
		return unknown(`host:${path}`, 'is not a JSON object: the engine would not start with it');
	} catch {
		// The parser's message quotes the file, which may contain proxy credentials.
		return unknown(`host:${path}`, 'is not valid JSON: the engine would not start with it');
	}
}
