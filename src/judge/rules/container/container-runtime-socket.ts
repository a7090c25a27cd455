import {failWith} from '../dangers/fail-with.js';
import {dangersOfKind} from '../dangers/index.js';
import {cannotTell, cisIds, defineRule} from '../rule.js';
import {changeOfMounts, mountEvidence, passesMounts, socketDoubts} from '../shared/judge-mounts.js';

export default defineRule({
	slug: 'container-runtime-socket',
	title: 'Container can access the Docker (or runtime) socket',
	cis: cisIds('5.32'),
	severity: 'critical',
	target: 'container',
	rationale:
		"One request to the socket starts a privileged container with the host's root directory mounted. Mounting it read-only does not help: connecting is not writing.",
	references: ['https://docs.docker.com/engine/security/#docker-daemon-attack-surface', 'unix(7)'],
	weighed: true,

	check: scope => {
		const {container} = scope;
		const mounts = container.mounts.filter(({runtimeSocket}) => runtimeSocket !== null);
		const doubts = socketDoubts(container);
		if (mounts.length === 0) return doubts.length === 0 ? passesMounts(scope) : cannotTell(...doubts);
		const sockets = [...new Set(mounts.map(({runtimeSocket}) => runtimeSocket))];
		return failWith(
			dangersOfKind(scope, 'socket'),
			{detail: `can access ${sockets.join(', ')}`, closed: `mounts ${sockets.join(', ')}`},
			...mounts.map(mount => mountEvidence(container, mount)),
		);
	},

	remedy: scope => changeOfMounts(scope, dangersOfKind(scope, 'socket')),

	examples: {
		bad: {Mounts: [{Type: 'bind', Source: '/var/run', Destination: '/host-run', RW: false}]},
		good: {
			Mounts: [
				{Type: 'volume', Name: 'data', Source: '/var/lib/docker/volumes/data/_data', Destination: '/docker.sock', RW: true},
			],
		},
	},
});
