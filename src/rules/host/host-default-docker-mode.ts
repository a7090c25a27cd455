import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {atMost} from './shared/mode.js';
import {fixed} from './shared/subjects.js';

export default defineRule({
	slug: 'host-default-docker-mode',
	title: '/etc/default/docker has wider permissions than 644',
	cis: cisIds('3.20'),
	severity: 'high',
	target: 'host',
	rationale: 'Its variables become flags of dockerd where an init script starts it.',
	references: ['https://docs.docker.com/engine/security/', 'chmod(1)'],
	...atMost(0o644, fixed('/etc/default/docker')),
});
