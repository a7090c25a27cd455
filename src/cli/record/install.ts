import {existsSync, statSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {isSea} from 'node:sea';
import {quoted, sanitise, UsageError} from '../../base/index.js';
import {exitStatus} from '../exit-status.js';
import {type OptionSpecification, optionNames, optionTable} from '../options.js';
import type {Run} from '../run.js';
import {policyOf} from '../source/load-fleet.js';
import {unitSandbox} from './unit-sandbox.js';

/**
 * `dockscope record --install`: prints a systemd unit with the options that were given on stdout, and what to do with it on stderr. Installs
 * nothing.
 *
 * @param inExecutable  the single executable, which needs no script; in it `process.argv[1]` is what was typed
 * @source systemd.service(5), systemd.exec(5), systemd.syntax(7): a `%` in a command line is doubled, quotes and backslashes are escaped
 */
export async function printUnit(run: Run, inExecutable = isSea()): Promise<number> {
	const user = unitUser(run);
	const remote = await leavesHost(run);
	const metrics = run.line.value('metrics');
	const state = user === null ? 'dockscope' : `dockscope-${user}`;
	const files = inExecutable ? [process.execPath] : [process.execPath, process.argv[1] ?? 'dockscope'];
	const words = [...files, 'record', ...givenOptions(run)].map(quotedWord);
	run.stdout.write(
		[
			'[Unit]',
			'Description=dockscope recorder',
			'Wants=docker.service sys-kernel-tracing.mount',
			'After=docker.service sys-kernel-tracing.mount',
			'',
			'[Service]',
			...(user === null ? [] : [`User=${user}`, `Environment=XDG_STATE_HOME=/var/lib/${state}`]),
			`ExecStart=${words.join(' ')}`,
			'Restart=on-failure',
			'RestartSec=10',
			`StateDirectory=${state}`,
			'StateDirectoryMode=0700',
			'UMask=0077',
			...(metrics === null ? [] : [`ReadWritePaths=${quotedWord(dirname(resolve(metrics)))}`]),
			...unitSandbox({user, isLocal: remote.length === 0}),
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
			user === null
				? 'It runs as root: tracing programs and capabilities needs it. The store is in /var/lib/dockscope.'
				: `It runs as ${user}, who must be able to use the socket of the engine, and records events and grades. Read its store with XDG_STATE_HOME=/var/lib/${state}, as ${user}.`,
			remote.length === 0
				? 'It may connect to this host only (IPAddressDeny=any). When the policy notifies someone elsewhere, print it again with --policy.'
				: `It may connect to other machines: ${remote.join(', ')}.`,
			...(remote.includes('notify: of the policy')
				? [
						'Programs and mail of notify: run in the same sandbox: what they write needs ReadWritePaths=, and set-uid programs do not work.',
					]
				: []),
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

/** The user that `--unit-user` names. @throws UsageError */
function unitUser({line}: Run): string | null {
	const name = line.value('unit-user');
	if (name === null || name === 'root') return null;
	if (!/^[A-Za-z_][\w-]{0,30}$/.test(name)) throw new UsageError(`--unit-user takes the name of a user, not ${quoted(name)}.`);
	return name;
}

/** Why the recorder talks to other machines. @throws UsageError for a policy that is wrong */
async function leavesHost(run: Run): Promise<readonly string[]> {
	const {line} = run;
	const host = line.value('host');
	const policy = line.value('policy') === null ? null : await policyOf(run);
	const isElsewhere = (host !== null && !host.startsWith('unix:')) || line.list('context').length > 0;
	return [
		...(isElsewhere ? ['the engine'] : []),
		...(line.list('export').some(one => one.startsWith('otlp:')) ? ['--export'] : []),
		...((policy?.notify.length ?? 0) > 0 ? ['notify: of the policy'] : []),
	];
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
		if (!isOurs || name === 'format' || name === 'unit-user' || kind === 'flag') return [];
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
