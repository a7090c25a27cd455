import type {ContainerFacts} from '../../facts/index.js';
import {sanitise} from '../../terminal/sanitise.js';

/** One word of a POSIX shell. */
export const shellWord = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** `--cap-add SYS_ADMIN` */
export const flag = (name: string, value: string): string => `${name} ${shellWord(sanitise(value))}`;

/** One flag for each value. */
export const flags = (name: string, values: readonly string[]): string[] => values.map(value => flag(name, value));

/** The `--security-opt` flags that the container was really given and whose value matches. */
export function securityOptions({raw}: ContainerFacts, matching: RegExp): string[] {
	return flags(
		'--security-opt',
		(raw.HostConfig?.SecurityOpt ?? []).filter(option => matching.test(option) && !engineMade(option, raw.HostConfig)),
	);
}

/** dockerd writes `label=disable` by itself beside --privileged, --pid host and --ipc host: nobody typed that flag. */
function engineMade(option: string, config: ContainerFacts['raw']['HostConfig']): boolean {
	const widened = config?.Privileged === true || config?.PidMode === 'host' || config?.IpcMode === 'host';
	return widened && /^label[=:]disable$/.test(option);
}

/** Names of capabilities, however they were typed: `cap_sys_admin` is SYS_ADMIN. */
const plainName = (typed: string) => typed.toUpperCase().replace(/^CAP_/, '');

/**
 * The `--cap-add` flags, as typed, through which the container has one of `names`; `ALL` gives each of them.
 * Empty when the engine's default or --privileged gives it: then something else has to be changed.
 */
export function capAddFlags({capabilities}: ContainerFacts, names: readonly string[]): string[] {
	return flags(
		'--cap-add',
		capabilities.added.filter(typed => plainName(typed) === 'ALL' || names.includes(plainName(typed))),
	);
}

/** How to take capabilities away from this container: what was added is not added, what is there by default is dropped. */
export function withoutCapabilities(
	container: ContainerFacts,
	names: readonly string[],
): {text: string; remove: string[]; add: string[]} {
	if (container.privileged)
		return {
			text: 'Run it without --privileged, which grants every capability, then add back the single one it needs.',
			remove: ['--privileged', ...capAddFlags(container, names)],
			add: [],
		};
	const all = capabilitiesAddedAsAll(container);
	const byDefault = names.filter(name => [...container.capabilities.default].some(each => each === name));
	return {
		text: all
			? 'Name the capabilities it needs instead of ALL.'
			: `Take away ${names.join(', ')}${byDefault.length > 0 ? ', which the engine grants by default' : ''}.`,
		remove: capAddFlags(container, names),
		add: flags('--cap-drop', byDefault),
	};
}

const capabilitiesAddedAsAll = ({capabilities}: ContainerFacts): boolean =>
	capabilities.added.some(typed => plainName(typed) === 'ALL');
