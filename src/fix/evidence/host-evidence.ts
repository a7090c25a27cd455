import {
	containerSockets,
	type HostTree,
	isInContainer,
	type Known,
	known,
	type ListeningSocket,
	notInContainer,
	type ProcessFacts,
} from '../../base/index.js';
import type {Peaks} from './evidence.js';
import {chrooted, processesOnHost, rawSockets} from './host-processes.js';
import {type BelowMount, belowMount, type HostUse, hostUse} from './host-use.js';
import {hostPeaks} from './peaks.js';
import {unprivilegedPortStart} from './port-start.js';
import {type ProgramTraits, programTraits} from './program-traits.js';
import {executablesOf} from './setuid-programs.js';

export type Places = {readonly given: readonly string[]; readonly sensitive: readonly string[]};

/** What the host of the engine shows of a running container. */
export type HostEvidence = {
	readonly processes: Known<readonly ProcessFacts[]>;
	readonly programs: Known<ProgramTraits>;
	/** Paths of what its processes execute, by their id; of those that may be looked at. */
	readonly executables: Known<ReadonlyMap<number, string>>;
	readonly peaks: Known<Peaks>;
	readonly listening: Known<readonly ListeningSocket[]>;
	readonly portStart: Known<number>;
	readonly chrooted: Known<boolean>;
	readonly rawSockets: Known<boolean>;
	readonly hostUse: Known<HostUse>;
	/** By destination. */
	readonly below: ReadonlyMap<string, Known<BelowMount>>;
};

/**
 * Looks for it in `/proc` and cgroups.
 *
 * @param pid  of its first process
 * @param seconds  since it started; `null` where that is not known
 * @param places  where its configuration mounts something, and which of these are paths of the host that matter
 */
export async function hostEvidence(
	tree: HostTree,
	pid: number,
	id: string,
	seconds: number | null,
	places: Places,
): Promise<HostEvidence> {
	const whileItRuns = async <T>(look: () => Known<T> | Promise<Known<T>>): Promise<Known<T>> => {
		if (!isInContainer(tree, pid, id)) return notInContainer(pid);
		const found = await look();
		return isInContainer(tree, pid, id) ? found : notInContainer(pid);
	};
	const processes = await whileItRuns(() => processesOnHost(tree, pid));
	return {
		processes,
		// At once: later some of these processes have ended.
		programs: processes.known ? await whileItRuns(() => programTraits(tree, processes.value, pid)) : processes,
		executables: processes.known ? await whileItRuns(() => known(executablesOf(tree, processes.value))) : processes,
		peaks: await whileItRuns(() => hostPeaks(tree, pid, seconds)),
		listening: await whileItRuns(() => containerSockets(tree, pid, id).own),
		portStart: await whileItRuns(() => unprivilegedPortStart(pid)),
		chrooted: await whileItRuns(() => chrooted(tree, pid)),
		rawSockets: await whileItRuns(() => rawSockets(tree, pid)),
		hostUse: await whileItRuns(() => hostUse(tree, pid, places.given)),
		below: new Map(
			await Promise.all(
				places.sensitive.map(async at => [at, await whileItRuns(() => belowMount(tree, pid, at, Date.now()))] as const),
			),
		),
	};
}
