import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {audited} from './shared/audited.js';
import {binary} from './shared/subjects.js';

export default defineRule({
	slug: 'host-audit-dockerd',
	title: 'Changes of the dockerd program are not audited',
	cis: cisIds('1.1.3'),
	target: 'host',
	rationale: 'Whoever replaces the program owns every container at its next start, and no record says who it was.',
	...audited(binary('dockerd')),
});
