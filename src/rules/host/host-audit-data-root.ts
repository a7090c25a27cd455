import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {audited} from './shared/audited.js';
import {dataRoot} from './shared/subjects.js';

export default defineRule({
	slug: 'host-audit-data-root',
	title: "Changes of the engine's data are not audited",
	cis: cisIds('1.1.5'),
	target: 'host',
	rationale:
		'Layers, volumes and configurations of all containers lie below the data root: a container can be changed there without the engine knowing.',
	...audited(dataRoot),
});
