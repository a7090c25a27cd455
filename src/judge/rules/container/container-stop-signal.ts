import {option} from '../../changes/run-option.js';
import {defineRule, failAs, fromInspect, pass} from '../rule.js';

export default defineRule({
	slug: 'container-stop-signal',
	title: 'Stop signal cannot be handled (SIGKILL)',
	cis: {},
	severity: 'info',
	target: 'container',
	rationale: 'SIGKILL leaves no time to write out memory or close a log: the data and traces of the last seconds are lost.',
	references: ['signal(7)', 'https://docs.docker.com/reference/dockerfile/#stopsignal'],

	check: ({container: {stopSignal}}) => {
		const evidence = fromInspect('Config.StopSignal', stopSignal);
		return /^(SIG)?KILL$|^9$/i.test(stopSignal) ? failAs({detail: `stopped by ${stopSignal}`}, evidence) : pass(evidence);
	},

	remedy: ({container: {stopSignal}, image}) => ({
		text: 'Use the signal that shuts the program down cleanly, usually SIGTERM, and give it time with --stop-timeout.',
		remove: image?.raw.inspect.Config?.StopSignal === stopSignal ? [] : [option('--stop-signal', stopSignal)],
		add: [option('--stop-signal', 'SIGTERM')],
		mayBreak: 'A program that ignores the signal is killed only after the timeout.',
	}),

	examples: {
		bad: {Config: {StopSignal: 'SIGKILL'}},
		good: {Config: {StopSignal: 'SIGQUIT'}},
	},
});
