import {withPidsLimit} from '../../changes/limit-changes.js';
import {cisIds, defineRule} from '../rule.js';
import {judgeLimit, limitRemedy} from '../shared/judge-limit.js';

export default defineRule({
	slug: 'container-pids-limit',
	title: 'Container has no process limit',
	cis: cisIds('5.29'),
	severity: 'low',
	target: 'container',
	rationale: "A fork bomb inside can fill the host's process table.",
	references: ['cgroups(7)', 'https://docs.docker.com/engine/containers/resource_constraints/'],

	check: scope => judgeLimit(scope, 'pids', 'PidsLimit'),

	remedy: ({container}) => limitRemedy(container, 'pids', withPidsLimit(container)),

	examples: {
		bad: {HostConfig: {PidsLimit: -1}},
		good: {HostConfig: {PidsLimit: 100}},
	},
});
