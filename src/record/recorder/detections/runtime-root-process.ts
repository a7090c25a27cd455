import {trusted} from '../../../base/index.js';
import {defineDetection} from './detection.js';

export default defineDetection({
	slug: 'runtime-root-process',
	title: 'Program runs as root in non-root container',
	severity: 'high',
	needs: 'trace',
	rationale: 'The container was created for another user: someone has become root inside it.',
	remedy: 'Find out how: a set-uid program, or an exec as root. Run the container with --security-opt no-new-privileges.',
	harmless: 'A set-uid program that belongs to the service.',
	references: ['https://attack.mitre.org/techniques/T1548/'],
	on: 'program',
	detect: ({path, uid, byExec}, {userIsRoot}) => (uid === 0 && userIsRoot === false && !byExec ? path : null),
	examples: {
		bad: {
			activity: {
				kind: 'program',
				path: trusted('/bin/sh'),
				uid: 0,
				raises: null,
				byExec: false,
				origin: 'image',
				input: 'other',
			},
			context: {userIsRoot: false},
		},
		good: {
			activity: {
				kind: 'program',
				path: trusted('/bin/sh'),
				uid: 1000,
				raises: null,
				byExec: false,
				origin: 'image',
				input: 'other',
			},
			context: {userIsRoot: false},
		},
	},
});
