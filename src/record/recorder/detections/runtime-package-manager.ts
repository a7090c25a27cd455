import {safe, trusted} from '../../../base/index.js';
import {defineDetection, isUnusual} from './detection.js';
import {isPackageManager} from './programs.js';

export default defineDetection({
	slug: 'runtime-package-manager',
	title: 'Package manager or compiler in running container',
	severity: 'medium',
	needs: 'trace',
	rationale:
		'Software that is added to a running container is in no image, scan or build log; attackers fetch and build their tools so.',
	remedy: 'Compare the container with its image (docker diff), and recreate it from a rebuilt image.',
	harmless:
		'An entrypoint that installs something at each start is normal once it has been learned; so are jobs that run it by exec in the same container again and again, from the fourth one on.',
	references: ['https://attack.mitre.org/techniques/T1105/', 'https://attack.mitre.org/techniques/T1027/004/'],
	on: 'program',
	detect: ({path, byExec}, context) =>
		isPackageManager(path) && ((byExec && !context.isRoutine) || isUnusual(context))
			? safe`${path}${byExec ? trusted(', by exec') : trusted('')}`
			: null,
	examples: {
		bad: {
			activity: {
				kind: 'program',
				path: trusted('/sbin/apk'),
				uid: 0,
				raises: null,
				byExec: true,
				origin: 'image',
				input: null,
			},
		},
		good: {
			activity: {
				kind: 'program',
				path: trusted('/usr/local/bin/npm'),
				uid: 1000,
				raises: null,
				byExec: false,
				origin: 'image',
				input: null,
			},
			context: {isFirst: false, isLearned: true},
		},
	},
});
