import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {ownedByRoot} from './shared/owner.js';
import {fixed} from './shared/subjects.js';

export default defineRule({
	slug: 'host-sysconfig-docker-owner',
	title: '/etc/sysconfig/docker does not belong to root',
	cis: cisIds('3.22'),
	severity: 'high',
	target: 'host',
	rationale: 'Its variables become flags of dockerd on hosts of the Red Hat family.',
	references: ['https://docs.docker.com/engine/security/', 'chmod(1)'],
	...ownedByRoot(fixed('/etc/sysconfig/docker')),
});
