import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {ownedByRoot} from './shared/owner.js';
import {unit} from './shared/subjects.js';

export default defineRule({
	slug: 'host-docker-service-owner',
	title: 'The unit file docker.service does not belong to root',
	cis: cisIds('3.1'),
	severity: 'high',
	target: 'host',
	rationale: 'Whoever can write the unit adds a flag or a command that root runs at the next start.',
	references: ['systemd.unit(5)', 'chmod(1)'],
	...ownedByRoot(unit('docker.service')),
});
