import {safe, trusted} from '../../../base/index.js';
import {defineDetection, isUnusual} from './detection.js';

export default defineDetection({
	slug: 'runtime-setuid-program',
	title: 'Program that raises privileges executed',
	severity: 'medium',
	needs: 'trace',
	rationale:
		'A set-uid program or one with file capabilities gives more rights than its caller has: the usual step to root in a container.',
	remedy: 'Run the container with --security-opt no-new-privileges, and remove the program from the image.',
	harmless: 'A script with sudo, su or ping; reported only after the learning time.',
	references: ['execve(2)', 'https://attack.mitre.org/techniques/T1548/001/'],
	on: 'program',
	detect: ({path, raises}, context) =>
		raises !== null && raises !== 'unknown' && isUnusual(context) ? safe`${path} (${trusted(raises)})` : null,
	examples: {
		bad: {
			activity: {
				kind: 'program',
				path: trusted('/usr/bin/su'),
				uid: 33,
				raises: 'set-uid',
				byExec: false,
				origin: 'image',
				input: null,
			},
			context: {isFirst: true, isLearned: true},
		},
		good: {
			activity: {
				kind: 'program',
				path: trusted('/usr/bin/su'),
				uid: 33,
				raises: 'set-uid',
				byExec: false,
				origin: 'image',
				input: null,
			},
			context: {isFirst: false, isLearned: true},
		},
	},
});
