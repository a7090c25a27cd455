import type {Capability} from '../../../base/index.js';

/**
 * With which services start, reload, rotate their logs and give up their privileges. The others of Docker's default set are not among them:
 * MKNOD, NET_RAW and SETFCAP have little to do with the work of a service.
 *
 * @source moby oci/caps/defaults.go; capabilities(7)
 */
export const routineCapabilities: ReadonlySet<Capability> = new Set<Capability>([
	...(['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL'] as const),
	...(['NET_BIND_SERVICE', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'] as const),
]);
