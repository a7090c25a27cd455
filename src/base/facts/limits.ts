import type {HostConfig, Ulimit} from '../answers/index.js';
import {type SafeText, sanitise, trusted} from '../text/safe-text.js';

export type LimitFacts = {
	/** Bytes; `null` when there is no limit. */
	readonly memory: number | null;
	readonly memoryReservation: number | null;
	/** Bytes of memory plus swap; -1 for unlimited; `null` when not set. */
	readonly memorySwap: number | null;
	readonly pids: number | null;
	/** How CPU time is limited or weighted, `null` when it is not (1024 shares is the default). */
	readonly cpu: SafeText | null;
	/** False when a cpuset is the only limit and it is not known whether it covers all CPUs of the host. */
	readonly cpuCertain: boolean;
	readonly ulimits: readonly Ulimit[];
	readonly oomKillDisable: boolean;
	readonly oomScoreAdj: number;
};

import {number, positive, records, string} from './read.js';

/** @param cpus of the engine's host, `null` if not known */
export function limitFacts(config: HostConfig, cpus: number | null): LimitFacts {
	const swap = number(config.MemorySwap);
	return {
		memory: positive(config.Memory),
		memoryReservation: positive(config.MemoryReservation),
		memorySwap: swap === 0 ? null : swap,
		pids: positive(config.PidsLimit),
		...cpuLimit(config, cpus),
		ulimits: records(config.Ulimits).map(ulimit),
		oomKillDisable: config.OomKillDisable === true,
		oomScoreAdj: number(config.OomScoreAdj) ?? 0,
	};
}

/** 1024 shares are the default and no limit; neither is a cpuset that covers all CPUs. */
function cpuLimit(config: HostConfig, cpus: number | null): Pick<LimitFacts, 'cpu' | 'cpuCertain'> {
	const certain = (cpu: SafeText | null) => ({cpu, cpuCertain: true});
	const nano = positive(config.NanoCpus);
	if (nano !== null) return certain(trusted(`${nano / 1e9} CPUs`));
	const quota = positive(config.CpuQuota);
	if (quota !== null)
		return certain(trusted(`${Math.round((quota / (positive(config.CpuPeriod) ?? 100_000)) * 100) / 100} CPUs by quota`));
	const set = string(config.CpusetCpus);
	if (set !== '' && cpus !== null && cpusIn(set) < cpus) return certain(sanitise(`CPUs ${set}`));
	const shares = positive(config.CpuShares);
	if (shares !== null && shares !== 1024) return certain(trusted(`${shares} shares`));
	return set !== '' && cpus === null ? {cpu: sanitise(`CPUs ${set}`), cpuCertain: false} : certain(null);
}

/** The number of CPUs in `0-3,8`. */
const cpusIn = (set: string): number =>
	set.split(',').reduce((sum, range) => {
		const [from = 0, to = from] = range.split('-').map(Number);
		return sum + Math.max(1, to - from + 1);
	}, 0);

const ulimit = (given: Readonly<Record<string, unknown>>): Ulimit => ({
	Name: sanitise(string(given['Name'])),
	Soft: number(given['Soft']) ?? 0,
	Hard: number(given['Hard']) ?? 0,
});
