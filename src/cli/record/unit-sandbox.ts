/**
 * What a recorder may do as a service: read this host as it is, write its store, and trace. Nothing is hidden from it that a check looks at (`PrivateTmp`,
 * `PrivateDevices`, `ProtectProc` would), and tracefs must stay writable (`ProtectKernelTunables` would close it).
 *
 * @param user  it runs as; `null`: root
 * @param isLocal  nothing but this host is talked to
 * @source systemd.exec(5), systemd.resource-control(5); measured with `systemd-analyze security --offline=true`
 */
export const unitSandbox = ({user, isLocal}: {readonly user: string | null; readonly isLocal: boolean}): readonly string[] => [
	'NoNewPrivileges=yes',
	// Files and folders of processes of others, and the rules of the firewall. No SYS_ADMIN: systemd has mounted tracefs.
	`CapabilityBoundingSet=${user === null ? 'CAP_SYS_PTRACE CAP_DAC_READ_SEARCH CAP_NET_ADMIN' : ''}`,
	'ProtectSystem=strict',
	'ProtectHome=read-only',
	'ProtectControlGroups=yes',
	'ProtectClock=yes',
	'ProtectHostname=yes',
	'ProtectKernelLogs=yes',
	'ProtectKernelModules=yes',
	// A device node that a container made opens nothing.
	'DevicePolicy=closed',
	'KeyringMode=private',
	'LockPersonality=yes',
	'RemoveIPC=yes',
	'RestrictNamespaces=yes',
	'RestrictRealtime=yes',
	'RestrictSUIDSGID=yes',
	'RestrictAddressFamilies=AF_UNIX AF_NETLINK AF_INET AF_INET6',
	...(isLocal ? ['IPAddressDeny=any', 'IPAddressAllow=localhost'] : []),
	'SystemCallArchitectures=native',
	'SystemCallFilter=@system-service',
	'SystemCallFilter=~@privileged @resources',
	'SystemCallErrorNumber=EPERM',
	'MemoryMax=1G',
];
