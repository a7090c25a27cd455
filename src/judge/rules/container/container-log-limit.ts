import {sanitise, string} from '../../../base/index.js';
import {withLogLimit} from '../../changes/limit-changes.js';
import {cannotTell, defineRule, fail, fromInspect, notApplicable, pass} from '../rule.js';

export default defineRule({
	slug: 'container-log-limit',
	title: 'Container log has no size limit',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale: 'Anyone who can trigger log lines can fill the disk that all containers on the host share.',
	references: ['https://docs.docker.com/engine/logging/drivers/json-file/'],

	check: ({container: {logging, raw}}) => {
		const size = raw.HostConfig?.LogConfig?.Size;
		const evidence = [
			fromInspect('HostConfig.LogConfig.Type', logging.driver),
			logging.options['max-size'] === undefined && size !== undefined
				? fromInspect('HostConfig.LogConfig.Size', sanitise(string(size)))
				: fromInspect('HostConfig.LogConfig.Config', logging.options['max-size'] ?? 'no max-size'),
		];
		if (logging.driver !== 'json-file' && logging.driver !== 'k8s-file')
			return notApplicable(`the log driver ${logging.driver || '(not given)'} keeps no local file that grows`);
		if (logging.bounded === null)
			return cannotTell({
				source: 'inspect:HostConfig.LogConfig',
				reason: 'Podman does not report the log size limit over the Docker API; podman inspect does',
			});
		return logging.bounded ? pass(...evidence) : fail(...evidence);
	},

	remedy: ({container}) => withLogLimit(container),

	examples: {
		bad: {HostConfig: {LogConfig: {Type: 'json-file', Config: {}}}},
		good: {HostConfig: {LogConfig: {Type: 'json-file', Config: {'max-size': '10m'}}}},
	},
});
