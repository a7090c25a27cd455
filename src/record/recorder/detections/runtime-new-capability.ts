import {safe, trusted} from '../../../base/index.js';
import {defineDetection, isUnusual} from './detection.js';
import {kernelCapabilities} from './kernel-capabilities.js';
import {routineCapabilities} from './routine-capabilities.js';

export default defineDetection({
	slug: 'runtime-new-capability',
	title: 'Unusual capability used for the first time',
	severity: 'medium',
	needs: 'trace',
	rationale:
		'A service uses the same few capabilities day after day; a new one beyond the routine ones means that it does something new. NET_RAW, for example, forges packets.',
	remedy: 'Find out what the process did. Drop the capability if the service does not need it.',
	harmless: 'Rare work of a service that was given the capability on purpose; a ping by an administrator.',
	references: ['capabilities(7)'],
	on: 'capability',
	// The others have detections that say more.
	detect: ({capability, by}, context) =>
		!routineCapabilities.has(capability) && kernelCapabilities[capability] === undefined && isUnusual(context)
			? safe`${trusted(capability)} by ${by}`
			: null,
	examples: {
		bad: {
			activity: {kind: 'capability', capability: 'NET_RAW', by: trusted('sh')},
			context: {isFirst: true, isLearned: true},
		},
		good: {
			activity: {kind: 'capability', capability: 'SETUID', by: trusted('nginx')},
			context: {isFirst: true, isLearned: true},
		},
	},
});
