import {type FileFacts, type HostFacts, shellQuote} from '../../../base/index.js';
import {cannotTell, cisIds, defineRule, fail, fromHost, notApplicable, pass} from '../rule.js';
import {exampleCertificate} from './shared/host-files.js';

export default defineRule({
	slug: 'host-registry-certificates-owner',
	title: 'Registry certificates or keys not owned by root',
	cis: cisIds('3.7'),
	severity: 'high',
	target: 'host',
	rationale: "The owner of a registry's CA file can serve their own images in its name.",
	references: ['https://docs.docker.com/engine/security/certificates/', 'chown(1)'],

	check: ({host, engine}) => {
		if (!host.certificates.known) return cannotTell(host.certificates.reason);
		if (engine.rootless === true) return notApplicable("a rootless engine uses its user's certificates");
		const files = host.certificates.value;
		if (files.length === 0) return notApplicable('there are no certificates in /etc/docker/certs.d');
		const wrong = foreign(host);
		return wrong.length === 0
			? pass(fromHost('/etc/docker/certs.d', `${files.length} files of root`))
			: fail(...wrong.map(({path, uid, gid}) => fromHost(`stat ${path}`, `uid ${uid}, gid ${gid}`)));
	},

	remedy: ({host}) => ({
		text: `Restore ownership to root: chown root:root ${foreign(host)
			.map(({path}) => shellQuote(path))
			.join(' ')}`,
	}),

	examples: {
		bad: {host: exampleCertificate('ca.crt', {uid: 1000, mode: 0o444})},
		good: {host: exampleCertificate('ca.crt', {mode: 0o444})},
	},
});

const foreign = ({certificates}: HostFacts): readonly FileFacts[] =>
	certificates.known ? certificates.value.filter(({uid, gid}) => uid !== 0 || gid !== 0) : [];
