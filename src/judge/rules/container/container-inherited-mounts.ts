import {sanitise, strings} from '../../../base/index.js';
import {defineRule, failAs, fromInspect, pass} from '../rule.js';
import type {ContainerScope} from '../scope.js';
import {mountEvidence, mountOrigin, withoutMounts} from '../shared/judge-mounts.js';

const inherited = (scope: ContainerScope) =>
	scope.container.mounts.filter(
		mount => (mount.sensitivity !== null || mount.runtimeSocket !== null) && mountOrigin(scope, mount).kind === 'inherited',
	);

export default defineRule({
	slug: 'container-inherited-mounts',
	title: 'Container inherits a dangerous mount with --volumes-from',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale:
		'Nothing in its own options shows it: --volumes-from brings in every mount of the other container, dangerous ones included.',
	references: ['https://docs.docker.com/reference/cli/docker/container/run/#volumes-from'],

	check: scope => {
		const mounts = inherited(scope);
		const donors = fromInspect('HostConfig.VolumesFrom', strings(scope.container.raw.HostConfig?.VolumesFrom).map(sanitise));
		if (mounts.length === 0) return pass(donors);
		return failAs(
			{detail: `inherits ${mounts.map(({realSource}) => realSource).join(', ')}`},
			donors,
			...mounts.map(mount => mountEvidence(scope.container, mount)),
		);
	},

	remedy: scope =>
		withoutMounts(scope, inherited(scope), 'Mount what it needs by name.', "Anything that uses that container's other mounts."),

	examples: {
		bad: {
			HostConfig: {VolumesFrom: ['base']},
			Mounts: [{Type: 'bind', Source: '/etc', Destination: '/host/etc', RW: false}],
		},
		good: {HostConfig: {VolumesFrom: null}, Mounts: []},
	},
});
