import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {audited} from './shared/audited.js';
import {fixed} from './shared/subjects.js';

export default defineRule({
	slug: 'host-audit-containerd-config',
	title: 'Changes of /etc/containerd/config.toml are not audited',
	cis: cisIds('1.1.12'),
	target: 'host',
	rationale: 'It names the programs that containerd runs as root for every container.',
	...audited(fixed('/etc/containerd/config.toml')),
});
