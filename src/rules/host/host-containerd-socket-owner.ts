import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {ownedByRoot} from './shared/owner.js';
import {containerdSocket} from './shared/subjects.js';

export default defineRule({
	slug: 'host-containerd-socket-owner',
	title: "Containerd's socket does not belong to root",
	cis: cisIds('3.23'),
	severity: 'critical',
	target: 'host',
	rationale: 'Whoever can write to it starts a privileged container past the engine and its log.',
	references: ['https://docs.docker.com/engine/security/', 'chmod(1)'],
	...ownedByRoot(containerdSocket),
});
