import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {audited} from './shared/audited.js';
import {fixed} from './shared/subjects.js';

export default defineRule({
	slug: 'host-audit-containerd-directory',
	title: 'Changes below /run/containerd are not audited',
	cis: cisIds('1.1.4'),
	target: 'host',
	rationale: 'Sockets and bundles of running containers lie there: a change reaches into them without passing the engine.',
	...audited(fixed('/run/containerd')),
});
