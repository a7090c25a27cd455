import {defineRule, fail, pass} from '../rule.js';
import {fromInspect} from '../shared/evidence.js';

export default defineRule({
	slug: 'container-log-none',
	title: 'Container keeps no log',
	cis: {},
	severity: 'low',
	target: 'container',
	rationale: 'After an attack nobody can say what happened.',
	references: ['https://docs.docker.com/engine/logging/configure/'],

	check: ({container: {logging}}) =>
		(logging.driver === 'none' ? fail : pass)(fromInspect('HostConfig.LogConfig.Type', logging.driver)),

	remedy: ({engine}) => ({
		text: 'Keep a bounded local log, or send it elsewhere.',
		// What the engine gives to every container was not typed.
		remove: engine.loggingDriver === 'none' ? [] : ['--log-driver none'],
		add: ['--log-driver local'],
		mayBreak: 'It takes some disk: 100 MB at most by default.',
	}),

	examples: {
		bad: {HostConfig: {LogConfig: {Type: 'none', Config: {}}}},
		good: {HostConfig: {LogConfig: {Type: 'local', Config: {}}}},
	},
});
