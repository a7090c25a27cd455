import type {Tab} from './view.js';

/** Where a container shows what a badge is about, and what is seen there. */
type Place = {readonly tab: Tab; readonly shows: string};

const mounts: Place = {tab: 'mounts', shows: 'Mounts: what of the host is in the container, and what that exposes'};
const network: Place = {tab: 'network', shows: 'Network: what is published, what listens, and what the firewall lets in'};
const overview: Place = {tab: 'overview', shows: 'Overview: user, limits and confinement under IDENTITY'};
const capabilities: Place = {tab: 'caps', shows: 'Caps: its capabilities, and whether setuid programs can gain them'};
const processes: Place = {tab: 'processes', shows: 'Processes: what runs in it, and as whom on the host'};
const raw: Place = {tab: 'raw', shows: "Raw: HostConfig in the engine's answer"};

/** By the rule that gives the badge. */
export const placeOfRule: Readonly<Record<string, Place>> = {
	'container-privileged': capabilities,
	'container-capabilities': capabilities,
	'container-no-new-privileges': capabilities,
	'container-runtime-socket': mounts,
	'container-writable-host-path': mounts,
	'container-readable-host-secrets': mounts,
	'container-sensitive-mount': mounts,
	'container-devices': mounts,
	'container-service-socket': mounts,
	'container-writable-root': mounts,
	'container-wildcard-publish': network,
	'container-admin-port': network,
	'container-no-authentication': network,
	'container-host-network': network,
	'container-host-pid': processes,
	'container-peer-processes': processes,
	'container-root-user': processes,
	'container-secret-in-env': {tab: 'env', shows: 'Env: every variable, secrets masked'},
	'container-unhealthy': {tab: 'runtime', shows: 'Runtime: its health, and what the last check wrote'},
	'container-seccomp': overview,
	'container-apparmor': overview,
	'container-selinux': overview,
	'container-no-limits': overview,
	'container-system-paths': raw,
	'container-host-ipc': raw,
	'container-host-uts': raw,
	'container-host-userns': raw,
};
