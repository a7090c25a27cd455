import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {atMost} from './shared/mode.js';
import {unit} from './shared/subjects.js';

export default defineRule({
	slug: 'host-docker-socket-unit-mode',
	title: 'The unit file docker.socket has wider permissions than 644',
	cis: cisIds('3.4'),
	severity: 'high',
	target: 'host',
	rationale: 'The unit says who owns the socket: whoever can write it makes himself a member.',
	references: ['systemd.unit(5)', 'chmod(1)'],
	...atMost(0o644, unit('docker.socket')),
});
