import type {Capability} from '../../base/index.js';

const forUnknown: readonly Capability[] = ['AUDIT_WRITE', 'NET_BIND_SERVICE', 'NET_RAW', 'SETPCAP', 'SYS_CHROOT'];

/** Setuid and setgid programs of distributions that need no more than root's usual capabilities, or a password that no container has. */
const usual =
	/^(su|passwd|gpasswd|chsh|chfn|newgrp|chage|expiry|newuidmap|newgidmap|mount|umount|fusermount3?|unix_chkpwd|pam_extrausers_chkpwd|crontab|at|batch|ssh-agent|ssh-keysign|wall|write|write\.ul|bsd-write|screen|tmux|locate|mlocate|plocate|dotlockfile|lockfile|mutt_dotlock|mail-lock|mail-touchlock|mail-unlock|procmail|postdrop|postqueue|exim4|sendmail|dbus-daemon-launch-helper|polkit-agent-helper-1|utempter|pt_chown|bbsuid)$/;
const raw = /^(ping[46]?|traceroute6?(\..*)?|tracepath|mtr|mtr-packet|fping6?|arping|clockdiff|nmap|tcpdump)$/;
const login = /^(sudo|sudoedit|doas|pkexec|runuser|login)$/;

/**
 * What a setuid program may need besides what root needs for other users' files: by its name; of one that is not known, whatever is not
 * excluded.
 */
export function setuidNeeds(path: string): readonly Capability[] {
	const name = path.split('/').at(-1) ?? '';
	if (usual.test(name)) return [];
	if (raw.test(name)) return ['NET_RAW'];
	return login.test(name) ? ['AUDIT_WRITE'] : forUnknown;
}
