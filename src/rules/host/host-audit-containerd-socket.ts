import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {audited} from './shared/audited.js';
import {containerdSocket} from './shared/subjects.js';

export default defineRule({
	slug: 'host-audit-containerd-socket',
	title: "Changes of containerd's socket are not audited",
	cis: cisIds('1.1.8'),
	target: 'host',
	rationale: 'Containers can be made through it past every rule of the engine.',
	...audited(containerdSocket),
});
