import {bigEndian, latin1, type Protocol, prefixed} from '../protocol.js';
import {always, byOutcome} from '../reply.js';

const becomesUser = {needs: ['SETGID', 'SETUID'], shows: 'dialogue'} as const;

/**
 * A logged-in user may be confined to a directory: rsyncd.conf(5) `use chroot`, vsftpd.conf(5) `chroot_local_user`.
 * The server enters it as root, which needs DAC_OVERRIDE if only the owner may: login.defs(5) `HOME_MODE` 0700.
 */
const entersDirectory = {needs: ['DAC_OVERRIDE', 'SETGID', 'SETUID', 'SYS_CHROOT'], shows: 'dialogue'} as const;

/** Mail and file transfer. */
export const mailAndFiles: readonly Protocol[] = [
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
];
