import {withMemoryLimit} from '../../changes/limit-changes.js';
import {cisIds, defineRule} from '../rule.js';
import {judgeLimit, limitRemedy} from '../shared/judge-limit.js';

export default defineRule({
	slug: 'container-memory-limit',
	title: 'Container has no memory limit',
	cis: cisIds('5.11'),
	severity: 'low',
	target: 'container',
	rationale: "It can exhaust the host's memory, and the kernel then kills other processes.",
	references: ['cgroups(7)', 'https://docs.docker.com/engine/containers/resource_constraints/'],

	check: scope => judgeLimit(scope, 'memory', 'Memory'),

	remedy: ({container}) => limitRemedy(container, 'memory', withMemoryLimit()),

	examples: {
		bad: {HostConfig: {Memory: 0, MemorySwap: -1}},
		good: {HostConfig: {Memory: 268_435_456}},
	},
});
