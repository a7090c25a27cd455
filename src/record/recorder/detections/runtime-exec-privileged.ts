import {trusted} from '../../../base/index.js';
import {defineDetection} from './detection.js';

export default defineDetection({
	slug: 'runtime-exec-privileged',
	title: 'Privileged exec started',
	severity: 'high',
	needs: 'events',
	rationale: 'A privileged exec has every capability and every device of the host, whatever the container was given.',
	remedy: 'Find out who ran it. Run privileged commands on the host instead.',
	harmless: 'Debugging by an administrator.',
	references: ['https://docs.docker.com/reference/cli/docker/container/exec/'],
	on: 'exec',
	detect: ({command, isPrivileged}) => (isPrivileged ? command : null),
	examples: {
		bad: {
			activity: {kind: 'exec', command: trusted('mount /dev/sda1 /mnt'), user: trusted('root'), isRoot: true, isPrivileged: true},
		},
		good: {activity: {kind: 'exec', command: trusted('mount'), user: trusted('root'), isRoot: true, isPrivileged: false}},
	},
});
