import {safe, trusted} from '../../../base/index.js';
import {defineDetection, isUnusual} from './detection.js';
import {routineCapabilities} from './routine-capabilities.js';

export default defineDetection({
	slug: 'runtime-routine-capability',
	title: 'Routine capability used for the first time',
	severity: 'info',
	needs: 'trace',
	rationale:
		'Services use these capabilities when they start, reload, rotate logs or give up privileges: CHOWN, DAC_OVERRIDE, SETUID and the like. A late first use completes the list of what the service needs.',
	remedy: 'Nothing, if the program belongs to the service. Keep the capability when the container is hardened.',
	harmless: 'Almost always: rare work of the service, or an administrator with docker exec.',
	references: ['capabilities(7)'],
	on: 'capability',
	detect: ({capability, by}, context) =>
		routineCapabilities.has(capability) && isUnusual(context) ? safe`${trusted(capability)} by ${by}` : null,
	examples: {
		bad: {
			activity: {kind: 'capability', capability: 'CHOWN', by: trusted('gzip')},
			context: {isFirst: true, isLearned: true},
		},
		good: {
			activity: {kind: 'capability', capability: 'NET_RAW', by: trusted('sh')},
			context: {isFirst: true, isLearned: true},
		},
	},
});
