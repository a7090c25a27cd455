import {safe, trusted} from '../../../base/index.js';
import {defineDetection} from './detection.js';
import {isInteractiveShell} from './programs.js';

export default defineDetection({
	slug: 'runtime-shell',
	title: 'Interactive shell started',
	severity: 'medium',
	needs: 'events',
	rationale: 'Hands-on access leaves no trace in the image, and an attacker with access to the API looks exactly like this.',
	remedy: 'Find out who opened it, and restrict access to the API.',
	harmless: 'Maintenance by an administrator.',
	references: ['https://docs.docker.com/reference/cli/docker/container/exec/', 'https://attack.mitre.org/techniques/T1609/'],
	on: 'exec',
	detect: ({command, user}) => (isInteractiveShell(command) ? safe`${command} as ${user}` : null),
	examples: {
		bad: {activity: {kind: 'exec', command: trusted('bash -il'), user: trusted('root'), isRoot: true, isPrivileged: false}},
		good: {
			activity: {
				kind: 'exec',
				command: trusted('sh -c pg_isready'),
				user: trusted('postgres'),
				isRoot: false,
				isPrivileged: false,
			},
		},
	},
});
