import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {atMost} from './shared/mode.js';
import {configurationFile} from './shared/subjects.js';

export default defineRule({
	slug: 'host-daemon-json-mode',
	title: "The engine's configuration file has wider permissions than 644",
	cis: cisIds('3.18'),
	severity: 'high',
	target: 'host',
	rationale: 'Whoever can write it opens the API or trusts a registry at the next start.',
	references: ['https://docs.docker.com/engine/security/', 'chmod(1)'],
	...atMost(0o644, configurationFile),
});
