import {withCpuLimit} from '../../changes/limit-changes.js';
import {cisIds, defineRule} from '../rule.js';
import {judgeLimit, limitRemedy} from '../shared/judge-limit.js';

export default defineRule({
	slug: 'container-cpu-limit',
	title: 'Container has no CPU limit or shares',
	cis: cisIds('5.12'),
	severity: 'low',
	target: 'container',
	rationale: 'A miner or an endless loop can starve everything else on the host.',
	references: ['cgroups(7)', 'https://docs.docker.com/engine/containers/resource_constraints/'],

	check: scope => judgeLimit(scope, 'cpu', 'NanoCpus'),

	remedy: ({container}) => limitRemedy(container, 'cpu', withCpuLimit()),

	examples: {
		bad: {HostConfig: {CpuShares: 1024}},
		good: {HostConfig: {CpuQuota: 50_000, CpuPeriod: 100_000}},
	},
});
