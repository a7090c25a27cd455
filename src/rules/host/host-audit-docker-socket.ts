import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {audited} from './shared/audited.js';
import {engineSocket, unit} from './shared/subjects.js';

export default defineRule({
	slug: 'host-audit-docker-socket',
	title: "Changes of the engine's socket and of its unit are not audited",
	cis: cisIds('1.1.9'),
	target: 'host',
	rationale: 'New permissions of the socket give root to whoever they are for.',
	...audited(engineSocket, unit('docker.socket')),
});
