import {bigEndian, latin1, type Protocol, prefixed} from '../protocol.js';
import {always, byOutcome} from '../reply.js';

const becomesUser = {needs: ['SETGID', 'SETUID'], shows: 'dialogue'} as const;

/**
 * A logged-in user may be confined to a directory: rsyncd.conf(5) `use chroot`, vsftpd.conf(5) `chroot_local_user`.
 * The server enters it as root, which needs DAC_OVERRIDE if only the owner may: login.defs(5) `HOME_MODE` 0700.
 */
const entersDirectory = {needs: ['DAC_OVERRIDE', 'SETGID', 'SETUID', 'SYS_CHROOT'], shows: 'dialogue'} as const;

/** Mail, file transfer and their helpers. */
export const mailAndFiles: readonly Protocol[] = [
	{
		name: 'ClamAV',
		over: 'tcp',
		ports: [3310],
		turns: [{send: 'zPING\0', expects: /^PONG\0/}],
		asks: 'PING',
		means: always('served'),
	},
	{
		name: 'SpamAssassin',
		over: 'tcp',
		ports: [783],
		turns: [{send: 'PING SPAMC/1.2\r\n\r\n', expects: /^SPAMD\/\S+ \d+ PONG/}],
		asks: 'PING',
		means: always('served'),
	},
	{
		name: 'SMTP policy',
		over: 'tcp',
		ports: [10023],
		turns: [{send: 'request=smtpd_access_policy\n\n', expects: /^action=/}],
		asks: 'request',
		means: always('served'),
	},
	{
		name: 'SMB',
		over: 'tcp',
		ports: [445, 139],
		turns: [
			{
				send: prefixed(
					`${latin1(0xfe)}SMB${latin1(64, 0)}${bigEndian(0, 58)}${latin1(36, 0, 2, 0, 1, 0, 0, 0)}${bigEndian(0, 4)}dockscope-twin-1${bigEndian(0, 8)}${latin1(2, 2, 0x10, 2)}`,
					4,
				),
				expects: /^\0.{3}\xfeSMB.{12}\x01/s,
			},
		],
		login: becomesUser,
		asks: 'negotiation',
		means: always('login'),
	},
	{
		name: 'SMTP',
		over: 'tcp',
		ports: [25, 587],
		greeting: /^220[ -]/,
		turns: [
			{send: 'EHLO localhost\r\n', expects: /^250 /m},
			{send: 'QUIT\r\n', expects: /^221/},
		],
		login: becomesUser,
		asks: 'EHLO',
		means: always('greeted'),
	},
	{
		name: 'LMTP',
		over: 'tcp',
		ports: [24],
		// Dovecot does not name itself LMTP.
		greeting: /^220[ -]/,
		turns: [{send: 'LHLO localhost\r\n', expects: /^250 /m}],
		login: becomesUser,
		asks: 'LHLO',
		means: always('greeted'),
	},
	{
		name: 'FTP',
		over: 'tcp',
		ports: [21],
		greeting: /^220[ -]/,
		turns: [
			// Not a mail server, which adds an enhanced status code: RFC 2034, "500 5.5.1 Unknown command".
			{send: 'FEAT\r\n', expects: /^(?:211|5\d\d(?! \d\.\d)) /m},
			{send: 'QUIT\r\n', expects: /^221/},
		],
		login: entersDirectory,
		asks: 'FEAT',
		means: always('login'),
	},
	{
		name: 'IMAP',
		over: 'tcp',
		ports: [143],
		greeting: /^\* (?:OK|PREAUTH)/,
		turns: [
			{send: 'a1 CAPABILITY\r\n', expects: /^a1 OK/m},
			{send: 'a2 LOGOUT\r\n', expects: /^\* BYE/},
		],
		login: becomesUser,
		asks: 'CAPABILITY',
		means: always('login'),
	},
	{
		name: 'POP3',
		over: 'tcp',
		ports: [110],
		greeting: /^\+OK/,
		turns: [
			{send: 'CAPA\r\n', expects: /^(?:\+OK|-ERR)/},
			{send: 'QUIT\r\n', expects: /^\+OK/m},
		],
		login: becomesUser,
		asks: 'CAPA',
		means: always('login'),
	},
	{
		name: 'ManageSieve',
		over: 'tcp',
		ports: [4190],
		greeting: /^"IMPLEMENTATION"/,
		turns: [{send: 'NOOP\r\n', expects: /^OK/m}],
		login: becomesUser,
		asks: 'NOOP',
		means: always('login'),
	},
	{
		name: 'rsync',
		over: 'tcp',
		ports: [873],
		greeting: /^@RSYNCD: /,
		turns: [
			{send: '@RSYNCD: 31.0\n#list\n', expects: /^([^@\s]+).*^@RSYNCD: EXIT/ms},
			// The module is entered: as its user, in its chroot.
			{send: '@RSYNCD: 31.0\n%1\n', onNewConnection: true, expects: /^@RSYNCD: (OK|AUTHREQD)/m},
		],
		login: entersDirectory,
		asks: 'module',
		means: byOutcome({OK: ['served', 'OK'], AUTHREQD: ['login', 'AUTHREQD']}),
	},
	{
		name: 'rsync without a list',
		over: 'tcp',
		ports: [873],
		greeting: /^@RSYNCD: /,
		turns: [{send: '@RSYNCD: 31.0\n#list\n', expects: /^@RSYNCD: EXIT/m}],
		login: entersDirectory,
		asks: 'list of modules',
		means: always('greeted'),
	},
	{
		name: 'NNTP',
		over: 'tcp',
		ports: [119],
		greeting: /^20[01] /,
		turns: [{send: 'CAPABILITIES\r\n', expects: /^(?:101|500) /}],
		asks: 'CAPABILITIES',
		means: always('greeted'),
	},
	{
		name: 'MPD',
		over: 'tcp',
		ports: [6600],
		greeting: /^OK MPD /,
		turns: [{send: 'ping\n', expects: /^OK\n/}],
		asks: 'ping',
		means: always('served'),
	},
	{
		name: 'TFTP',
		over: 'udp',
		ports: [69],
		turns: [{send: `${latin1(0, 1)}dockscope-asks\0octet\0`, expects: /^\0\x05\0([\0-\x08])[^\0]*\0$/}],
		asks: 'read',
		means: byOutcome({'\x01': ['client-error', 'file not found'], '\x02': ['client-error', 'access violation']}),
	},
];
