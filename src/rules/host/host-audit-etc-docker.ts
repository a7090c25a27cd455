import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {audited} from './shared/audited.js';
import {fixed} from './shared/subjects.js';

export default defineRule({
	slug: 'host-audit-etc-docker',
	title: 'Changes below /etc/docker are not audited',
	cis: cisIds('1.1.6'),
	target: 'host',
	rationale: 'Registry certificates, keys and settings of the engine lie there; a new trusted registry is one file.',
	...audited(fixed('/etc/docker')),
});
