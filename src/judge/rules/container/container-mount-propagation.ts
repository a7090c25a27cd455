import type {ContainerFacts} from '../../../base/index.js';
import {cisIds, defineRule, failAs, fromInspect, pass} from '../rule.js';
import {has} from '../shared/has-capability.js';
import {mountEvidence, noMount, withoutMounts} from '../shared/judge-mounts.js';

const shared = ({mounts}: ContainerFacts) => mounts.filter(({propagation}) => /^r?shared$/.test(propagation));

/** Worth a note: mounts of the host go on to appear in the container, not the other way round. */
const followed = (container: ContainerFacts) =>
	container.mounts
		.filter(({propagation}) => /^r?slave$/.test(propagation))
		.map(mount => mountEvidence(container, mount, 'Propagation'));

export default defineRule({
	slug: 'container-mount-propagation',
	title: 'Container mounts propagate to the host',
	cis: cisIds('5.20'),
	severity: 'medium',
	target: 'container',
	rationale: 'With CAP_SYS_ADMIN it can mount its own filesystem over a directory that the host uses.',
	references: ['mount_namespaces(7)', 'https://docs.docker.com/engine/storage/bind-mounts/#configure-bind-propagation'],
	mitigatedBy: ['rootless', 'userns', 'apparmor', 'selinux'],

	check: ({container}) => {
		const mounts = shared(container);
		if (mounts.length === 0) return pass(noMount(container), ...followed(container));
		const evidence = mounts.map(mount => mountEvidence(container, mount, 'Propagation'));
		const paths = mounts.map(({destination}) => destination).join(', ');
		if (!has(container, 'SYS_ADMIN')) return failAs({detail: `shares mounts under ${paths} with the host`}, ...evidence);
		const mounter = fromInspect('HostConfig.CapAdd', 'SYS_ADMIN granted');
		return failAs({severity: 'critical', detail: `can mount on the host under ${paths}`}, ...evidence, mounter);
	},

	remedy: scope =>
		withoutMounts(
			scope,
			shared(scope.container),
			'Mount it with private propagation, which is the default.',
			'Volume plugins and storage agents that mount for other containers.',
		),

	examples: {
		bad: {
			HostConfig: {Binds: ['/srv/a:/a:rshared']},
			Mounts: [{Type: 'bind', Source: '/srv/a', Destination: '/a', RW: true, Propagation: 'rshared'}],
		},
		good: {Mounts: [{Type: 'bind', Source: '/srv/a', Destination: '/a', RW: true, Propagation: 'rslave'}]},
	},
});
