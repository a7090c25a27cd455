import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {ownedByRoot} from './shared/owner.js';
import {configurationFile} from './shared/subjects.js';

export default defineRule({
	slug: 'host-daemon-json-owner',
	title: "The engine's configuration file does not belong to root",
	cis: cisIds('3.17'),
	severity: 'high',
	target: 'host',
	rationale: 'Whoever can write it opens the API or trusts a registry at the next start.',
	references: ['https://docs.docker.com/engine/security/', 'chmod(1)'],
	...ownedByRoot(configurationFile),
});
