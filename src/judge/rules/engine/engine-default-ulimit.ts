import {sanitise} from '../../../base/index.js';
import {exampleDaemon} from '../host/shared/host-files.js';
import {cisIds, defineRule, fail, fromHost, pass} from '../rule.js';
import {daemonOption} from './shared/daemon-option.js';

export default defineRule({
	slug: 'engine-default-ulimit',
	title: 'No default ulimits for processes and files',
	cis: cisIds('2.8', '2.9'),
	severity: 'info',
	target: 'engine',
	rationale: 'A container without its own ulimits can open as many files and processes as the engine itself.',
	references: ['https://docs.docker.com/reference/cli/dockerd/', 'getrlimit(2)'],

	check: scope => {
		const option = daemonOption(scope, 'default-ulimits');
		if ('judgement' in option) return option.judgement;
		const names = typeof option.value === 'object' && option.value !== null ? Object.keys(option.value) : [];
		const evidence = fromHost(`${option.path} default-ulimits`, names.map(sanitise));
		return names.length === 0 ? fail(evidence) : pass(evidence);
	},

	remedy: () => ({
		text: 'Set limits that suit most containers, for example "default-ulimits": {"nofile": {"Name": "nofile", "Soft": 1024, "Hard": 4096}}.',
		mayBreak: 'Databases and proxies that open many files: set --ulimit for them.',
	}),

	examples: {
		bad: {host: {daemon: exampleDaemon({})}},
		good: {host: {daemon: exampleDaemon({'default-ulimits': {nofile: {Soft: 1024, Hard: 4096}}})}},
	},
});
