import {expects} from './services-held-bench.js';
import {deliver, talk} from './services-held-clients.js';
import {alice, cmd, dataOf, type HeldService, lines, shell} from './services-held-kinds.js';

/** Their packages, some of which replace those of the others: a directory, a mail server, a queue, git over ssh, time and files. */
export const otherPackages = [
	...['slapd', 'ldap-utils', 'opensmtpd', 'tftpd-hpa', 'beanstalkd', 'dropbear-bin', 'chrony', 'git'],
];

const from = 'held-others:1';
const ssh =
	'ssh -i /tmp/held-key -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o ConnectTimeout=10 -o LogLevel=ERROR';

/** Services of other kinds. */
export const others: readonly HeldService[] = [
	{
		// Opens its database as its own user, after it has bound port 389 as root.
		name: 'slapd',
		from,
		files: {
			'/srv/slapd.conf': lines(
				...[
					'include /etc/ldap/schema/core.schema',
					'modulepath /usr/lib/ldap',
					'moduleload back_mdb',
					'pidfile /run/slapd/slapd.pid',
				],
				...['database mdb', 'suffix "dc=held"', 'rootdn "cn=admin,dc=held"', 'rootpw secret', 'directory /srv/data'],
			),
			'/srv/base.ldif': lines('dn: dc=held', 'objectClass: dcObject', 'objectClass: organization', 'o: held', 'dc: held'),
		},
		image: [
			dataOf('openldap'),
			shell('mkdir -p /run/slapd && chown openldap: /run/slapd'),
			cmd('slapd', '-d', '0', '-u', 'openldap', '-g', 'openldap', '-h', 'ldap:///', '-f', '/srv/slapd.conf'),
		],
		work: async on => {
			const bind = '-x -H ldap://127.0.0.1 -D cn=admin,dc=held -w secret';
			const entry = `printf 'dn: cn=%s,dc=held\\nobjectClass: person\\ncn: %s\\nsn: x\\n' $MARK $MARK`;
			const found = await on.inside(
				'nobody',
				`ldapadd ${bind} -f /srv/base.ldif >/dev/null 2>&1; ${entry} | ldapadd ${bind} >/dev/null && ldapsearch ${bind} -LLL -b dc=held cn=$MARK dn`,
			);
			expects('the entry', found, `dn: cn=${on.mark},dc=held`);
			await on.finds('stat -c %U /srv/data/data.mdb', 'openldap');
		},
		truth: ['SETGID', 'SETUID'],
	},
	{
		// Its parent stays root to deliver as each user; its children answer from an empty root directory.
		name: 'opensmtpd',
		from,
		files: {
			'/etc/smtpd.conf': lines(
				'listen on 0.0.0.0',
				'action "local" maildir "~/Maildir"',
				'match from any for any action "local"',
			),
			'/etc/mailname': 'held.test\n',
		},
		// It looks up the name of each client; here no server answers, so that one is asked that refuses at once.
		args: ['--dns', '127.0.0.1'],
		image: [alice, shell('mkdir -p /var/spool/smtpd && chmod 0711 /var/spool/smtpd'), cmd('smtpd', '-d')],
		work: async on => {
			await talk(on, 25, deliver('HELO', on.mark));
			await on.finds('stat -c %U:%G $(grep -rl "^Subject: $MARK" /home/alice/Maildir/new)', 'alice:alice', 20);
		},
		truth: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID', 'SYS_CHROOT'],
	},
	{
		// For each transfer a child that changes its root directory and its user: late, when a client asks.
		name: 'tftpd-hpa',
		from,
		image: [
			shell('mkdir -p /srv/tftp && chown tftp:tftp /srv/tftp && chmod 0700 /srv/tftp'),
			cmd('in.tftpd', '--foreground', '--create', '--secure', '--user', 'tftp', '--address', '0.0.0.0:69', '/srv/tftp'),
		],
		work: async on => {
			await on.client(
				'echo $MARK > /tmp/$MARK && atftp --tftp-timeout 5 --put --local-file /tmp/$MARK --remote-file $MARK $HOST && atftp --tftp-timeout 5 --get --remote-file $MARK --local-file /tmp/$MARK.back $HOST && cmp /tmp/$MARK /tmp/$MARK.back && rm /tmp/$MARK /tmp/$MARK.back',
			);
			await on.finds('cd /srv/tftp; stat -c %U:%G $MARK; cat $MARK', `tftp:tftp\n${on.mark}`);
		},
		keeps: '/srv/tftp/$MARK',
		truth: ['DAC_OVERRIDE', 'SETGID', 'SETUID', 'SYS_CHROOT'],
		// It resolves 0.0.0.0 with AI_ADDRCONFIG. @source getaddrinfo(3); tftpd-hpa tftpd.c
		needsAddress: true,
	},
	{
		// A queue with a log of its jobs, which it writes as nobody.
		name: 'beanstalkd',
		from,
		image: [dataOf('nobody'), cmd('beanstalkd', '-l', '0.0.0.0', '-p', '11300', '-u', 'nobody', '-b', '/srv/data')],
		work: async on => {
			await talk(on, 11_300, [
				['', `put 0 0 60 ${on.mark.length}\r\n${on.mark}\r\n`],
				['^INSERTED', 'stats\r\n'],
				['^current-jobs-ready: [1-9]', 'quit\r\n'],
			]);
			await on.finds('grep -lr $MARK /srv/data | xargs stat -c %U | sort -u', 'nobody');
		},
		truth: ['SETGID', 'SETUID'],
	},
	{
		// Git over ssh: its host keys are made when the first client comes, and each login becomes its user.
		name: 'git-ssh',
		from,
		image: [
			shell(
				'useradd --create-home --shell /usr/bin/git-shell git && git init -q --bare /srv/app.git && chown -R git:git /srv/app.git && echo /usr/bin/git-shell >> /etc/shells',
			),
			'COPY key.pub /home/git/.ssh/authorized_keys',
			shell('chown -R git:git /home/git && chmod 700 /home/git/.ssh && mkdir -p /etc/dropbear'),
			cmd('dropbear', '-F', '-E', '-R', '-p', '22'),
		],
		work: async on => {
			const made = await on.client(
				[
					'set -e; export HOME=/tmp/$MARK; mkdir $HOME; cd $HOME; git init -q w; cd w; git config user.name a; git config user.email a@b',
					`export GIT_SSH_COMMAND=${JSON.stringify(ssh)}`,
					'echo $MARK > f; git add f; git commit -q -m $MARK; git push -q ssh://git@$HOST/srv/app.git HEAD:refs/heads/$MARK',
					'git rev-parse HEAD; rm -rf $HOME',
				].join('; '),
			);
			await on.finds('cd /srv/app.git; stat -c %U:%G refs/heads/$MARK; cat refs/heads/$MARK', `git:git\n${made.trim()}`);
		},
		keeps: '/srv/app.git/refs/heads/$MARK',
		truth: ['SETGID', 'SETUID'],
	},
	{
		// Answers as its own user, and keeps what it needs of root's capabilities itself.
		name: 'chrony',
		from,
		files: {'/srv/chrony.conf': lines('local stratum 8', 'allow all', 'cmdport 0', 'driftfile /var/lib/chrony/drift')},
		image: [cmd('chronyd', '-d', '-x', '-f', '/srv/chrony.conf')],
		work: async on => {
			const stratum = await on.client(
				`python3 -c 'import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(5); s.sendto(b"\\x23" + bytes(47), ("'$HOST'", 123)); print(s.recv(100)[1])'`,
			);
			expects('the stratum', stratum, '8');
		},
		truth: ['CHOWN', 'DAC_OVERRIDE', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'],
		spared: ['CHOWN'],
	},
];
