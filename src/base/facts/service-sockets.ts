import {type SafeText, trusted} from '../text/safe-text.js';

/** Where a service of the host takes orders from root, to start a program as root among them. */
export type ServiceSocket = {readonly path: string; readonly service: SafeText; readonly isBus?: true};

/**
 * Canonical paths. A container's root is the host's root to them: they ask for the uid of who connects.
 * @source systemd src/core/dbus.c (bus_on_connection: /run/systemd/private), org.freedesktop.systemd1(5) (StartTransientUnit over D-Bus);
 * snapd, libvirt, incus and fail2ban: documentation of their sockets
 */
export const SERVICE_SOCKETS: readonly ServiceSocket[] = [
	{path: '/run/systemd/private', service: trusted('systemd')},
	{path: '/run/dbus/system_bus_socket', service: trusted('systemd, over D-Bus'), isBus: true},
	{path: '/run/snapd.socket', service: trusted('snapd')},
	{path: '/run/libvirt/libvirt-sock', service: trusted('libvirt')},
	{path: '/run/libvirt/virtqemud-sock', service: trusted('libvirt')},
	{path: '/var/lib/incus/unix.socket', service: trusted('Incus')},
	{path: '/var/lib/lxd/unix.socket', service: trusted('LXD')},
	{path: '/var/snap/lxd/common/lxd/unix.socket', service: trusted('LXD')},
	{path: '/run/fail2ban/fail2ban.sock', service: trusted('fail2ban')},
];
