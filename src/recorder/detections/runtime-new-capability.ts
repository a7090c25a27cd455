import {safe, trusted} from '../../terminal/safe-text.js';
import {defineDetection, isUnusual} from './detection.js';

export default defineDetection({
	slug: 'runtime-new-capability',
	title: 'Capability used for the first time',
	severity: 'medium',
	needs: 'trace',
	rationale: 'A service uses the same few capabilities day after day; a new one means that it does something new.',
	remedy: 'Find out what the process did. Drop the capability if the service does not need it.',
	harmless: 'Rare work of the service: a reload, a log rotation, a migration.',
	references: ['capabilities(7)'],
	on: 'capability',
	detect: ({capability, by}, context) => (isUnusual(context) ? safe`${trusted(capability)} by ${by}` : null),
	examples: {
		bad: {
			activity: {kind: 'capability', capability: 'NET_RAW', by: trusted('sh')},
			context: {isFirst: true, isLearned: true},
		},
		good: {
			activity: {kind: 'capability', capability: 'SETUID', by: trusted('nginx')},
			context: {isFirst: true, isLearned: false},
		},
	},
});
