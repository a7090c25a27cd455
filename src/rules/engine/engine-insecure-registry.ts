import {isRecord} from '../../answers/is-record.js';
import {own} from '../../terminal/safe-text.js';
import {defineRule, fail, pass} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {fromInfo, infoMissing} from '../shared/evidence.js';
import {exampleInfo} from './shared/examples.js';

export default defineRule({
	slug: 'engine-insecure-registry',
	title: 'The engine talks to a registry without verified TLS',
	cis: cisIds('2.5'),
	severity: 'high',
	target: 'engine',
	rationale: 'Whoever sits between the engine and the registry serves images of his own, which then run here.',
	references: [
		'https://docs.docker.com/reference/cli/dockerd/',
		'https://docs.docker.com/reference/cli/dockerd/#insecure-registries',
	],

	check: ({engine}) => {
		if (!isRecord(engine.raw.info?.RegistryConfig)) return infoMissing('RegistryConfig');
		const registries = engine.insecureRegistries;
		return registries.length === 0
			? pass(fromInfo('RegistryConfig insecure registries', []))
			: fail(...registries.map(registry => fromInfo('RegistryConfig insecure registry', registry)));
	},

	remedy: ({engine}) => ({
		text: `Give ${engine.insecureRegistries.join(', ')} a certificate, put its CA into /etc/docker/certs.d/<registry>/ca.crt, and take it from "insecure-registries".`,
		mayBreak: 'Pulls from a registry that has no TLS.',
	}),

	examples: {
		bad: {facts: {insecureRegistries: [own('registry.example:5000')], raw: exampleInfo({RegistryConfig: {}})}},
		good: {facts: {insecureRegistries: [], raw: exampleInfo({RegistryConfig: {}})}},
	},
});
