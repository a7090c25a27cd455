import type {Capability} from '../../facts/index.js';

/**
 * What well-known programs do with root before they give it up, or on behalf of each client: things that neither a process list
 * nor a few seconds of tracing at idle can show. By short name of the process.
 *
 * @source their man pages: sshd(8) and pam_loginuid(8), master(8) of Postfix, haproxy(1) `chroot`, cron(8), vsftpd.conf(5), dovecot
 */
const knowledge: readonly {readonly command: RegExp; readonly needs: readonly Capability[]; readonly why: string}[] = [
	{
		command: /^sshd/,
		needs: ['CHOWN', 'SETGID', 'SETUID', 'SYS_CHROOT', 'AUDIT_WRITE'],
		why: 'sshd changes to each user, gives it its terminal and confines its network part by chroot',
	},
	{command: /^(cron|crond|anacron|atd)$/, needs: ['SETGID', 'SETUID'], why: 'cron runs each job as its user'},
	{
		command: /^(master|postfix)$/,
		needs: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID', 'SYS_CHROOT'],
		why: 'Postfix delivers as each user and confines its services by chroot',
	},
	{command: /^exim4?$/, needs: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'], why: 'Exim delivers as each user'},
	{
		command: /^(dovecot|vsftpd|proftpd|pure-ftpd)$/,
		needs: ['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETUID', 'SYS_CHROOT'],
		why: 'it changes to each user who logs in, some inside a chroot',
	},
	{
		command: /^(smbd|nmbd|winbindd)$/,
		needs: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'],
		why: 'Samba acts as each user',
	},
	{command: /^haproxy$/, needs: ['SETGID', 'SETUID', 'SYS_CHROOT'], why: 'HAProxy confines itself by chroot'},
	{
		command: /^(supervisord|s6-svscan|runsv|runsvdir)$/,
		needs: ['KILL', 'SETGID', 'SETUID'],
		why: 'a supervisor starts and stops programs of other users',
	},
	{
		command: /^(ping|fping|smokeping|blackbox_export|arping|keepalived)$/,
		needs: ['NET_RAW'],
		why: 'it sends ICMP or raw packets',
	},
];

export type Knowledge = {readonly capability: Capability; readonly why: string; readonly command: string};

/** Needs of the programs among these short names. */
export function knownNeeds(commands: readonly string[]): Knowledge[] {
	return knowledge.flatMap(entry => {
		const command = commands.find(name => entry.command.test(name));
		return command === undefined ? [] : entry.needs.map(capability => ({capability, why: entry.why, command}));
	});
}
