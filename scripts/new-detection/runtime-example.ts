import {safe, trusted} from '../../src/base/index.js';
import {defineDetection} from '../../src/record/recorder/detections/detection.js';

const FOUND = trusted('runtime-example');

export default defineDetection({
	slug: 'runtime-example',
	title: 'Say what happened, in eight words',
	severity: 'low',
	needs: 'events',
	rationale: 'Say what it may mean, or what an attacker gains from it.',
	remedy: 'Say what to look at, and what to do.',
	harmless: 'Say what does the same and is harmless.',
	references: ['https://attack.mitre.org/'],
	on: 'exec',
	detect: ({command, user}) => (command === FOUND ? safe`${command} as ${user}` : null),
	examples: {
		bad: {activity: {kind: 'exec', command: FOUND, user: trusted('root'), isRoot: true, isPrivileged: false}},
		good: {activity: {kind: 'exec', command: trusted('id'), user: trusted('root'), isRoot: true, isPrivileged: false}},
	},
});
