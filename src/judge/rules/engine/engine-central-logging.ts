import {trusted} from '../../../base/index.js';
import {cisIds, defineRule, fail, failAs, fromInfo, infoMissing, pass} from '../rule.js';

/** Drivers that send to another machine. A container may still choose another one. */
const REMOTE = new Set(['awslogs', 'etwlogs', 'fluentd', 'gcplogs', 'gelf', 'logentries', 'splunk', 'syslog']);

export default defineRule({
	slug: 'engine-central-logging',
	title: 'Container logs stay on this host',
	cis: cisIds('2.13', '2.14'),
	severity: 'low',
	target: 'engine',
	rationale: 'Anyone who compromises the host or removes the container also removes the evidence.',
	references: ['https://docs.docker.com/engine/logging/configure/'],

	check: ({engine}) => {
		if (engine.loggingDriver === null) return infoMissing('LoggingDriver');
		const evidence = fromInfo('LoggingDriver', engine.loggingDriver);
		if (REMOTE.has(engine.loggingDriver)) return pass(evidence);
		return engine.loggingDriver === 'journald'
			? failAs({severity: 'info', detail: 'unless the journal is forwarded'}, evidence)
			: fail(evidence);
	},

	remedy: () => ({
		text: 'Set a "log-driver" that sends to a collector (syslog, fluentd, gelf…), or have an agent forward the json-file logs and waive this rule.',
		mayBreak: 'Containers must be recreated to use it; docker logs works from a local copy since Docker 20.10.',
	}),

	examples: {
		bad: {facts: {loggingDriver: trusted('local')}},
		good: {facts: {loggingDriver: trusted('syslog')}},
	},
});
