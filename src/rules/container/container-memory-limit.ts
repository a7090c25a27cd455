import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {judgeLimit} from '../shared/limits.js';

export default defineRule({
	slug: 'container-memory-limit',
	title: 'Container has no memory limit',
	cis: cisIds('5.11'),
	severity: 'low',
	target: 'container',
	rationale: 'It can use up the memory of the host, and the kernel then kills processes elsewhere.',
	references: ['cgroups(7)', 'https://docs.docker.com/engine/containers/resource_constraints/'],

	check: scope => judgeLimit(scope, 'memory', 'Memory'),

	remedy: () => ({
		text: 'Give it a limit somewhat above what it uses in its worst hour.',
		add: ['--memory 512m'],
		mayBreak: 'A limit below its peak: the kernel kills it.',
	}),

	examples: {
		bad: {HostConfig: {Memory: 0, MemorySwap: -1}},
		good: {HostConfig: {Memory: 268_435_456}},
	},
});
