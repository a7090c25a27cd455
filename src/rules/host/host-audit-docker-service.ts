import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {audited} from './shared/audited.js';
import {unit} from './shared/subjects.js';

export default defineRule({
	slug: 'host-audit-docker-service',
	title: 'Changes of the unit docker.service are not audited',
	cis: cisIds('1.1.7'),
	target: 'host',
	rationale: 'One more flag in the unit opens the API to the network at the next start.',
	...audited(unit('docker.service')),
});
