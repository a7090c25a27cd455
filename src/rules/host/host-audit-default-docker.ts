import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {audited} from './shared/audited.js';
import {fixed} from './shared/subjects.js';

export default defineRule({
	slug: 'host-audit-default-docker',
	title: 'Changes of /etc/default/docker are not audited',
	cis: cisIds('1.1.10'),
	target: 'host',
	rationale: 'Its variables become flags of dockerd on Debian and Ubuntu hosts that start it by an init script.',
	...audited(fixed('/etc/default/docker')),
});
