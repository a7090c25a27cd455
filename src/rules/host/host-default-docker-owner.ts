import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {ownedByRoot} from './shared/owner.js';
import {fixed} from './shared/subjects.js';

export default defineRule({
	slug: 'host-default-docker-owner',
	title: '/etc/default/docker does not belong to root',
	cis: cisIds('3.19'),
	severity: 'high',
	target: 'host',
	rationale: 'Its variables become flags of dockerd where an init script starts it.',
	references: ['https://docs.docker.com/engine/security/', 'chmod(1)'],
	...ownedByRoot(fixed('/etc/default/docker')),
});
