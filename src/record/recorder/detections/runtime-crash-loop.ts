import {safe, trusted} from '../../../base/index.js';
import {defineDetection} from './detection.js';

/** Failures within the time that the recorder counts (five minutes). */
const many = 3;

export default defineDetection({
	slug: 'runtime-crash-loop',
	title: 'Container crashes again and again',
	severity: 'medium',
	needs: 'events',
	rationale: 'A service that keeps failing is down, and may be failing under an attack.',
	remedy: 'Read the last lines of its log (docker logs).',
	harmless: 'A service that waits for another one by failing.',
	references: ['https://docs.docker.com/engine/containers/start-containers-automatically/'],
	on: 'failure',
	detect: ({failures, exitCode}) => (failures >= many ? safe`exit status ${exitCode}` : null),
	examples: {
		bad: {activity: {kind: 'failure', exitCode: trusted('1'), failures: 3}},
		good: {activity: {kind: 'failure', exitCode: trusted('1'), failures: 1}},
	},
});
