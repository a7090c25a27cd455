import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {atMost} from './shared/mode.js';
import {tlsFile} from './shared/subjects.js';

export default defineRule({
	slug: 'host-tls-ca-mode',
	title: 'The CA certificate of the TLS API has wider permissions than 444',
	cis: cisIds('3.10'),
	severity: 'high',
	target: 'host',
	rationale: 'Whoever can write it makes the engine trust clients of his own: they are root.',
	references: ['https://docs.docker.com/engine/security/', 'chmod(1)'],
	...atMost(0o444, tlsFile('tlscacert', 'CA certificate of the TLS API')),
});
