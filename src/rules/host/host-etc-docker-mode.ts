import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {atMost} from './shared/mode.js';
import {fixedOfBoth} from './shared/subjects.js';

export default defineRule({
	slug: 'host-etc-docker-mode',
	title: '/etc/docker has wider permissions than 755',
	cis: cisIds('3.6'),
	severity: 'high',
	target: 'host',
	rationale: 'Whoever can write there adds a daemon.json or the certificate of a registry.',
	references: ['https://docs.docker.com/engine/security/', 'chmod(1)'],
	// Podman looks for certificates of registries there too. @source containers-certs.d(5)
	...atMost(0o755, fixedOfBoth('/etc/docker')),
});
