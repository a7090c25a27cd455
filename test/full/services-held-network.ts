import {from} from './services-held-applications.js';
import {expects} from './services-held-bench.js';
import {alice, cmd, dataOf, type HeldService, lines, shell} from './services-held-kinds.js';

/** Services of the network that the others do not have: names with dynamic updates, files with logins, access control, a proxy. */
export const network: readonly HeldService[] = [
	{
		// Writes its zone when a client adds a name.
		name: 'knot',
		from,
		files: {
			'/etc/knot/held.conf': lines(
				...[
					'server:',
					'  listen: 0.0.0.0@53',
					'  user: knot:knot',
					'  rundir: /run/knot',
					'log:',
					'  - target: stdout',
					'    any: info',
				],
				...['database:', '  storage: /var/lib/knot', 'acl:', '  - id: anyone', '    action: update', '    address: 0.0.0.0/0'],
				...['zone:', '  - domain: held.test', '    storage: /srv/data', '    file: held.zone', '    acl: anyone'],
			),
			'/srv/held.zone': lines(
				'@ 60 SOA ns.held.test. admin.held.test. 1 60 60 600 60',
				'@ 60 NS ns.held.test.',
				'ns 60 A 192.0.2.53',
			),
		},
		image: [
			dataOf('knot'),
			shell('mkdir -p /run/knot && chown knot:knot /run/knot && install -o knot -g knot /srv/held.zone /srv/data/held.zone'),
			cmd('knotd', '-c', '/etc/knot/held.conf'),
		],
		work: async on => {
			const update = `printf 'server 127.0.0.1\\nzone held.test\\nupdate add %s.held.test 60 A 192.0.2.1\\nsend\\n' $MARK | knsupdate`;
			const seen = await on.inside('nobody', `${update} && kdig +short +timeout=5 @127.0.0.1 $MARK.held.test A`);
			expects('the address', seen, '192.0.2.1');
			await on.finds('grep -c "^$MARK" /srv/data/held.zone; stat -c %U /srv/data/held.zone', '1\nknot', 15);
			await on.signal('HUP');
			expects('after HUP', await on.inside('nobody', 'kdig +short +timeout=5 @127.0.0.1 $MARK.held.test A'), '192.0.2.1');
		},
		truth: ['SETGID', 'SETUID'],
	},
	{
		// Each login becomes its user, in a root directory of its own.
		name: 'proftpd',
		from,
		files: {
			'/etc/proftpd/held.conf': lines(
				...[
					'Include /etc/proftpd/modules.conf',
					'ServerType standalone',
					'UseIPv6 off',
					'UseReverseDNS off',
					'User proftpd',
					'Group nogroup',
					'Umask 027',
				],
				...['DefaultRoot ~', 'RequireValidShell off', 'PassivePorts 21200 21220', 'TransferLog /var/log/proftpd/xferlog'],
			),
		},
		image: [
			alice,
			shell('mkdir -p /var/log/proftpd /run/proftpd'),
			cmd('proftpd', '--nodaemon', '--config', '/etc/proftpd/held.conf'),
		],
		work: async on => {
			await on.client('echo $MARK | curl -sS --max-time 15 -T - ftp://alice:secret@$HOST/$MARK');
			await on.finds('cd /home/alice; stat -c %U:%G:%a $MARK; cat $MARK', `alice:alice:640\n${on.mark}`);
			await on.finds('grep -c "/$MARK " /var/log/proftpd/xferlog', '1');
			await on.signal('HUP');
			await on.client('curl -sS --max-time 15 --retry 3 --retry-all-errors ftp://alice:secret@$HOST/$MARK');
		},
		keeps: '/home/alice/$MARK',
		truth: ['AUDIT_WRITE', 'DAC_OVERRIDE', 'SETGID', 'SETUID', 'SYS_CHROOT'],
	},
	{
		// Answers logins, and writes what it is told of sessions.
		name: 'freeradius',
		from,
		image: [
			shell(
				'cd /etc/freeradius/3.0 && sed -i \'1i alice Cleartext-Password := "secret"\' mods-config/files/authorize && chown -R freerad:freerad /var/log/freeradius',
			),
			cmd('freeradius', '-f'),
		],
		work: async on => {
			const access = await on.inside('nobody', 'cd /tmp && radtest alice secret 127.0.0.1 0 testing123');
			expects('the answer', access, /Access-Accept/);
			await on.inside(
				'nobody',
				'echo "User-Name=$MARK,Acct-Status-Type=Start,Acct-Session-Id=$MARK,NAS-IP-Address=127.0.0.1" | radclient 127.0.0.1 acct testing123',
			);
			await on.finds('grep -lr $MARK /var/log/freeradius/radacct | xargs stat -c %U | sort -u', 'freerad');
			await on.signal('HUP');
			expects(
				'the answer after HUP',
				await on.inside('nobody', 'cd /tmp && radtest alice secret 127.0.0.1 0 testing123'),
				/Access-Accept/,
			);
		},
		truth: ['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETUID'],
	},
	{
		// Reads its configuration again as its own user.
		name: 'tinyproxy',
		from,
		files: {
			'/etc/tinyproxy/held.conf': lines(
				...['User tinyproxy', 'Group tinyproxy', 'Port 8888', 'Timeout 60', 'StatHost "proxy.held"', 'MaxClients 20'],
				...['LogFile "/var/log/tinyproxy/held.log"', 'LogLevel Connect'],
			),
		},
		image: [
			shell('mkdir -p /var/log/tinyproxy && chown tinyproxy:tinyproxy /var/log/tinyproxy'),
			cmd('tinyproxy', '-d', '-c', '/etc/tinyproxy/held.conf'),
		],
		work: async on => {
			const ask = (): Promise<string> => on.client('curl -sS --fail --max-time 8 -x http://$HOST:8888 http://proxy.held/');
			expects('the page', await ask(), /Run-time statistics|stats/i);
			await on.signal('USR1');
			expects('the page after USR1', await ask(), /Run-time statistics|stats/i);
		},
		truth: ['SETGID', 'SETUID'],
	},
];
