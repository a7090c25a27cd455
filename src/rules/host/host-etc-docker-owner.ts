import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {ownedByRoot} from './shared/owner.js';
import {fixedOfBoth} from './shared/subjects.js';

export default defineRule({
	slug: 'host-etc-docker-owner',
	title: '/etc/docker does not belong to root',
	cis: cisIds('3.5'),
	severity: 'high',
	target: 'host',
	rationale: 'Whoever can write there adds a daemon.json or the certificate of a registry.',
	references: ['https://docs.docker.com/engine/security/', 'chmod(1)'],
	// Podman looks for certificates of registries there too. @source containers-certs.d(5)
	...ownedByRoot(fixedOfBoth('/etc/docker')),
});
