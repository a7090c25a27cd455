import {safe, trusted} from '../../../base/index.js';
import {defineDetection, endpoint, isUnusual} from './detection.js';

export default defineDetection({
	slug: 'runtime-new-listener',
	title: 'New listening port',
	severity: 'medium',
	needs: 'sockets',
	rationale: 'A port that the service never opened before may be a back door, and every container of its networks can reach it.',
	remedy: 'Find out which process listens there.',
	harmless:
		'A debug or metrics port that was switched on. A service that listens on any free port (32768 and above) is reported for the first only.',
	references: ['https://attack.mitre.org/techniques/T1571/'],
	on: 'listener',
	detect: (listener, context) =>
		isUnusual(context)
			? safe`${endpoint(listener)}/${trusted(listener.protocol)}${listener.process === null ? trusted('') : safe` by ${listener.process}`}`
			: null,
	examples: {
		bad: {
			activity: {kind: 'listener', protocol: 'tcp', address: trusted('0.0.0.0'), port: 4444, process: trusted('nc')},
			context: {isFirst: true, isLearned: true},
		},
		good: {
			activity: {kind: 'listener', protocol: 'tcp', address: trusted('0.0.0.0'), port: 80, process: trusted('nginx')},
			context: {isFirst: false, isLearned: true},
		},
	},
});
