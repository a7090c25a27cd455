import type {EngineInfo} from '../../answers/index.js';
import {type ContainerScope, fail, failAs, pass} from '../rule.js';
import type {Judgement} from '../verdict.js';
import {fromInfo, fromInspect, infoMissing} from './evidence.js';

type Resource = 'memory' | 'pids' | 'cpu';

/** What the engine says of its kernel; a limit that was asked for is written down all the same. */
const supports: Readonly<Record<Resource, readonly (keyof EngineInfo)[]>> = {
	memory: ['MemoryLimit'],
	pids: ['PidsLimit'],
	cpu: ['CpuCfsQuota', 'CPUShares', 'CPUSet'],
};

/** Fails where this resource has no limit, or one that the kernel does not keep. */
export function judgeLimit({container: {limits}, engine}: ContainerScope, resource: Resource, field: string): Judgement {
	if (resource === 'cpu' && !limits.cpuCertain) return infoMissing('NCPU');
	const limit = limits[resource];
	if (limit === null) return fail(fromInspect(`HostConfig.${field}`, 'none'));
	const evidence = fromInspect(`HostConfig.${field}`, limit);
	const {info} = engine.raw;
	const unsupported = supports[resource].every(name => info?.[name] === false);
	if (!unsupported) return pass(evidence, ...(resource === 'memory' ? swapOf(limits.memorySwap) : []));
	return failAs(
		{detail: "its limit is not enforced: the engine's kernel lacks this cgroup controller"},
		evidence,
		...supports[resource].map(name => fromInfo(name, false)),
	);
}

/** Worth a note, no failure: what goes beyond the limit is slow, and leaves the memory of others alone. */
const swapOf = (swap: number | null) => (swap === -1 ? [fromInspect('HostConfig.MemorySwap', 'no limit of swap')] : []);
