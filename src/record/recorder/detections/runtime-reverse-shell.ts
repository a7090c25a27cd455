import {safe, trusted} from '../../../base/index.js';
import {defineDetection} from './detection.js';

export default defineDetection({
	slug: 'runtime-reverse-shell',
	title: 'Shell connected to a socket',
	severity: 'high',
	needs: 'trace',
	rationale: 'A shell that reads its commands from a network connection is a reverse or bind shell. A Unix socket is none.',
	remedy: 'Pause the container, keep its processes, connections and files as evidence, and recreate it.',
	harmless: 'Services like inetd that start a shell script per connection.',
	references: ['https://attack.mitre.org/techniques/T1059/004/'],
	on: 'program',
	detect: ({path, input, byExec}) => (input === 'socket' && !byExec ? safe`${path} reads from a socket` : null),
	examples: {
		bad: {
			activity: {
				kind: 'program',
				path: trusted('/bin/sh'),
				uid: 33,
				raises: null,
				byExec: false,
				origin: 'image',
				input: 'socket',
			},
		},
		good: {
			activity: {
				kind: 'program',
				path: trusted('/bin/sh'),
				uid: 33,
				raises: null,
				byExec: false,
				origin: 'image',
				input: 'other',
			},
		},
	},
});
