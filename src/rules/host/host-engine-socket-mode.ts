import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {atMost} from './shared/mode.js';
import {engineSocket} from './shared/subjects.js';

export default defineRule({
	slug: 'host-engine-socket-mode',
	title: "The engine's socket has wider permissions than 660",
	cis: cisIds('3.16'),
	severity: 'critical',
	target: 'host',
	rationale: 'Whoever can write to the socket starts a privileged container: root of the host in one command.',
	references: ['https://docs.docker.com/engine/security/', 'chmod(1)'],
	...atMost(0o660, engineSocket),
});
