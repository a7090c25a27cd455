import type {Severity} from '../../facts/index.js';
import {cisIds, defineRule, type HostRule} from '../rule.js';
import type {HostFile} from './shared/host-file.js';
import {atPath, atPathForBoth, configurationFile, containerdSocket, tlsFile, unit} from './shared/host-files.js';
import {ownedByRoot} from './shared/owner.js';

type Row = {
	readonly slug: string;
	readonly title: string;
	readonly cis: string;
	readonly severity: Severity;
	readonly rationale: string;
	/** Besides chmod(1), where it is not the page on the engine's security. */
	readonly reference?: string;
	readonly file: HostFile;
};

const units = 'systemd.unit(5)';

const rows: readonly Row[] = [
	{
		slug: 'host-docker-service-owner',
		title: 'docker.service unit is not owned by root',
		cis: '3.1',
		severity: 'high',
		rationale: 'Anyone who can write the unit can add a flag, or a command that root runs at the next start.',
		reference: units,
		file: unit('docker.service'),
	},
	{
		slug: 'host-docker-socket-unit-owner',
		title: 'docker.socket unit is not owned by root',
		cis: '3.3',
		severity: 'high',
		rationale: 'The unit sets the owner of the socket: anyone who can write it can give themselves access.',
		reference: units,
		file: unit('docker.socket'),
	},
	{
		slug: 'host-etc-docker-owner',
		title: '/etc/docker is not owned by root',
		cis: '3.5',
		severity: 'high',
		rationale: 'Anyone who can write there can add a daemon.json or a registry certificate.',
		// Podman looks for certificates of registries there too. @source containers-certs.d(5)
		file: atPathForBoth('/etc/docker'),
	},
	{
		slug: 'host-tls-ca-owner',
		title: 'TLS CA certificate is not owned by root',
		cis: '3.9',
		severity: 'high',
		rationale: 'Anyone who can write it can make the engine trust their own clients, which are root on the host.',
		file: tlsFile('tlscacert', 'TLS CA certificate'),
	},
	{
		slug: 'host-tls-certificate-owner',
		title: 'TLS server certificate is not owned by root',
		cis: '3.11',
		severity: 'medium',
		rationale: 'Anyone who can write it can make clients reach an impostor, or no engine at all.',
		file: tlsFile('tlscert', 'TLS server certificate'),
	},
	{
		slug: 'host-tls-key-owner',
		title: 'TLS server key is not owned by root',
		cis: '3.13',
		severity: 'high',
		rationale: 'Anyone who can read it can impersonate the engine and see what its clients send.',
		file: tlsFile('tlskey', 'TLS server key'),
	},
	{
		slug: 'host-daemon-json-owner',
		title: 'daemon.json is not owned by root',
		cis: '3.17',
		severity: 'high',
		rationale: 'Anyone who can write it can expose the API or add a trusted registry at the next start.',
		file: configurationFile,
	},
	{
		slug: 'host-default-docker-owner',
		title: '/etc/default/docker is not owned by root',
		cis: '3.19',
		severity: 'high',
		rationale: 'Its variables become dockerd flags where an init script starts the engine.',
		file: atPath('/etc/default/docker'),
	},
	{
		slug: 'host-sysconfig-docker-owner',
		title: '/etc/sysconfig/docker is not owned by root',
		cis: '3.22',
		severity: 'high',
		rationale: 'Its variables become dockerd flags on Red Hat family hosts.',
		file: atPath('/etc/sysconfig/docker'),
	},
	{
		slug: 'host-containerd-socket-owner',
		title: 'containerd socket is not owned by root',
		cis: '3.23',
		severity: 'critical',
		rationale: 'Anyone who can write to it can start a privileged container that the engine neither checks nor logs.',
		file: containerdSocket,
	},
];

/** Files that only root may own: a row a rule. */
const fileOwners: readonly HostRule[] = rows.map(({cis, reference = 'https://docs.docker.com/engine/security/', file, ...page}) =>
	defineRule({...page, cis: cisIds(cis), target: 'host', references: [reference, 'chmod(1)'], ...ownedByRoot(file)}),
);
export default fileOwners;
