import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {ownedByRoot} from './shared/owner.js';
import {tlsFile} from './shared/subjects.js';

export default defineRule({
	slug: 'host-tls-certificate-owner',
	title: 'The certificate of the TLS API does not belong to root',
	cis: cisIds('3.11'),
	severity: 'medium',
	target: 'host',
	rationale: 'Whoever can write it puts another server in the place of the engine, or none.',
	references: ['https://docs.docker.com/engine/security/', 'chmod(1)'],
	...ownedByRoot(tlsFile('tlscert', 'certificate of the TLS API')),
});
