import {defineRule} from '../rule.js';
import {atMost} from './shared/mode.js';
import {dataRoot} from './shared/subjects.js';

export default defineRule({
	slug: 'host-data-root-mode',
	title: "Others may enter the engine's data",
	cis: {},
	severity: 'high',
	target: 'host',
	rationale:
		'An account of the host starts a setuid program out of the layer of a container and is root (CVE-2021-41091), or reads what volumes and layers hold.',
	references: ['https://github.com/moby/moby/security/advisories/GHSA-3fwx-pjgw-3558', 'chmod(1)'],
	...atMost(0o710, dataRoot),
});
