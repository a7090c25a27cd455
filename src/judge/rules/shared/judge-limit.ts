import type {ContainerFacts, EngineInfo} from '../../../base/index.js';
import type {ChangeDraft} from '../../changes/change.js';
import {fail, failAs, fromInfo, fromInspect, infoMissing, pass} from '../rule.js';
import type {ContainerScope} from '../scope.js';
import type {Judgement} from '../verdict.js';

type Resource = 'memory' | 'pids' | 'cpu';

/** What the engine reports about its kernel; it records a requested limit even where the kernel cannot enforce it. */
const supports: Readonly<Record<Resource, readonly (keyof EngineInfo)[]>> = {
	memory: ['MemoryLimit'],
	pids: ['PidsLimit'],
	cpu: ['CpuCfsQuota', 'CPUShares', 'CPUSet'],
};

/** Fails where this resource has no limit, or one that the kernel does not enforce. */
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

/** A limit that the kernel does not enforce is not closed by another one. */
export const limitRemedy = ({limits}: ContainerFacts, resource: Resource, otherwise: ChangeDraft): ChangeDraft =>
	limits[resource] === null
		? otherwise
		: {
				text: `Boot the host with a kernel that has the ${resource} controller of cgroups: without it the limit is not enforced.`,
				mayBreak: 'Whatever needs more than the limit.',
			};

/** Worth a note but no failure: memory beyond the limit is swapped, which is slow but takes no memory from others. */
const swapOf = (swap: number | null) => (swap === -1 ? [fromInspect('HostConfig.MemorySwap', 'no swap limit')] : []);
