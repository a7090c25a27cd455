import type {Severity} from '../../../base/index.js';
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
import {atMost, octal} from './shared/mode.js';
import {ownedByRoot} from './shared/owner.js';

type Row = {
	/** The slug of the rules for it, before `-mode` and `-owner`. */
	readonly slug: string;
	/** What titles call it: `the docker.service unit`. */
	readonly called: string;
	readonly file: HostFile;
	/** Besides chmod(1), where it is not the page on the engine's security. */
	readonly reference?: string;
	/** `high` where it is not given. */
	readonly severity?: Severity;
	/** Why anyone else's access to it matters. */
	readonly rationale: string;
	/** What no one may have more than. */
	readonly mode: {readonly most: number; readonly cis: string | null; readonly title?: string};
	/** Only root may own it: the number of that rule in the benchmark. Absent: no such rule, or one in a separate file. */
	readonly ownerCis?: string;
};

const units = 'systemd.unit(5)';

const rows: readonly Row[] = [
	{
		slug: 'host-docker-service',
		called: 'the docker.service unit',
		file: unit('docker.service'),
		reference: units,
		rationale: 'Anyone who can write the unit can add a flag, or a command that root runs at the next start.',
		mode: {most: 0o644, cis: '3.2'},
		ownerCis: '3.1',
	},
	{
		slug: 'host-docker-socket-unit',
		called: 'the docker.socket unit',
		file: unit('docker.socket'),
		reference: units,
		rationale: 'The unit sets the owner of the socket: anyone who can write it can give themselves access.',
		mode: {most: 0o644, cis: '3.4'},
		ownerCis: '3.3',
	},
	{
		slug: 'host-etc-docker',
		called: '/etc/docker',
		// Podman looks for certificates of registries there too. @source containers-certs.d(5)
		file: atPathForBoth('/etc/docker'),
		rationale: 'Anyone who can write there can add a daemon.json or a registry certificate.',
		mode: {most: 0o755, cis: '3.6'},
		ownerCis: '3.5',
	},
	{
		slug: 'host-tls-ca',
		called: 'the TLS CA certificate',
		file: tlsFile('tlscacert', 'TLS CA certificate'),
		rationale: 'Anyone who can write it can make the engine trust their own clients, which are root on the host.',
		mode: {most: 0o444, cis: '3.10'},
		ownerCis: '3.9',
	},
	{
		slug: 'host-tls-certificate',
		called: 'the TLS server certificate',
		file: tlsFile('tlscert', 'TLS server certificate'),
		severity: 'medium',
		rationale: 'Anyone who can write it can make clients reach an impostor, or no engine at all.',
		mode: {most: 0o444, cis: '3.12'},
		ownerCis: '3.11',
	},
	{
		slug: 'host-tls-key',
		called: 'the TLS server key',
		file: tlsFile('tlskey', 'TLS server key'),
		rationale: 'Anyone who can read it can impersonate the engine and see what its clients send.',
		mode: {most: 0o400, cis: '3.14'},
		ownerCis: '3.13',
	},
	{
		slug: 'host-engine-socket',
		called: 'the Docker socket',
		file: engineSocket,
		severity: 'critical',
		rationale: 'Anyone who can write to the socket can start a privileged container: root on the host in one command.',
		mode: {most: 0o660, cis: '3.16'},
	},
	{
		slug: 'host-daemon-json',
		called: 'daemon.json',
		file: configurationFile,
		rationale: 'Anyone who can write it can expose the API or add a trusted registry at the next start.',
		mode: {most: 0o644, cis: '3.18'},
		ownerCis: '3.17',
	},
	{
		slug: 'host-default-docker',
		called: '/etc/default/docker',
		file: atPath('/etc/default/docker'),
		rationale: 'Its variables become dockerd flags where an init script starts the engine.',
		mode: {most: 0o644, cis: '3.20'},
		ownerCis: '3.19',
	},
	{
		slug: 'host-sysconfig-docker',
		called: '/etc/sysconfig/docker',
		file: atPath('/etc/sysconfig/docker'),
		rationale: 'Its variables become dockerd flags on Red Hat family hosts.',
		mode: {most: 0o644, cis: '3.21'},
		ownerCis: '3.22',
	},
	{
		slug: 'host-containerd-socket',
		called: 'the containerd socket',
		file: containerdSocket,
		severity: 'critical',
		rationale: 'Anyone who can write to it can start a privileged container that the engine neither checks nor logs.',
		mode: {most: 0o660, cis: '3.24'},
		ownerCis: '3.23',
	},
	{
		slug: 'host-data-root',
		called: 'the Docker data root',
		file: dataRoot,
		reference: 'https://github.com/moby/moby/security/advisories/GHSA-3fwx-pjgw-3558',
		rationale:
			"A local user can run a setuid program from a container's layer and become root (CVE-2021-41091), or read what volumes and layers hold.",
		mode: {most: 0o710, cis: null, title: 'Docker data root is accessible to other users'},
	},
];

/** What both rules for a file say alike. */
const pageOf = ({severity = 'high', rationale, reference = 'https://docs.docker.com/engine/security/'}: Row) =>
	({severity, rationale, references: [reference, 'chmod(1)'], target: 'host'}) as const;

const modeRule = (row: Row): HostRule => {
	const {most, cis, title = `Permissions on ${row.called} exceed ${octal(most)}`} = row.mode;
	return defineRule({
		slug: `${row.slug}-mode`,
		title,
		cis: cis === null ? {} : cisIds(cis),
		...pageOf(row),
		...atMost(most, row.file),
	});
};

const ownerRules = (row: Row): readonly HostRule[] => {
	const {slug, called, ownerCis, file} = row;
	if (ownerCis === undefined) return [];
	const title = `${called.replace(/^the /, '')} is not owned by root`;
	return [defineRule({slug: `${slug}-owner`, title, cis: cisIds(ownerCis), ...pageOf(row), ...ownedByRoot(file)})];
};

/** Files of which no one may have more than some permissions, and those that only root may own. */
const filePermissions: readonly HostRule[] = [...rows.map(modeRule), ...rows.flatMap(ownerRules)];
export default filePermissions;
