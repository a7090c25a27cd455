import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {ownedByRoot} from './shared/owner.js';
import {tlsFile} from './shared/subjects.js';

export default defineRule({
	slug: 'host-tls-ca-owner',
	title: 'The CA certificate of the TLS API does not belong to root',
	cis: cisIds('3.9'),
	severity: 'high',
	target: 'host',
	rationale: 'Whoever can write it makes the engine trust clients of his own: they are root.',
	references: ['https://docs.docker.com/engine/security/', 'chmod(1)'],
	...ownedByRoot(tlsFile('tlscacert', 'CA certificate of the TLS API')),
});
