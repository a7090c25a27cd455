import {safe, trusted} from '../../../base/index.js';
import {defineDetection} from './detection.js';

export default defineDetection({
	slug: 'runtime-engine-socket',
	title: 'Container uses a container runtime socket',
	severity: 'high',
	needs: 'trace',
	rationale: 'A client of the socket can start a privileged container with the whole host mounted: it is root on the host.',
	remedy: 'Find out which program it is. Give it a proxy that allows only the requests it needs, or take the socket away.',
	harmless:
		'Traefik, Portainer, Watchtower and CI runners: what the service connects with while it is learned is not reported. Reported once for each program of a workload.',
	references: [
		'https://docs.docker.com/engine/security/#docker-daemon-attack-surface',
		'https://attack.mitre.org/techniques/T1610/',
	],
	on: 'runtime-socket',
	detect: ({socket, process, byExec}, {isFirst, isLearned}) =>
		isFirst && (isLearned || byExec) ? safe`${socket} by ${process}${trusted(byExec ? ', by exec' : '')}` : null,
	examples: {
		bad: {
			activity: {kind: 'runtime-socket', socket: trusted('/run/docker.sock'), process: trusted('curl'), byExec: false},
			context: {isFirst: true, isLearned: true},
		},
		good: {
			activity: {kind: 'runtime-socket', socket: trusted('/run/docker.sock'), process: trusted('traefik'), byExec: false},
			context: {isFirst: true, isLearned: false},
		},
	},
});
