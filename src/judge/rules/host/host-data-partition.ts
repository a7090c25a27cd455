import {known, trusted} from '../../../base/index.js';
import {cannotTell, cisIds, defineRule, fail, fromHost, pass} from '../rule.js';
import {onEngine} from '../shared/engine-words.js';

export default defineRule({
	slug: 'host-data-partition',
	title: 'Docker data root is not a separate filesystem',
	cis: cisIds('1.1.1'),
	severity: 'low',
	target: 'host',
	rationale: "A container that fills its layer or log fills the host's disk: logins, auditing and the engine itself stop.",
	references: ['https://docs.docker.com/engine/daemon/#daemon-data-directory', 'mount(8)'],

	check: ({host}) => {
		if (!host.dataRootIsMount.known) return cannotTell(host.dataRootIsMount.reason);
		const path = `file system of ${host.dataRoot ?? 'the data root'}`;
		return host.dataRootIsMount.value ? pass(fromHost(path, 'its own')) : fail(fromHost(path, 'shared with the host'));
	},

	remedy: ({host, engine}) => ({
		text: `Mount a separate filesystem at ${host.dataRoot ?? 'the data root'}, or move the data root to one with ${onEngine(engine, {docker: '"data-root" in daemon.json', podman: 'graphroot in storage.conf'})}.`,
		mayBreak: 'The engine must be stopped and its data copied.',
	}),

	examples: {
		bad: {host: {dataRoot: trusted('/var/lib/docker'), dataRootIsMount: known(false)}},
		good: {host: {dataRoot: trusted('/var/lib/docker'), dataRootIsMount: known(true)}},
	},
});
