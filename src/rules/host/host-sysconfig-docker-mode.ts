import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {atMost} from './shared/mode.js';
import {fixed} from './shared/subjects.js';

export default defineRule({
	slug: 'host-sysconfig-docker-mode',
	title: '/etc/sysconfig/docker has wider permissions than 644',
	cis: cisIds('3.21'),
	severity: 'high',
	target: 'host',
	rationale: 'Its variables become flags of dockerd on hosts of the Red Hat family.',
	references: ['https://docs.docker.com/engine/security/', 'chmod(1)'],
	...atMost(0o644, fixed('/etc/sysconfig/docker')),
});
