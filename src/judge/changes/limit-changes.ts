import type {ContainerFacts} from '../../base/index.js';
import {type Change, change} from './change.js';
import {each, flag, option, type RunOption} from './run-option.js';

/** Without evidence, numbers that hardly any service reaches; the plan has its own from the peaks that it saw. */
export const usualMemory = option('--memory', '512m');
export const usualPids = option('--pids-limit', '200');
export const usualCpus = option('--cpus', '1');

export const withMemoryLimit = (limit: RunOption = usualMemory): Change =>
	change({
		text: 'Set a limit somewhat above its peak usage.',
		add: [limit],
		mayBreak: 'It is OOM-killed if the limit is below its peak.',
	});

export const withPidsLimit = ({raw}: Pick<ContainerFacts, 'raw'>, limit: RunOption = usualPids): Change =>
	change({
		text: 'Limit the number of processes and threads.',
		remove: unlimitedPids(raw.HostConfig?.PidsLimit),
		add: [limit],
		mayBreak: 'Programs with more threads than that.',
	});

/** `-1` is a limit that was asked not to be one. @param limit  as the engine answered: a malformed one was never typed */
export const unlimitedPids = (limit: unknown): RunOption[] =>
	typeof limit === 'number' && limit !== 0 ? [option('--pids-limit', String(limit))] : [];

export const withCpuLimit = (): Change =>
	change({text: 'Set a CPU limit.', add: [usualCpus], mayBreak: 'Response times at peak load.'});

export const withLogLimit = ({logging}: Pick<ContainerFacts, 'logging'>): Change =>
	change({
		text: 'Set max-size, so that the log is rotated.',
		remove: each('--log-opt', logging.options['max-size'] === undefined ? [] : [`max-size=${logging.options['max-size']}`]),
		add: [
			option('--log-opt', 'max-size=10m'),
			// Podman keeps one file.
			...(logging.options['max-file'] === undefined && logging.driver === 'json-file' ? [option('--log-opt', 'max-file=3')] : []),
		],
		mayBreak: 'Older lines are deleted: forward them if they are needed.',
	});

/** `always`, `on-failure:9`, as it was typed. */
export const restartOption = ({name, maximumRetries}: ContainerFacts['restart']): RunOption =>
	option('--restart', maximumRetries > 0 ? `${name}:${maximumRetries}` : name);

/** More restarts than that give an attacker as many tries. */
export const isUnbounded = ({name, maximumRetries}: ContainerFacts['restart']): boolean =>
	name === 'always' || name === 'unless-stopped' || (name === 'on-failure' && (maximumRetries === 0 || maximumRetries > 5));

export const withBoundedRestart = (restart: ContainerFacts['restart']): Change =>
	change({
		text: 'Restart on failure, at most five times.',
		remove: [restartOption(restart)],
		add: [option('--restart', 'on-failure:5')],
		mayBreak: 'It does not start after a host reboot, nor when it exits without an error: use a service manager for that.',
	});

/**
 * A read-only root with a place for temporary files; the plan adds what it saw being written.
 *
 * @param tmpfs  the place; none where something is mounted there already: docker refuses a second mount at one path
 */
export const withReadOnlyRoot = (container: Pick<ContainerFacts, 'tmpfs' | 'mounts'>, tmpfs = '/tmp'): Change =>
	change({
		text: 'Make it read-only, with a tmpfs for temporary files and volumes for data.',
		add: [flag('--read-only'), ...(mountsAt(container, '/tmp') ? [] : [option('--tmpfs', tmpfs)])],
		mayBreak: 'Anything that writes outside its volumes, such as to /run or caches: the hardened twin shows where.',
	});

const mountsAt = ({tmpfs, mounts}: Pick<ContainerFacts, 'tmpfs' | 'mounts'>, path: string): boolean =>
	[tmpfs, mounts].flat().some(({destination}) => destination === path);
