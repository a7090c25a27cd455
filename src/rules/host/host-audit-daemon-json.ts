import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {audited} from './shared/audited.js';
import {configurationFile} from './shared/subjects.js';

export default defineRule({
	slug: 'host-audit-daemon-json',
	title: "Changes of the engine's configuration file are not audited",
	cis: cisIds('1.1.11'),
	target: 'host',
	rationale: 'It decides who reaches the API, which registries are trusted and what confines containers.',
	...audited(configurationFile),
});
