import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {audited} from './shared/audited.js';
import {binary} from './shared/subjects.js';

export default defineRule({
	slug: 'host-audit-containerd-shim-runc-v1',
	title: 'Changes of the containerd-shim-runc-v1 program are not audited',
	cis: cisIds('1.1.16'),
	target: 'host',
	rationale: 'It stays above each container as root.',
	...audited(binary('containerd-shim-runc-v1')),
});
