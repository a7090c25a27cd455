import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {atMost} from './shared/mode.js';
import {tlsFile} from './shared/subjects.js';

export default defineRule({
	slug: 'host-tls-key-mode',
	title: 'The key of the TLS API has wider permissions than 400',
	cis: cisIds('3.14'),
	severity: 'high',
	target: 'host',
	rationale: 'Whoever reads it answers in the place of the engine and sees what its clients send.',
	references: ['https://docs.docker.com/engine/security/', 'chmod(1)'],
	...atMost(0o400, tlsFile('tlskey', 'key of the TLS API')),
});
