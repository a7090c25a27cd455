import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {ownedByRoot} from './shared/owner.js';
import {engineSocket} from './shared/subjects.js';

export default defineRule({
	slug: 'host-engine-socket-owner',
	title: "The engine's socket does not belong to root",
	cis: cisIds('3.15'),
	severity: 'critical',
	target: 'host',
	attack: 'Whoever can write to the socket starts a privileged container: root of the host in one command.',
	references: ['https://docs.docker.com/engine/security/', 'chmod(1)'],
	...ownedByRoot(engineSocket),
});
