import {expects} from './services-held-bench.js';
import {deliver, talk} from './services-held-clients.js';
import {alice, cmd, type HeldService, lines, shell} from './services-held-kinds.js';

/** Services that deliver mail, keep logs for others, and log people in. */
export const deliveries: readonly HeldService[] = [
	{
		name: 'dovecot-lmtp',
		files: {
			'/etc/dovecot/dovecot.conf': lines(
				...[
					'dovecot_config_version = 2.4.0',
					'dovecot_storage_version = 2.4.0',
					'protocols = lmtp',
					'log_path = /dev/stderr',
					'ssl = no',
				],
				...['mail_driver = maildir', 'mail_path = ~/Maildir', 'auth_username_format = %{user | username | lower}'],
				...['passdb pam {', '}', 'userdb passwd {', '}'],
				...['service lmtp {', '  inet_listener lmtp {', '    port = 24', '  }', '}'],
			),
		},
		image: [alice, cmd('dovecot', '-F')],
		work: async on => {
			await talk(on, 24, deliver('LHLO', on.mark));
			await on.finds('stat -c %U:%G $(grep -rl "^Subject: $MARK" /home/alice/Maildir/new)', 'alice:alice');
		},
		truth: ['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETUID'],
	},
	{
		// Mail comes by SMTP and, from a user inside, through the set-group-ID postdrop.
		name: 'postfix',
		image: [
			alice,
			shell(
				'postconf -e myhostname=held.test mydestination=held.test inet_interfaces=all inet_protocols=ipv4 maillog_file=/dev/stdout mynetworks=0.0.0.0/0 "alias_maps=" smtpd_delay_reject=no && touch /var/mail/alice && chown alice:mail /var/mail/alice && chmod 660 /var/mail/alice',
			),
			cmd('postfix', 'start-fg'),
		],
		work: async on => {
			await talk(on, 25, deliver('HELO', on.mark));
			await on.finds('grep -c "^Subject: $MARK" /var/mail/alice; stat -c %U /var/mail/alice', '1\nalice', 20);
			await on.inside('alice', 'printf "Subject: own$MARK\\n\\nhello\\n" | /usr/sbin/sendmail alice@held.test');
			await on.finds('grep -c "^Subject: own$MARK" /var/mail/alice', '1', 20);
		},
		truth: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID', 'SYS_CHROOT'],
	},
	{
		name: 'rsyslog',
		files: {
			'/etc/rsyslog.conf': lines(
				...[
					'module(load="imtcp")',
					'input(type="imtcp" port="514")',
					'template(name="each" type="string" string="/var/log/remote/%hostname%/all.log")',
				],
				'*.* action(type="omfile" dynaFile="each" fileOwner="alice" fileGroup="adm" fileCreateMode="0640" dirOwner="alice" dirGroup="adm" dirCreateMode="0750")',
			),
		},
		image: [alice, shell('mkdir -p /var/log/remote && chmod 0755 /var/log/remote'), cmd('rsyslogd', '-n', '-i', 'NONE')],
		work: async on => {
			const send = (text: string): Promise<string> =>
				on.client(`printf '<13>Nov 29 03:00:00 $MARK test: ${text}\\n' | sed "s/.MARK/$MARK/" | nc -N -w 5 $HOST 514`);
			await send('first');
			await on.finds(
				'cd /var/log/remote/$MARK; stat -c %U:%G:%a . all.log; grep -c first all.log',
				'alice:adm:750\nalice:adm:640\n1',
			);
			await on.look('mv /var/log/remote/$MARK/all.log /var/log/remote/$MARK/all.log.1');
			await on.signal('HUP');
			await new Promise(resolve => setTimeout(resolve, 1000));
			await send('second');
			await on.finds('cd /var/log/remote/$MARK; stat -c %U:%G:%a all.log; cat all.log | grep -c second', 'alice:adm:640\n1');
		},
		keeps: '/var/log/remote/$MARK/all.log',
		truth: ['CHOWN', 'DAC_OVERRIDE'],
	},
	{
		// One service for each user.
		name: 'inetd',
		files: {
			'/etc/inetd.conf': lines(
				'7001 stream tcp nowait alice /usr/local/bin/save save /home/alice',
				'7002 stream tcp nowait www-data /usr/local/bin/save save /srv/www',
			),
			'/usr/local/bin/save': lines('#!/bin/sh', 'read -r name', 'id -un > $1/$name', 'echo saved'),
		},
		image: [alice, shell('mkdir -p /srv/www && chown www-data /srv/www && chmod 0700 /srv/www'), cmd('inetd', '-i')],
		work: async on => {
			for (const [port, user, directory] of [
				['7001', 'alice', '/home/alice'],
				['7002', 'www-data', '/srv/www'],
			]) {
				expects('the answer', await on.client(`echo $MARK | nc -w 8 $HOST ${port}`), 'saved');
				await on.finds(`stat -c %U ${directory}/$MARK; cat ${directory}/$MARK`, `${user}\n${user}`);
			}
		},
		keeps: '/home/alice/$MARK',
		truth: ['SETGID', 'SETUID'],
	},
	{
		// login(1) closes the terminal to others, and complains in the system's log when it may not.
		name: 'telnetd',
		files: {
			'/etc/inetd.conf': lines('23 stream tcp nowait root /usr/sbin/telnetd telnetd'),
			'/etc/rsyslog.conf': lines('module(load="imuxsock")', '*.* /var/log/all'),
			'/usr/local/bin/start': lines('#!/bin/sh', 'rm -f /run/rsyslogd.pid', 'rsyslogd', 'exec inetd -i'),
		},
		image: [alice, cmd('/usr/local/bin/start')],
		work: async on => {
			await talk(on, 23, [
				['login: ', 'alice\r\n'],
				['assword: ', 'secret\r\n'],
				['\\$ ', `id -un > ~/${on.mark}; tty >> ~/${on.mark}; stat -c %U $(tty) >> ~/${on.mark}; echo do''ne\r\n`],
				['done', 'exit\r\n'],
			]);
			await on.finds(
				'stat -c %U:%G /home/alice/$MARK; sed "s,/dev/pts/.*,tty," /home/alice/$MARK',
				'alice:alice\nalice\ntty\nalice',
			);
			await on.finds('grep -q alice /var/log/all && echo logged; grep -i "not permitted" /var/log/all || true', 'logged');
		},
		keeps: '/home/alice/$MARK',
		truth: ['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'],
	},
];
