import {basename} from 'node:path';
import type {Known} from '../answers/index.js';
import {type SafeText, sanitise} from '../text/safe-text.js';
import type {DaemonProcess} from './daemon-process.js';
import type {EngineOnHost} from './engine-on-host.js';
import {realPathOf} from './file-facts.js';
import type {HostTree} from './host-tree.js';

const DIRECTORIES = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin', '/usr/libexec/docker'];

const PROGRAMS = ['dockerd', 'containerd', 'containerd-shim', 'containerd-shim-runc-v1', 'containerd-shim-runc-v2', 'runc'];

/** Real path of each engine program found on the host. The running daemon's own binary and the engine's runtimes come first. */
export function findBinaries(tree: HostTree, engine: EngineOnHost, daemon: Known<DaemonProcess>): Record<string, SafeText> {
	const reported = [
		...(engine.runtimePaths ?? []),
		...(daemon.known && daemon.value.binary !== null ? [daemon.value.binary] : []),
	];
	const found: Record<string, SafeText> = {};
	for (const program of PROGRAMS) {
		const candidates = [
			...reported.filter(path => path.startsWith('/') && basename(path) === program),
			...DIRECTORIES.map(directory => `${directory}/${program}`),
		];
		const path = candidates.find(candidate => {
			const seen = tree.lstat(realPathOf(tree, candidate));
			return seen.known && seen.value?.isFile() === true;
		});
		if (path !== undefined) found[program] = sanitise(realPathOf(tree, path));
	}
	return found;
}
