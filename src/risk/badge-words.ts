import type {Severity} from '../facts/index.js';
import type {PortReach} from '../facts/port-reach.js';
import {reachWords} from '../facts/reach-words.js';
import {openPortSeverity} from '../rules/dangers/port-severity.js';
import {own, type SafeText, safely} from '../terminal/safe-text.js';

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
export const words = {
	privileged: mark(own('PRIV'), 'critical', 'privileged: every capability and device, no seccomp', 'container-privileged'),
	socket: mark(own('SOCK'), 'critical', 'can use a container runtime socket', 'container-runtime-socket'),
	writesHost: mark(
		own('MNT!'),
		'critical',
		'can write to a sensitive host directory',
		'container-writable-host-path',
		'container-sensitive-mount',
	),
	readsHost: mark(
		own('MNT'),
		'high',
		'can read a host directory that holds secrets',
		'container-readable-host-secrets',
		'container-sensitive-mount',
	),
	devices: mark(own('DEV'), 'high', 'has access to host devices', 'container-devices'),
	kernelSettings: mark(own('PROC!'), 'critical', 'can write /proc/sys and read masked kernel files', 'container-system-paths'),

	hostNetwork: mark(own('HNET'), 'high', 'shares the network namespace of the host', 'container-host-network'),
	hostPid: mark(own('HPID'), 'high', 'shares the PID namespace of the host', 'container-host-pid'),
	hostIpc: mark(own('HIPC'), 'medium', 'shares the IPC namespace of the host', 'container-host-ipc'),
	hostUts: mark(own('HUTS'), 'low', 'shares the UTS namespace of the host', 'container-host-uts'),
	noMap: mark(own('NOMAP'), 'high', 'opts out of user namespace remapping', 'container-host-userns'),

	noSeccomp: mark(own('NOSEC'), 'high', 'no seccomp filter, or one that allows dangerous calls', 'container-seccomp'),
	noAppArmor: mark(own('NOAA'), 'high', 'not confined by AppArmor', 'container-apparmor'),
	noSeLinux: mark(own('NOSEL'), 'high', 'not confined by SELinux', 'container-selinux'),
	setuid: mark(own('SUID'), 'low', 'setuid programs can gain privileges', 'container-no-new-privileges'),

	root: mark(own('ROOT'), 'medium', 'runs as uid 0', 'container-root-user'),
	secret: mark(own('SECRET'), 'medium', 'secret in its environment, labels or command', 'container-secret-in-env'),
	noLimits: mark(own('NOLIM'), 'low', 'no memory, process or CPU limit', 'container-no-limits'),
	writableRoot: mark(own('RW'), 'low', 'writable root filesystem', 'container-writable-root'),
	unhealthy: mark(own('SICK'), 'low', 'its health check fails', 'container-unhealthy'),
} as const;

/** @param count  of capabilities */
export const moreCapabilities = (count: number): Mark =>
	mark(safely`CAP+${count}`, 'high', 'capabilities beyond the default set', 'container-capabilities');

/** A port published on all interfaces: `*:8080`; with `?` where it was not seen whether another machine comes through. */
export function openPort(place: PortReach): Mark {
	const {port, at, unseen} = place;
	const word = safely`*:${at?.hostPort ?? port.port}${own(unseen.length === 0 ? '' : '?')}`;
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
	mark(safely`*+${count}`, 'medium', 'more ports published on all interfaces', 'container-wildcard-publish');
