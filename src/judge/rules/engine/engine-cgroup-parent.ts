import {sanitise, trusted} from '../../../base/index.js';
import {exampleDaemon} from '../host/shared/host-files.js';
import {cisIds, defineRule, fail, fromHost, pass} from '../rule.js';
import {daemonOption} from './shared/daemon-option.js';

export default defineRule({
	slug: 'engine-cgroup-parent',
	title: 'Engine uses a custom cgroup parent',
	cis: cisIds('2.10', '2.11'),
	severity: 'low',
	target: 'engine',
	rationale: 'Containers share, or escape, the limits of a cgroup that was meant for something else.',
	references: ['https://docs.docker.com/reference/cli/dockerd/', 'cgroups(7)'],

	check: scope => {
		const option = daemonOption(scope, 'cgroup-parent');
		if ('judgement' in option) return option.judgement;
		const parent = typeof option.value === 'string' ? sanitise(option.value) : trusted('');
		const evidence = fromHost(`${option.path} cgroup-parent`, parent || 'not set');
		return ['', '/docker', 'system.slice'].includes(parent) ? pass(evidence) : fail(evidence);
	},

	remedy: () => ({
		text: 'Confirm that this cgroup and its limits are meant for containers; otherwise remove "cgroup-parent".',
		mayBreak: 'Limits that the cgroup sets for all containers together.',
	}),

	examples: {
		bad: {host: {daemon: exampleDaemon({'cgroup-parent': '/machine'})}},
		good: {host: {daemon: exampleDaemon({})}},
	},
});
