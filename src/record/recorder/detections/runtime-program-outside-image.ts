import {safe, trusted} from '../../../base/index.js';
import type {ProgramOrigin} from '../activity.js';
import {defineDetection, isUnusual} from './detection.js';

/** In which no service keeps its programs. A mount may hold them on purpose. */
const suspect: ReadonlySet<ProgramOrigin> = new Set(['temporary directory', 'memory', 'writable layer']);

export default defineDetection({
	slug: 'runtime-program-outside-image',
	title: 'Program executed that is not in the image',
	severity: 'high',
	needs: 'trace',
	rationale: 'A program in /tmp, in shared memory or in the writable layer came after the image was built: what a dropper does.',
	remedy: 'Keep a copy of the file, stop the container, and recreate it from its image; with --read-only and noexec on /tmp.',
	harmless:
		'Installers and native modules that unpack themselves. A program on a mount is reported only after the learning time.',
	references: ['https://attack.mitre.org/techniques/T1105/', 'https://attack.mitre.org/techniques/T1620/'],
	on: 'program',
	detect: ({path, origin}, context) =>
		suspect.has(origin) || (origin === 'mount' && isUnusual(context)) ? safe`${path}, from ${trusted(words[origin])}` : null,
	examples: {
		bad: {
			activity: {
				kind: 'program',
				path: trusted('/tmp/.x/kdevtmpfsi'),
				uid: 33,
				raises: null,
				byExec: false,
				origin: 'temporary directory',
				input: null,
			},
		},
		good: {
			activity: {
				kind: 'program',
				path: trusted('/usr/sbin/nginx'),
				uid: 0,
				raises: null,
				byExec: false,
				origin: 'image',
				input: null,
			},
		},
	},
});

const words: Readonly<Record<ProgramOrigin, string>> = {
	image: 'the image',
	'temporary directory': 'a temporary directory',
	memory: 'memory, without a file',
	mount: 'a mount',
	'writable layer': 'the writable layer',
	unknown: 'an unknown place',
};
