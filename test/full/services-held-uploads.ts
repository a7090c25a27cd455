import {expects} from './services-held-bench.js';
import {alice, cmd, type HeldService, lines, shell} from './services-held-kinds.js';

/** Services whose work is to write what a client sends, under the right owner. */
export const uploads: readonly HeldService[] = [
	{
		// Logs people in with a chroot; who has no home directory yet gets one. It names the capabilities that it wants to keep: without one
		// of them it ends at once, whether it uses it or not.
		name: 'pure-ftpd',
		added: ['SYS_NICE', 'DAC_READ_SEARCH'],
		image: [
			alice,
			shell('useradd --no-create-home --shell /bin/sh bob && echo bob:secret | chpasswd && mkdir -p /var/log/pure-ftpd'),
			cmd(
				...['pure-ftpd', '--chrooteveryone', '--noanonymous', '--dontresolve', '--createhomedir', '--login', 'pam', '--umask'],
				...['137:027', '--altlog', 'clf:/var/log/pure-ftpd/transfer.log', '--passiveportrange', '21100:21120'],
			),
		],
		work: async on => {
			for (const user of ['alice', 'bob']) {
				await on.client(`echo $MARK | curl -sS --max-time 15 -T - ftp://${user}:secret@$HOST/$MARK`);
				await on.finds(
					`cd /home/${user}; stat -c %U:%G:%a $MARK; cat $MARK; stat -c %U .`,
					`${user}:${user}:640\n${on.mark}\n${user}`,
				);
			}
			await on.finds('grep -c "bob.*/$MARK" /var/log/pure-ftpd/transfer.log', '1');
		},
		keeps: '/home/bob/$MARK',
		truth: ['AUDIT_WRITE', 'CHOWN', 'DAC_READ_SEARCH', 'NET_BIND_SERVICE', 'SETGID', 'SETUID', 'SYS_CHROOT', 'SYS_NICE'],
	},
	{
		// Keeps owners, modes and the set-group-ID bit of what is pushed, inside its chroot.
		name: 'rsync-archive',
		files: {
			'/etc/rsyncd.conf': lines(
				...['uid = root', 'gid = root', 'use chroot = yes', 'numeric ids = yes', '[in]', 'path = /srv/in', 'read only = no'],
			),
		},
		image: [shell('mkdir /srv/in && chown 1234:1234 /srv/in && chmod 0700 /srv/in'), cmd('rsync', '--daemon', '--no-detach')],
		work: async on => {
			await on.client(
				[
					'set -e; D=/tmp/$MARK; mkdir -p $D/$MARK; echo one > $D/$MARK/f; echo x > $D/$MARK/g',
					'chown -R 1234:1235 $D/$MARK; chmod 2750 $D/$MARK; chmod 0600 $D/$MARK/f',
					'rsync -a --timeout=15 $D/ rsync://$HOST/in/; echo two-two > $D/$MARK/f; chmod 0640 $D/$MARK/f; rm $D/$MARK/g',
					'rsync -a --delete --timeout=15 $D/$MARK/ rsync://$HOST/in/$MARK/; rm -r $D',
				].join('; '),
			);
			await on.finds('cd /srv/in/$MARK; stat -c %u:%g:%a . f; cat f; test ! -e g', '1234:1235:2750\n1234:1235:640\ntwo-two');
		},
		keeps: '/srv/in/$MARK/f',
		truth: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'SETGID', 'SYS_CHROOT'],
	},
	{
		name: 'samba',
		files: {
			'/etc/samba/smb.conf': lines(
				...['[global]', 'server role = standalone server', 'disable netbios = yes', 'smb ports = 445', 'load printers = no'],
				...['[share]', 'path = /srv/share', 'read only = no', 'valid users = alice', 'create mask = 0640'],
			),
		},
		image: [
			alice,
			shell('mkdir /srv/share && chown alice:alice /srv/share && printf "secret\\nsecret\\n" | smbpasswd -a -s alice'),
			cmd('smbd', '--foreground', '--no-process-group', '--debug-stdout'),
		],
		work: async on => {
			await on.client(
				'echo $MARK > /tmp/$MARK && smbclient -t 15 -U alice%secret //$HOST/share -c "put /tmp/$MARK $MARK; rename $MARK $MARK.kept; mkdir d$MARK" && rm /tmp/$MARK',
			);
			await on.finds('cd /srv/share; stat -c %U:%G $MARK.kept d$MARK; cat $MARK.kept', `alice:alice\nalice:alice\n${on.mark}`);
		},
		keeps: '/srv/share/$MARK.kept',
		truth: ['SETGID', 'SETUID'],
	},
	{
		// Each login is confined to /srv/jail and becomes alice.
		name: 'sftp-chroot',
		files: {
			'/etc/ssh/sshd_config': lines(
				...['Port 22', 'PasswordAuthentication no', 'UsePAM yes', 'Subsystem sftp internal-sftp'],
				...['Match User alice', 'ChrootDirectory /srv/jail', 'ForceCommand internal-sftp -u 027'],
			),
		},
		image: [
			alice,
			'COPY key.pub /home/alice/.ssh/authorized_keys',
			shell('chown -R alice:alice /home/alice && chmod 700 /home/alice/.ssh && ssh-keygen -A && mkdir -p /run/sshd'),
			shell('mkdir -p /srv/jail/in && chown alice:alice /srv/jail/in && chmod 0700 /srv/jail/in'),
			cmd('/usr/sbin/sshd', '-D', '-e'),
		],
		work: async on => {
			await on.client(
				'echo $MARK > /tmp/$MARK && echo "put /tmp/$MARK /in/$MARK" | sftp -q -i /tmp/held-key -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o ConnectTimeout=10 -b - alice@$HOST && rm /tmp/$MARK',
			);
			await on.finds('cd /srv/jail/in; stat -c %U:%G:%a $MARK; cat $MARK', `alice:alice:640\n${on.mark}`);
		},
		keeps: '/srv/jail/in/$MARK',
		truth: ['AUDIT_WRITE', 'SETGID', 'SETUID', 'SYS_CHROOT'],
	},
	{
		// Binds port 69 as root, then serves as nobody.
		name: 'atftpd',
		image: [
			shell('mkdir -p /srv/tftp && chown nobody:nogroup /srv/tftp && chmod 0700 /srv/tftp'),
			cmd('atftpd', '--daemon', '--no-fork', '--user', 'nobody.nogroup', '--logfile', '-', '/srv/tftp'),
		],
		work: async on => {
			await on.client(
				'echo $MARK > /tmp/$MARK && atftp --tftp-timeout 5 --put --local-file /tmp/$MARK --remote-file $MARK $HOST && atftp --tftp-timeout 5 --get --remote-file $MARK --local-file /tmp/$MARK.back $HOST && cmp /tmp/$MARK /tmp/$MARK.back && rm /tmp/$MARK /tmp/$MARK.back',
			);
			await on.finds('cd /srv/tftp; stat -c %U:%G $MARK; cat $MARK', `nobody:nogroup\n${on.mark}`);
		},
		keeps: '/srv/tftp/$MARK',
		truth: ['SETGID', 'SETUID'],
	},
	{
		// Takes pushes as its own user, and runs a hook for each. Its first process stays root, and ends the other when it is stopped.
		name: 'git-daemon',
		files: {'/srv/git/app.git/hooks/post-receive': lines('#!/bin/sh', 'cat >> /srv/deployed/log')},
		image: [
			shell(
				'useradd --system gitd && mkdir -p /srv/deployed && git init -q --bare /srv/git/app.git && chown -R gitd:gitd /srv/git /srv/deployed && chmod 0700 /srv/deployed',
			),
			cmd(
				...['git', 'daemon', '--reuseaddr', '--user=gitd', '--group=gitd', '--base-path=/srv/git', '--export-all'],
				...['--enable=receive-pack', '/srv/git'],
			),
		],
		work: async on => {
			const made = await on.client(
				[
					'set -e; export HOME=/tmp/$MARK; mkdir $HOME; cd $HOME; git init -q w; cd w; git config user.name a; git config user.email a@b',
					'echo $MARK > f; git add f; git commit -q -m $MARK; git push -q git://$HOST/app.git HEAD:refs/heads/$MARK',
					'git rev-parse HEAD; git clone -q --branch $MARK git://$HOST/app.git ../c; cmp ../c/f f; rm -rf $HOME',
				].join('; '),
			);
			await on.finds(
				'cd /srv/git/app.git; stat -c %U:%G refs/heads/$MARK; cat refs/heads/$MARK; grep -c $MARK /srv/deployed/log',
				`gitd:gitd\n${made.trim()}\n1`,
			);
		},
		keeps: '/srv/git/app.git/refs/heads/$MARK',
		truth: ['KILL', 'SETGID', 'SETUID'],
	},
	{
		// Unpacks the archive of each client with its owners and modes: set-ID bits and a device too.
		name: 'unpack',
		files: {
			'/etc/inetd.conf': lines('9999 stream tcp nowait root /usr/bin/tar tar -xpf - -C /srv/unpack --same-owner --numeric-owner'),
		},
		image: [shell('mkdir -p /srv/unpack'), cmd('inetd', '-i')],
		work: async on => {
			await on.client(
				[
					'set -e; D=/tmp/$MARK; mkdir -p $D/$MARK; cd $D; echo $MARK > $MARK/f; chown -R 1234:1235 $MARK; chmod 6755 $MARK/f',
					'mknod $MARK/null c 1 3; tar --numeric-owner -cf - $MARK | nc -N -w 10 $HOST 9999; rm -r $D',
				].join('; '),
			);
			await on.finds(
				'cd /srv/unpack/$MARK; stat -c %u:%g:%a:%F f null; cat f',
				`1234:1235:6755:regular file\n0:0:644:character special file\n${on.mark}`,
			);
			expects('the archive', await on.look('ls /srv/unpack'), new RegExp(on.mark));
		},
		keeps: '/srv/unpack/$MARK/f',
		truth: ['CHOWN', 'FOWNER', 'FSETID', 'MKNOD'],
	},
];
