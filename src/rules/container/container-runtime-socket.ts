import {defineRule, failAs} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {mountEvidence, passesMounts, withoutMounts} from '../shared/mounts.js';

export default defineRule({
	slug: 'container-runtime-socket',
	title: 'Container can reach the socket of a container runtime',
	cis: cisIds('5.32'),
	severity: 'critical',
	target: 'container',
	rationale:
		'One request to the socket starts a privileged container with the root directory of the host in it. A read-only mount does not help: connecting is not writing.',
	references: ['https://docs.docker.com/engine/security/#docker-daemon-attack-surface', 'unix(7)'],
	mitigatedBy: ['rootless'],

	check: scope => {
		const {container} = scope;
		const mounts = container.mounts.filter(({runtimeSocket}) => runtimeSocket !== null);
		if (mounts.length === 0) return passesMounts(scope);
		const sockets = [...new Set(mounts.map(({runtimeSocket}) => runtimeSocket))];
		return failAs({detail: `can reach ${sockets.join(', ')}`}, ...mounts.map(mount => mountEvidence(container, mount)));
	},

	remedy: scope =>
		withoutMounts(
			scope,
			scope.container.mounts.filter(({runtimeSocket}) => runtimeSocket !== null),
			'Do not mount it. What has to read the API gets a proxy with an allow-list of GET requests, on a network of its own, or a rootless engine.',
			'Everything that manages containers from inside: watchers, dashboards, CI runners.',
		),

	examples: {
		bad: {Mounts: [{Type: 'bind', Source: '/var/run', Destination: '/host-run', RW: false}]},
		good: {
			Mounts: [
				{Type: 'volume', Name: 'data', Source: '/var/lib/docker/volumes/data/_data', Destination: '/docker.sock', RW: true},
			],
		},
	},
});
