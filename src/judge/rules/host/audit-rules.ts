import {cisIds, defineRule, type HostRule} from '../rule.js';
import {audited} from './shared/audited.js';
import type {HostFile} from './shared/host-file.js';
import {atPath, binary, configurationFile, containerdSocket, dataRoot, engineSocket, unit} from './shared/host-files.js';

type Row = {
	readonly slug: string;
	readonly title: string;
	readonly cis: string;
	readonly rationale: string;
	readonly files: readonly [HostFile, ...HostFile[]];
};

const shim = 'It supervises every container and runs as root.';

const rows: readonly Row[] = [
	{
		slug: 'host-audit-dockerd',
		title: 'No audit rule for the dockerd binary',
		cis: '1.1.3',
		rationale:
			'Replacing the binary gives control of every container at the next start, and without an audit rule no record says who did it.',
		files: [binary('dockerd')],
	},
	{
		slug: 'host-audit-containerd-directory',
		title: 'No audit rule for /run/containerd',
		cis: '1.1.4',
		rationale:
			'It holds the sockets and bundles of running containers: a change there reaches them without going through the engine.',
		files: [atPath('/run/containerd')],
	},
	{
		slug: 'host-audit-data-root',
		title: 'No audit rule for the Docker data root',
		cis: '1.1.5',
		rationale:
			'It holds the layers, volumes and configuration of every container, which can be changed there without the engine noticing.',
		files: [dataRoot],
	},
	{
		slug: 'host-audit-etc-docker',
		title: 'No audit rule for /etc/docker',
		cis: '1.1.6',
		rationale:
			"It holds registry certificates, keys and the engine's settings; one more file is enough to trust another registry.",
		files: [atPath('/etc/docker')],
	},
	{
		slug: 'host-audit-docker-service',
		title: 'No audit rule for the docker.service unit',
		cis: '1.1.7',
		rationale: 'One more flag in the unit exposes the API on the network at the next start.',
		files: [unit('docker.service')],
	},
	{
		slug: 'host-audit-containerd-socket',
		title: 'No audit rule for the containerd socket',
		cis: '1.1.8',
		rationale: "Containers can be created through it, bypassing all of the engine's checks.",
		files: [containerdSocket],
	},
	{
		slug: 'host-audit-docker-socket',
		title: 'No audit rule for the Docker socket',
		cis: '1.1.9',
		rationale: 'Changed permissions on the socket or its unit give root to anyone they let in.',
		files: [engineSocket, unit('docker.socket')],
	},
	{
		slug: 'host-audit-default-docker',
		title: 'No audit rule for /etc/default/docker',
		cis: '1.1.10',
		rationale: 'Its variables become dockerd flags on Debian and Ubuntu hosts that start the engine from an init script.',
		files: [atPath('/etc/default/docker')],
	},
	{
		slug: 'host-audit-daemon-json',
		title: 'No audit rule for daemon.json',
		cis: '1.1.11',
		rationale: 'It decides who can reach the API, which registries are trusted and how containers are confined.',
		files: [configurationFile],
	},
	{
		slug: 'host-audit-containerd-config',
		title: 'No audit rule for /etc/containerd/config.toml',
		cis: '1.1.12',
		rationale: 'It names the programs that containerd runs as root for every container.',
		files: [atPath('/etc/containerd/config.toml')],
	},
	{
		slug: 'host-audit-sysconfig-docker',
		title: 'No audit rule for /etc/sysconfig/docker',
		cis: '1.1.13',
		rationale: 'Its variables become dockerd flags on Red Hat family hosts.',
		files: [atPath('/etc/sysconfig/docker')],
	},
	{
		slug: 'host-audit-containerd',
		title: 'No audit rule for the containerd binary',
		cis: '1.1.14',
		rationale: 'It runs as root and starts every container.',
		files: [binary('containerd')],
	},
	{
		slug: 'host-audit-containerd-shim',
		title: 'No audit rule for the containerd-shim binary',
		cis: '1.1.15',
		rationale: shim,
		files: [binary('containerd-shim')],
	},
	{
		slug: 'host-audit-containerd-shim-runc-v1',
		title: 'No audit rule for the containerd-shim-runc-v1 binary',
		cis: '1.1.16',
		rationale: shim,
		files: [binary('containerd-shim-runc-v1')],
	},
	{
		slug: 'host-audit-containerd-shim-runc-v2',
		title: 'No audit rule for the containerd-shim-runc-v2 binary',
		cis: '1.1.17',
		rationale: shim,
		files: [binary('containerd-shim-runc-v2')],
	},
	{
		slug: 'host-audit-runc',
		title: 'No audit rule for the runc binary',
		cis: '1.1.18',
		rationale: 'A container that overwrote runc (CVE-2019-5736) became root on the host the next time any container started.',
		files: [binary('runc')],
	},
];

/** Files whose changes the kernel must record: a row a rule. */
const auditRules: readonly HostRule[] = rows.map(({cis, files, ...page}) =>
	defineRule({...page, cis: cisIds(cis), target: 'host', ...audited(...files)}),
);
export default auditRules;
