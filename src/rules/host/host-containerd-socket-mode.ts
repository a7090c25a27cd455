import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {atMost} from './shared/mode.js';
import {containerdSocket} from './shared/subjects.js';

export default defineRule({
	slug: 'host-containerd-socket-mode',
	title: "Containerd's socket has wider permissions than 660",
	cis: cisIds('3.24'),
	severity: 'critical',
	target: 'host',
	rationale: 'Whoever can write to it starts a privileged container past the engine and its log.',
	references: ['https://docs.docker.com/engine/security/', 'chmod(1)'],
	...atMost(0o660, containerdSocket),
});
