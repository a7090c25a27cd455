import type {HostConfig} from '../answers/index.js';
import {type SafeText, sanitise} from '../text/safe-text.js';
import type {EngineKind} from './engine-facts.js';
import {strings} from './read.js';
import type {SecurityOptions} from './security-options.js';

/** Masked and read-only paths of /proc and /sys. */
export type SystemPaths =
	| {readonly kind: 'default'}
	/** `systempaths=unconfined` gives `[]`, privileged gives `null`, Podman lists `unmask`; `missing`: default paths that are not masked. */
	| {readonly kind: 'unmasked'; readonly by: 'privileged' | 'systempaths' | 'unmask'}
	| {readonly kind: 'partial'; readonly missing: readonly SafeText[]}
	/** The field is absent: Podman, or an engine before 1.38. */
	| {readonly kind: 'unreported'};

/**
 * Masked and read-only by default. Paths that only newer engines mask (`/sys/devices/virtual/powercap` since 24, `/proc/interrupts`
 * since 28) are not required: a container of an older engine has not unmasked anything.
 * @source moby oci/defaults.go
 */
export const MASKED_PATHS: readonly string[] = [
	'/proc/asound',
	'/proc/acpi',
	'/proc/kcore',
	'/proc/keys',
	'/proc/latency_stats',
	'/proc/timer_list',
	'/proc/timer_stats',
	'/proc/sched_debug',
	'/proc/scsi',
	'/sys/firmware',
];
export const READ_ONLY_PATHS: readonly string[] = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];

/**
 * Docker has three cases: two empty lists are `systempaths=unconfined`; `null` comes with privileged, and without it the
 * default is applied at start; a list is the default or a custom one. Podman only reports its `unmask` option.
 * @source moby daemon/oci_linux.go (nil keeps the default of the specification)
 */
export function systemPaths(config: HostConfig, options: SecurityOptions, engine: EngineKind): SystemPaths {
	if (config.Privileged === true) return {kind: 'unmasked', by: 'privileged'};
	const asked = engine === 'podman' ? 'unmask' : 'systempaths';
	if (options.unmask.some(path => /^(all|\/proc\/\*|\/)$/i.test(path))) return {kind: 'unmasked', by: asked};
	const unmasked = options.unmask.filter(path => path !== '');
	if (unmasked.length > 0)
		return partial(defaultPaths.filter(path => unmasked.some(open => within(path, open) || within(open, path))));

	const {MaskedPaths: masked, ReadonlyPaths: readOnly} = config;
	if (!Array.isArray(masked) && !Array.isArray(readOnly)) return silent(config, engine);
	if (masked?.length === 0 && readOnly?.length === 0) return {kind: 'unmasked', by: asked};
	return partial([...missing(MASKED_PATHS, masked), ...missing(READ_ONLY_PATHS, readOnly)]);
}

/** For Docker `null` is an answer; a missing field is not. */
const silent = (config: HostConfig, engine: EngineKind): SystemPaths =>
	engine === 'docker' && (config.MaskedPaths === null || config.ReadonlyPaths === null)
		? {kind: 'default'}
		: {kind: 'unreported'};

/** Whether kernel settings are writable: a core_pattern set by the container then runs a program as root on the host. */
export const opensKernelSettings = (paths: SystemPaths): boolean =>
	paths.kind === 'unmasked' || (paths.kind === 'partial' && paths.missing.some(path => path === '/proc/sys'));

/** Of the paths that are left open, those that should be masked, and those that should be read-only. */
export function openedPaths({missing}: {readonly missing: readonly SafeText[]}): {readable: SafeText[]; writable: SafeText[]} {
	const isHidden = (path: string) => MASKED_PATHS.includes(path);
	return {readable: missing.filter(isHidden), writable: missing.filter(path => !isHidden(path))};
}

const defaultPaths: readonly string[] = [...MASKED_PATHS, ...READ_ONLY_PATHS];

function missing(expected: readonly string[], given: unknown): readonly string[] {
	if (!Array.isArray(given)) return [];
	const listed = strings(given);
	return expected.filter(path => !listed.includes(path) && !listed.some(cover => within(path, cover)));
}

const within = (path: string, directory: string): boolean =>
	path === directory || path.startsWith(`${directory.replace(/\/$/, '')}/`);

const partial = (paths: readonly string[]): SystemPaths =>
	paths.length === 0 ? {kind: 'default'} : {kind: 'partial', missing: paths.map(sanitise)};
