import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {audited} from './shared/audited.js';
import {fixed} from './shared/subjects.js';

export default defineRule({
	slug: 'host-audit-sysconfig-docker',
	title: 'Changes of /etc/sysconfig/docker are not audited',
	cis: cisIds('1.1.13'),
	target: 'host',
	rationale: 'Its variables become flags of dockerd on hosts of the Red Hat family.',
	...audited(fixed('/etc/sysconfig/docker')),
});
