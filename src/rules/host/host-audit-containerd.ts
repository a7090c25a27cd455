import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {audited} from './shared/audited.js';
import {binary} from './shared/subjects.js';

export default defineRule({
	slug: 'host-audit-containerd',
	title: 'Changes of the containerd program are not audited',
	cis: cisIds('1.1.14'),
	target: 'host',
	rationale: 'It runs as root and starts every container.',
	...audited(binary('containerd')),
});
