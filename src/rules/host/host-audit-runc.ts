import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {audited} from './shared/audited.js';
import {binary} from './shared/subjects.js';

export default defineRule({
	slug: 'host-audit-runc',
	title: 'Changes of the runc program are not audited',
	cis: cisIds('1.1.18'),
	target: 'host',
	rationale: 'A container that once replaced runc (CVE-2019-5736) was root of the host at the next start of any container.',
	...audited(binary('runc')),
});
