import {type PortReach, reachWords, type SafeText, type Severity, safe, trusted} from '../../base/index.js';
import {openPortSeverity} from '../rules/dangers/port-severity.js';

/** A badge before its severity is known: the rules that say how bad it is, the first that fails wins. */
export type Mark = {
	readonly word: SafeText;
	readonly meaning: string;
	readonly rules: readonly string[];
	/** Severity unless a rule says otherwise. */
	readonly severity: Severity;
	/** The rule speaks of the worst port of the container; this one is no worse than that. */
	readonly atMost?: Severity;
};

const mark = (word: SafeText, severity: Severity, meaning: string, ...rules: string[]): Mark => ({
	word,
	severity,
	meaning,
	rules,
});

/** The badges whose word is always the same, made once: a fleet of 500 shows thousands. */
export const fixedBadges = {
	privileged: mark(trusted('PRIV'), 'critical', 'privileged: every capability and device, no seccomp', 'container-privileged'),
	socket: mark(trusted('SOCK'), 'critical', 'can use a container runtime socket', 'container-runtime-socket'),
	writesHost: mark(
		trusted('MNT!'),
		'critical',
		'can write to a sensitive host directory',
		'container-writable-host-path',
		'container-sensitive-mount',
	),
	readsHost: mark(
		trusted('MNT'),
		'high',
		'can read a host directory that holds secrets',
		'container-readable-host-secrets',
		'container-sensitive-mount',
	),
	devices: mark(trusted('DEV'), 'high', 'has access to host devices', 'container-devices'),
	serviceSocket: mark(trusted('HSVC'), 'critical', 'can give orders to a service of the host', 'container-service-socket'),
	peerProcesses: mark(
		trusted('PEER'),
		'critical',
		'can enter the processes of a container with a way to host root',
		'container-peer-processes',
	),
	kernelSettings: mark(
		trusted('PROC!'),
		'critical',
		'can write /proc/sys and read masked kernel files',
		'container-system-paths',
	),

	hostNetwork: mark(trusted('HNET'), 'high', 'shares the network namespace of the host', 'container-host-network'),
	hostPid: mark(trusted('HPID'), 'high', 'shares the PID namespace of the host', 'container-host-pid'),
	hostIpc: mark(trusted('HIPC'), 'medium', 'shares the IPC namespace of the host', 'container-host-ipc'),
	hostUts: mark(trusted('HUTS'), 'low', 'shares the UTS namespace of the host', 'container-host-uts'),
	noMap: mark(trusted('NOMAP'), 'high', 'opts out of user namespace remapping', 'container-host-userns'),

	noSeccomp: mark(trusted('NOSEC'), 'high', 'no seccomp filter, or one that allows dangerous calls', 'container-seccomp'),
	noAppArmor: mark(trusted('NOAA'), 'high', 'not confined by AppArmor', 'container-apparmor'),
	noSeLinux: mark(trusted('NOSEL'), 'high', 'not confined by SELinux', 'container-selinux'),
	setuid: mark(
		trusted('SUID'),
		'low',
		'no-new-privileges is not set: setuid programs can gain privileges',
		'container-no-new-privileges',
	),

	root: mark(trusted('ROOT'), 'medium', 'runs as uid 0', 'container-root-user'),
	secret: mark(trusted('SECRET'), 'medium', 'secret in its environment, labels or command', 'container-secret-in-env'),
	noLimits: mark(trusted('NOLIM'), 'low', 'no memory, process or CPU limit', 'container-no-limits'),
	writableRoot: mark(trusted('RW'), 'low', 'writable root filesystem', 'container-writable-root'),
	unhealthy: mark(trusted('SICK'), 'low', 'its health check fails', 'container-unhealthy'),
} as const;

/** @param count  of capabilities */
export const moreCapabilities = (count: number): Mark =>
	mark(safe`CAP+${count}`, 'high', 'capabilities beyond the default set', 'container-capabilities');

/** A port published on all interfaces: `*:8080`; with `?` where it was not seen whether another machine comes through. */
export function openPort(place: PortReach): Mark {
	const {port, at, unseen} = place;
	const word = safe`*:${at?.hostPort ?? port.port}${trusted(unseen.length === 0 ? '' : '?')}`;
	const severity = openPortSeverity(place);
	const rule = port.administrative ? 'container-admin-port' : 'container-wildcard-publish';
	if (port.unauthenticated !== undefined) {
		const meaning = `${port.service ?? 'a service'} without authentication is published on all interfaces, ${reachWords(place)}`;
		return {...mark(word, severity, meaning, 'container-no-authentication', rule), atMost: severity};
	}
	const service = port.administrative ? (port.service ?? 'an administrative port') : 'port';
	return mark(word, severity, `${service} published on all interfaces, ${reachWords(place)}`, rule);
}

/** @param count  of ports besides those that have their own badge */
export const moreOpenPorts = (count: number): Mark =>
	mark(safe`*+${count}`, 'medium', 'more ports published on all interfaces', 'container-wildcard-publish');
