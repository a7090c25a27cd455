import {option} from '../../changes/run-option.js';
import {defineRule, fail, fromInspect, pass} from '../rule.js';

export default defineRule({
	slug: 'container-log-none',
	title: 'Container logging is disabled',
	cis: {},
	severity: 'low',
	target: 'container',
	rationale: 'After an incident no one can say what happened.',
	references: ['https://docs.docker.com/engine/logging/configure/'],

	check: ({container: {logging}}) =>
		(logging.driver === 'none' ? fail : pass)(fromInspect('HostConfig.LogConfig.Type', logging.driver)),

	remedy: ({engine}) => ({
		text: 'Keep a size-limited local log, or send it to a collector.',
		// What the engine gives to every container was not typed.
		remove: engine.loggingDriver === 'none' ? [] : [option('--log-driver', 'none')],
		add: [option('--log-driver', 'local')],
		mayBreak: 'Up to 100 MB of disk by default.',
	}),

	examples: {
		bad: {HostConfig: {LogConfig: {Type: 'none', Config: {}}}},
		good: {HostConfig: {LogConfig: {Type: 'local', Config: {}}}},
	},
});
