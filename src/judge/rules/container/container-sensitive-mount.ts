import type {MountFacts} from '../../../base/index.js';
import {failWith} from '../dangers/fail-with.js';
import {dangersOfKind} from '../dangers/index.js';
import {cisIds, defineRule} from '../rule.js';
import {mountEvidence, passesMounts, withoutMounts} from '../shared/judge-mounts.js';

const sensitive = (mounts: readonly MountFacts[]) => mounts.filter(({sensitivity}) => sensitivity !== null);

export default defineRule({
	slug: 'container-sensitive-mount',
	title: 'Container mounts a sensitive host directory',
	cis: cisIds('5.6'),
	severity: 'medium',
	target: 'container',
	rationale:
		'Files that the host trusts are inside the container: writing them changes the host, reading them exposes credentials and configuration.',
	references: ['https://docs.docker.com/engine/storage/bind-mounts/', 'mount_namespaces(7)'],
	weighed: true,

	check: scope => {
		const {container} = scope;
		const mounts = sensitive(container.mounts);
		if (mounts.length === 0) return passesMounts(scope);
		const names = mounts.map(({realSource, writable}) => `${realSource} (${writable ? 'rw' : 'ro'})`);
		const detail = `mounts ${names.join(', ')}`;
		return failWith(
			dangersOfKind(scope, 'host-write', 'host-read', 'tamper', 'reveal'),
			{detail, closed: detail},
			...mounts.map(mount => mountEvidence(container, mount)),
		);
	},

	remedy: scope =>
		withoutMounts(
			scope,
			sensitive(scope.container.mounts),
			'Mount only the file or directory that is needed, read-only, or use a named volume.',
			'Anything that reads or writes other files in it.',
		),

	examples: {
		bad: {Mounts: [{Type: 'bind', Source: '/etc', Destination: '/host/etc', RW: false}]},
		good: {Mounts: [{Type: 'volume', Name: 'x', Source: '/var/lib/docker/volumes/x/_data', Destination: '/usr/share', RW: true}]},
	},
});
