import {sanitise} from '../../../base/index.js';
import {exampleDaemon} from '../host/shared/host-files.js';
import {cisIds, defineRule, failAs, fromHost, fromInfo, pass} from '../rule.js';
import {daemonOption} from './shared/daemon-option.js';

export default defineRule({
	slug: 'engine-log-level',
	title: 'Engine log level is not info',
	cis: cisIds('2.3'),
	severity: 'low',
	target: 'engine',
	rationale:
		'At debug level the log contains requests with their secrets and fills the disk; above info it misses the traces of an attack.',
	references: ['https://docs.docker.com/reference/cli/dockerd/'],

	check: scope => {
		const {engine} = scope;
		if (engine.debug === true) return failAs({detail: 'debugging is on'}, fromInfo('Debug', true));
		const option = daemonOption(scope, 'log-level');
		if ('judgement' in option) return option.judgement;
		const level = typeof option.value === 'string' ? option.value : 'info';
		const evidence = fromHost(`${option.path} log-level`, sanitise(level));
		// The engine takes it in any case.
		return level.toLowerCase() === 'info' ? pass(evidence) : failAs({detail: 'the level is not info'}, evidence);
	},

	remedy: () => ({
		text: 'Set "log-level": "info" and "debug": false in daemon.json, and remove -D and -l from the command line.',
	}),

	examples: {
		bad: {facts: {debug: false}, host: {daemon: exampleDaemon({'log-level': 'debug'})}},
		good: {facts: {debug: false}, host: {daemon: exampleDaemon({'log-level': 'info'})}},
	},
});
