import type {Severity} from '../../facts/index.js';
import {cisIds, defineRule, type HostRule} from '../rule.js';
import type {HostFile} from './shared/host-file.js';
import {
	atPath,
	atPathForBoth,
	configurationFile,
	containerdSocket,
	dataRoot,
	engineSocket,
	tlsFile,
	unit,
} from './shared/host-files.js';
import {atMost} from './shared/mode.js';

type Row = {
	readonly slug: string;
	readonly title: string;
	readonly cis: string | null;
	readonly severity: Severity;
	readonly rationale: string;
	/** Besides chmod(1), where it is not the page on the engine's security. */
	readonly reference?: string;
	readonly most: number;
	readonly file: HostFile;
};

const units = 'systemd.unit(5)';

const rows: readonly Row[] = [
	{
		slug: 'host-docker-service-mode',
		title: 'Permissions on the docker.service unit exceed 644',
		cis: '3.2',
		severity: 'high',
		rationale: 'Anyone who can write the unit can add a flag, or a command that root runs at the next start.',
		reference: units,
		most: 0o644,
		file: unit('docker.service'),
	},
	{
		slug: 'host-docker-socket-unit-mode',
		title: 'Permissions on the docker.socket unit exceed 644',
		cis: '3.4',
		severity: 'high',
		rationale: 'The unit sets the owner of the socket: anyone who can write it can give themselves access.',
		reference: units,
		most: 0o644,
		file: unit('docker.socket'),
	},
	{
		slug: 'host-etc-docker-mode',
		title: 'Permissions on /etc/docker exceed 755',
		cis: '3.6',
		severity: 'high',
		rationale: 'Anyone who can write there can add a daemon.json or a registry certificate.',
		most: 0o755,
		// Podman looks for certificates of registries there too. @source containers-certs.d(5)
		file: atPathForBoth('/etc/docker'),
	},
	{
		slug: 'host-tls-ca-mode',
		title: 'Permissions on the TLS CA certificate exceed 444',
		cis: '3.10',
		severity: 'high',
		rationale: 'Anyone who can write it can make the engine trust their own clients, which are root on the host.',
		most: 0o444,
		file: tlsFile('tlscacert', 'TLS CA certificate'),
	},
	{
		slug: 'host-tls-certificate-mode',
		title: 'Permissions on the TLS server certificate exceed 444',
		cis: '3.12',
		severity: 'medium',
		rationale: 'Anyone who can write it can make clients reach an impostor, or no engine at all.',
		most: 0o444,
		file: tlsFile('tlscert', 'TLS server certificate'),
	},
	{
		slug: 'host-tls-key-mode',
		title: 'Permissions on the TLS server key exceed 400',
		cis: '3.14',
		severity: 'high',
		rationale: 'Anyone who can read it can impersonate the engine and see what its clients send.',
		most: 0o400,
		file: tlsFile('tlskey', 'TLS server key'),
	},
	{
		slug: 'host-engine-socket-mode',
		title: 'Permissions on the Docker socket exceed 660',
		cis: '3.16',
		severity: 'critical',
		rationale: 'Anyone who can write to the socket can start a privileged container: root on the host in one command.',
		most: 0o660,
		file: engineSocket,
	},
	{
		slug: 'host-daemon-json-mode',
		title: 'Permissions on daemon.json exceed 644',
		cis: '3.18',
		severity: 'high',
		rationale: 'Anyone who can write it can expose the API or add a trusted registry at the next start.',
		most: 0o644,
		file: configurationFile,
	},
	{
		slug: 'host-default-docker-mode',
		title: 'Permissions on /etc/default/docker exceed 644',
		cis: '3.20',
		severity: 'high',
		rationale: 'Its variables become dockerd flags where an init script starts the engine.',
		most: 0o644,
		file: atPath('/etc/default/docker'),
	},
	{
		slug: 'host-sysconfig-docker-mode',
		title: 'Permissions on /etc/sysconfig/docker exceed 644',
		cis: '3.21',
		severity: 'high',
		rationale: 'Its variables become dockerd flags on Red Hat family hosts.',
		most: 0o644,
		file: atPath('/etc/sysconfig/docker'),
	},
	{
		slug: 'host-containerd-socket-mode',
		title: 'Permissions on the containerd socket exceed 660',
		cis: '3.24',
		severity: 'critical',
		rationale: 'Anyone who can write to it can start a privileged container that the engine neither checks nor logs.',
		most: 0o660,
		file: containerdSocket,
	},
	{
		slug: 'host-data-root-mode',
		title: 'Docker data root is accessible to other users',
		cis: null,
		severity: 'high',
		rationale:
			"A local user can run a setuid program from a container's layer and become root (CVE-2021-41091), or read what volumes and layers hold.",
		reference: 'https://github.com/moby/moby/security/advisories/GHSA-3fwx-pjgw-3558',
		most: 0o710,
		file: dataRoot,
	},
];

/** Files on which no one may have more than these permissions: a row a rule. */
const fileModes: readonly HostRule[] = rows.map(
	({cis, reference = 'https://docs.docker.com/engine/security/', most, file, ...page}) =>
		defineRule({
			...page,
			cis: cis === null ? {} : cisIds(cis),
			target: 'host',
			references: [reference, 'chmod(1)'],
			...atMost(most, file),
		}),
);
export default fileModes;
