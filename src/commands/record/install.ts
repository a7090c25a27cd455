import {existsSync, statSync} from 'node:fs';
import {resolve} from 'node:path';
import {isSea} from 'node:sea';
import {sanitise} from '../../terminal/safe-text.js';
import {exitStatus} from '../exit-status.js';
import {type OptionSpecification, optionNames, optionTable} from '../options.js';
import type {Run} from '../run.js';

/**
 * `dockscope record --install`: prints a systemd unit with the options that were given on stdout, and what to do with it on stderr. Installs
 * nothing.
 *
 * @param inExecutable  the single executable, which needs no script; in it `process.argv[1]` is what was typed
 * @source systemd.service(5), systemd.exec(5), systemd.syntax(7): a `%` in a command line is doubled, quotes and backslashes are escaped
 */
export function printUnit(run: Run, inExecutable = isSea()): number {
	const files = inExecutable ? [process.execPath] : [process.execPath, process.argv[1] ?? 'dockscope'];
	const words = [...files, 'record', ...givenOptions(run)].map(quotedWord);
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
			...files
				.filter(isOfAnotherUser)
				.map(
					file =>
						`${sanitise(file)} does not belong to root: anyone who may write to it can act as root. Install dockscope as root first.`,
				),
			...unitLacks(run),
			...(run.line.list('export').some(one => one.startsWith('otlp:'))
				? ['Credentials of the collector: EnvironmentFile= with OTEL_EXPORTER_OTLP_HEADERS, readable by root only.']
				: []),
			...(run.line.value('policy') === null
				? ['systemd starts it in /: add --policy FILE to use a policy file, also for its notify:.']
				: []),
			'',
		].join('\n'),
	);
	return exitStatus.done;
}

/** What chooses the engine or the store here, and is not in the unit. */
function unitLacks({line, env}: Run): string[] {
	const isNamed = line.value('host') !== null || line.list('context').length > 0;
	return [
		...(env['DOCKER_HOST'] && !isNamed ? ['DOCKER_HOST is set here, and not in the unit: name that engine with --host.'] : []),
		...(env['XDG_STATE_HOME'] ? ['XDG_STATE_HOME is set here, and not in the unit, which has another store.'] : []),
	];
}

/** What decides how this recording runs; the rest is about this one output. */
function givenOptions({line}: Run): string[] {
	return optionNames.flatMap(name => {
		const {kind, of, value}: OptionSpecification = optionTable[name];
		const isOurs = of === undefined ? name === 'host' || name === 'context' || name === 'policy' : of.includes('record');
		if (!isOurs || name === 'format' || kind === 'flag') return [];
		const values = kind === 'list' ? line.list(name) : [line.value(name)];
		// systemd starts it in another directory.
		const isFile = value === 'FILE' || value === 'SOURCE';
		// The file of metrics may not exist yet.
		const path = (one: string): string => (name === 'metrics' || (isFile && existsSync(one)) ? resolve(one) : one);
		return values.flatMap(one => (one === null ? [] : [`--${name}`, path(one)]));
	});
}

const isOfAnotherUser = (file: string): boolean => (statSync(file, {throwIfNoEntry: false})?.uid ?? 0) !== 0;

const quotedWord = (word: string): string =>
	`"${word
		.replaceAll('\\', '\\\\')
		.replaceAll('"', '\\"')
		.replaceAll('%', '%%')
		.replaceAll('$', '$$$$')
		.replaceAll('\n', '\\n')}"`;
