import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {atMost} from './shared/mode.js';
import {tlsFile} from './shared/subjects.js';

export default defineRule({
	slug: 'host-tls-certificate-mode',
	title: 'The certificate of the TLS API has wider permissions than 444',
	cis: cisIds('3.12'),
	severity: 'medium',
	target: 'host',
	rationale: 'Whoever can write it puts another server in the place of the engine, or none.',
	references: ['https://docs.docker.com/engine/security/', 'chmod(1)'],
	...atMost(0o444, tlsFile('tlscert', 'certificate of the TLS API')),
});
