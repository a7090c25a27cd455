import {trusted} from '../../../base/index.js';
import {defineDetection} from './detection.js';

export default defineDetection({
	slug: 'runtime-exec-root',
	title: 'Exec as root in non-root container',
	severity: 'medium',
	needs: 'events',
	rationale: "Root can change what the container's user cannot: its programs, files and mounts.",
	remedy: 'Use exec without --user root, and restrict access to the API.',
	harmless: 'Maintenance that needs the privileges.',
	references: ['https://docs.docker.com/reference/cli/docker/container/exec/'],
	on: 'exec',
	detect: ({command, isRoot}, {userIsRoot}) => (isRoot === true && userIsRoot === false ? command : null),
	examples: {
		bad: {
			activity: {kind: 'exec', command: trusted('chown app /data'), user: trusted('root'), isRoot: true, isPrivileged: false},
			context: {userIsRoot: false},
		},
		good: {
			activity: {kind: 'exec', command: trusted('chown app /data'), user: trusted('root'), isRoot: true, isPrivileged: false},
			context: {userIsRoot: true},
		},
	},
});
