import {type Capability, isWithin, type MountFacts} from '../../../base/index.js';

/*
 * What the profile that an engine generates for its containers (docker-default, containers-default) denies. A custom profile is
 * assumed to deny no less.
 *
 * @source moby profiles/apparmor/template.go; each tried on Debian 13, kernel 6.12, with docker-default
 */

/**
 * Mounts are refused, and to trace what it does not confine. Modules are loaded, files opened by handle, memory of the machine read and
 * the clock set as without it.
 */
const deniedCapabilities: ReadonlySet<Capability> = new Set(['SYS_ADMIN', 'SYS_PTRACE']);

export const isDeniedCapability = (name: Capability): boolean => deniedCapabilities.has(name);

/**
 * Whether writing to what is mounted there is refused. The profile goes by names in the container: it knows those below /sys, of which
 * it leaves control groups writable, and nothing of the same directory mounted elsewhere.
 */
export const isDeniedMount = ({destination}: MountFacts): boolean =>
	isWithin(destination, '/sys') && !isWithin(destination, '/sys/fs/cgroup') && !isWithin('/sys/fs/cgroup', destination);
