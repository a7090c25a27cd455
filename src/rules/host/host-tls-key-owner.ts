import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {ownedByRoot} from './shared/owner.js';
import {tlsFile} from './shared/subjects.js';

export default defineRule({
	slug: 'host-tls-key-owner',
	title: 'The key of the TLS API does not belong to root',
	cis: cisIds('3.13'),
	severity: 'high',
	target: 'host',
	rationale: 'Whoever reads it answers in the place of the engine and sees what its clients send.',
	references: ['https://docs.docker.com/engine/security/', 'chmod(1)'],
	...ownedByRoot(tlsFile('tlskey', 'key of the TLS API')),
});
