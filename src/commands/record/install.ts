import {exitStatus} from '../exit-status.js';
import type {Run} from '../run.js';

/**
 * `dockscope record --install`: prints a systemd unit on stdout and what to do with it on stderr. Installs nothing.
 *
 * @source systemd.service(5), systemd.exec(5): a `%` in a command line is doubled, quotes and backslashes are escaped
 */
export function printUnit(run: Run): number {
	const program = process.argv[1] ?? 'dockscope';
	const host = run.line.value('host');
	const words = [process.execPath, program, 'record', ...(host === null ? [] : ['--host', host])].map(quotedWord);
	run.stdout.write(
		[
			'[Unit]',
			'Description=dockscope recorder',
			'Wants=docker.service',
			'After=docker.service',
			'',
			'[Service]',
			`ExecStart=${words.join(' ')}`,
			'Restart=on-failure',
			'RestartSec=10',
			'StateDirectory=dockscope',
			'StateDirectoryMode=0700',
			'UMask=0077',
			'NoNewPrivileges=yes',
			'ProtectHome=read-only',
			'',
			'[Install]',
			'WantedBy=multi-user.target',
			'',
		].join('\n'),
	);
	run.stderr.write(
		[
			'Nothing was installed. Save this as /etc/systemd/system/dockscope-record.service, then as root:',
			'  systemctl daemon-reload && systemctl enable --now dockscope-record',
			'It runs as root: tracing programs and capabilities needs it. The store is in /var/lib/dockscope.',
			'',
		].join('\n'),
	);
	return exitStatus.done;
}

const quotedWord = (word: string): string =>
	`"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`;
