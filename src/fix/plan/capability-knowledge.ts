import type {Capability} from '../../base/index.js';

/**
 * What well-known programs do as root before they drop privileges, or for each client: neither a process list
 * nor a few seconds of tracing at idle can show that. By short process name.
 *
 * @source their man pages: sshd(8) and pam_loginuid(8), master(8) of Postfix, haproxy(1) `chroot`, cron(8), vsftpd.conf(5), dovecot,
 * xinetd(8), cups-files.conf(5) `User`
 */
type Entry = {
	readonly command: RegExp;
	/** Needed for a client, a job or a mail: kept, although an idle twin works without it. */
	readonly forClients: readonly Capability[];
	/** Needed during start, which a trace and a trial show: used without a trace. */
	readonly atStart?: readonly Capability[];
	/** Its work is to start programs. */
	readonly starts?: true;
	readonly why: string;
};

const knowledge: readonly Entry[] = [
	{
		command: /^sshd/,
		forClients: ['CHOWN', 'SETGID', 'SETUID', 'SYS_CHROOT', 'AUDIT_WRITE'],
		why: 'sshd switches to each user, hands over the terminal and confines its network process with chroot',
	},
	{command: /^(cron|crond|anacron|atd)$/, forClients: ['SETGID', 'SETUID'], starts: true, why: 'cron runs each job as its user'},
	{
		command: /^(master|postfix)$/,
		forClients: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID', 'SYS_CHROOT'],
		why: 'Postfix delivers as each user and confines its services with chroot',
	},
	{
		command: /^exim4?$/,
		forClients: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'],
		why: 'Exim delivers as each user',
	},
	{
		command: /^(dovecot|vsftpd|proftpd|pure-ftpd)$/,
		forClients: ['SETGID', 'SETUID'],
		atStart: ['CHOWN', 'DAC_OVERRIDE', 'SYS_CHROOT'],
		why: 'it switches to each user who logs in, some inside a chroot',
	},
	{
		command: /^(smbd|nmbd|winbindd)$/,
		forClients: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'],
		why: 'Samba acts as each user',
	},
	{command: /^(xinetd|inetd)$/, forClients: ['SETGID', 'SETUID'], starts: true, why: 'it starts each service as its user'},
	{command: /^cupsd$/, forClients: ['SETGID', 'SETUID'], starts: true, why: 'CUPS runs print filters as another user'},
	{command: /^haproxy$/, forClients: [], atStart: ['SETGID', 'SETUID', 'SYS_CHROOT'], why: 'HAProxy confines itself with chroot'},
	{
		command: /^(supervisord|s6-svscan|runsv|runsvdir)$/,
		forClients: [],
		atStart: ['KILL', 'SETGID', 'SETUID'],
		why: 'a supervisor starts and stops programs of other users',
	},
	{
		command: /^(ping|fping|smokeping|blackbox_export|arping|keepalived)$/,
		forClients: ['NET_RAW'],
		why: 'it sends ICMP or raw packets',
	},
];

export type Knowledge = {
	readonly capability: Capability;
	readonly why: string;
	readonly command: string;
	readonly forClients: boolean;
	/** Its work is to start programs: jobs, or one for each client. */
	readonly starts: boolean;
};

/** Needs of the known programs among these short names. */
export function knownNeeds(commands: readonly string[]): Knowledge[] {
	return knowledge.flatMap(({command: pattern, forClients, atStart = [], starts = false, why}) => {
		const command = commands.find(name => pattern.test(name));
		if (command === undefined) return [];
		return [
			...forClients.map(capability => ({capability, why, command, forClients: true, starts})),
			...atStart.map(capability => ({capability, why, command, forClients: false, starts})),
		];
	});
}
