import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {ownedByRoot} from './shared/owner.js';
import {unit} from './shared/subjects.js';

export default defineRule({
	slug: 'host-docker-socket-unit-owner',
	title: 'The unit file docker.socket does not belong to root',
	cis: cisIds('3.3'),
	severity: 'high',
	target: 'host',
	rationale: 'The unit says who owns the socket: whoever can write it makes himself a member.',
	references: ['systemd.unit(5)', 'chmod(1)'],
	...ownedByRoot(unit('docker.socket')),
});
