import {isRecord, trusted} from '../../../base/index.js';
import {cisIds, defineRule, fail, fromInfo, infoMissing, pass} from '../rule.js';
import {exampleInfo} from './shared/examples-of-engine.js';

export default defineRule({
	slug: 'engine-insecure-registry',
	title: 'Engine uses a registry without verified TLS',
	cis: cisIds('2.5'),
	severity: 'high',
	target: 'engine',
	rationale: 'Anyone between the engine and the registry can serve their own images, which then run here.',
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
		text: `Set up a certificate for ${engine.insecureRegistries.join(', ')}, put its CA in /etc/docker/certs.d/<registry>/ca.crt, and remove it from "insecure-registries".`,
		mayBreak:
			'Pulls from a registry without TLS. From Docker 29.10 on, a list that is set also replaces the default for loopback: a registry on localhost without TLS must be named in it (localhost:5000).',
	}),

	examples: {
		bad: {facts: {insecureRegistries: [trusted('registry.example:5000')], raw: exampleInfo({RegistryConfig: {}})}},
		good: {facts: {insecureRegistries: [], raw: exampleInfo({RegistryConfig: {}})}},
	},
});
