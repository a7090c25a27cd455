import {realpathSync} from 'node:fs';
import {basename} from 'node:path';
import {type Capability, decodeCapabilities} from '../../facts/index.js';
import {boundedText} from '../../lib/bounded-text.js';
import {codeOf} from '../../lib/has-code.js';
import {programPath} from '../run-program.js';

const STATUS_LIMIT = 64 * 1024;

/**
 * What its questions need of root: to read files (`DAC_READ_SEARCH`) and leave their access times (`FOWNER`), to look at processes of others
 * (`SYS_PTRACE`), at the files that they have mapped and into their network namespaces (`SYS_ADMIN`), and to list rules of the firewall
 * (`NET_ADMIN`, `NET_RAW` for its older variant) and of the audit system (`AUDIT_CONTROL`).
 *
 * @source capabilities(7), proc_pid_map_files(5), setns(2), openat(2) for O_NOATIME
 */
const needed: readonly Capability[] = [
	'DAC_READ_SEARCH',
	'FOWNER',
	'SYS_PTRACE',
	'SYS_ADMIN',
	'NET_ADMIN',
	'NET_RAW',
	'AUDIT_CONTROL',
];

let isRefused = false;

/** `setpriv` did not start the reader: it runs as it is from now on. */
export function keepCapabilities(): void {
	isRefused = true;
}

/** The command with no more capabilities than the reader needs, where `setpriv` of util-linux is there: Node cannot drop its own. */
export function withFewerCapabilities(command: readonly [string, ...string[]]): readonly [string, ...string[]] {
	const setpriv = isRefused || process.getuid?.() !== 0 ? null : programPath('setpriv');
	if (setpriv === null) return command;
	try {
		const status = boundedText('/proc/self/status', STATUS_LIMIT);
		const held = (name: string) => decodeCapabilities(new RegExp(`^${name}:\\s*(\\w+)$`, 'm').exec(status)?.[1] ?? '');
		const bounding = held('CapBnd');
		// That of busybox, a link to it, knows no bounding set.
		if (bounding === null || held('CapEff')?.has('SETPCAP') !== true || basename(realpathSync(setpriv)) !== 'setpriv')
			return command;
		const kept = needed.filter(name => bounding.has(name)).map(name => `+${name.toLowerCase()}`);
		return [setpriv, '--no-new-privs', '--inh-caps=-all', `--bounding-set=${['-all', ...kept].join(',')}`, ...command];
	} catch (error) {
		if (codeOf(error) === undefined) throw error;
		return command;
	}
}
