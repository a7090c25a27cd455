import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {atMost} from './shared/mode.js';
import {unit} from './shared/subjects.js';

export default defineRule({
	slug: 'host-docker-service-mode',
	title: 'The unit file docker.service has wider permissions than 644',
	cis: cisIds('3.2'),
	severity: 'high',
	target: 'host',
	rationale: 'Whoever can write the unit adds a flag or a command that root runs at the next start.',
	references: ['systemd.unit(5)', 'chmod(1)'],
	...atMost(0o644, unit('docker.service')),
});
