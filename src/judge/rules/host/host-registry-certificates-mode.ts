import {type FileFacts, type HostFacts, shellQuote} from '../../../base/index.js';
import {cannotTell, cisIds, defineRule, failAs, fromHost, notApplicable, pass} from '../rule.js';
import type {Judgement} from '../verdict.js';
import {exampleCertificate} from './shared/host-files.js';
import {judgeMode} from './shared/mode.js';

export default defineRule({
	slug: 'host-registry-certificates-mode',
	title: 'Registry certificates or keys have excessive permissions',
	cis: cisIds('3.8'),
	severity: 'high',
	target: 'host',
	rationale:
		"If others can write a CA file, they can serve images in the registry's name; if they can read a client key, they can pull and push as this host.",
	references: ['https://docs.docker.com/engine/security/certificates/', 'chmod(1)'],

	check: ({host}) => {
		if (!host.certificates.known) return cannotTell(host.certificates.reason);
		const files = host.certificates.value;
		if (files.length === 0) return notApplicable('there are no certificates in /etc/docker/certs.d');
		const wrong = tooOpen(host);
		const evidence = wrong.flatMap(({judgement}) => ('evidence' in judgement ? judgement.evidence : []));
		if (wrong.length === 0) return pass(fromHost('/etc/docker/certs.d', `${files.length} files, at most 444, keys 400`));
		const mild = wrong.every(({judgement}) => 'severity' in judgement && judgement.severity === 'low');
		return failAs(mild ? {severity: 'low'} : {}, ...evidence);
	},

	remedy: ({host}) => ({
		text: `Remove the excess permissions: ${tooOpen(host)
			.map(({file}) => `chmod ${allowedFor(file).toString(8)} ${shellQuote(file.path)}`)
			.join('; ')}`,
	}),

	examples: {
		bad: {host: exampleCertificate('client.key', {mode: 0o444})},
		good: {host: exampleCertificate('client.key', {mode: 0o400})},
	},
});

/** Keys are secrets; certificates are shown to every peer. */
const allowedFor = ({path}: FileFacts): number => (path.endsWith('.key') ? 0o400 : 0o444);

const tooOpen = ({certificates}: HostFacts): {file: FileFacts; judgement: Judgement}[] =>
	(certificates.known ? certificates.value : [])
		.map(file => ({file, judgement: judgeMode(file, allowedFor(file))}))
		.filter(({judgement}) => judgement.verdict === 'fail');
