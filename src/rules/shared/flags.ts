import {plainCapability} from '../../facts/capability-names.js';
import type {ContainerFacts} from '../../facts/index.js';
import {strings} from '../../facts/read.js';
import {sanitise} from '../../terminal/sanitise.js';
import {shellQuote} from '../../terminal/shell-quote.js';
import type {ContainerScope} from '../rule.js';

/** `--cap-add SYS_ADMIN` */
export const flag = (name: string, value: string): string => `${name} ${shellQuote(sanitise(value))}`;

/** One flag for each value. */
export const flags = (name: string, values: readonly string[]): string[] => values.map(value => flag(name, value));

/** The `--security-opt` flags that the container was really given and whose value matches. */
export function securityOptions({raw}: ContainerFacts, matching: RegExp): string[] {
	const typed = strings(raw.HostConfig?.SecurityOpt).filter(
		option => matching.test(option) && !engineMade(option, raw.HostConfig),
	);
	// The CLI sends the content of the file that was named; its name is not kept.
	return typed.map(option => (option.includes('{') ? '--security-opt seccomp=FILE' : flag('--security-opt', option)));
}

/** With --privileged, --pid host and --ipc host dockerd adds `label=disable`, which was not on the command line. */
function engineMade(option: string, config: ContainerFacts['raw']['HostConfig']): boolean {
	const widened = config?.Privileged === true || config?.PidMode === 'host' || config?.IpcMode === 'host';
	return widened && /^label[=:]disable$/.test(option);
}

/** The `--user` flag, where the user does not simply come from the image. */
export function userFlag({container: {user}, image}: ContainerScope): string[] {
	return user.configured === '' || user.configured === image?.user.configured ? [] : [flag('--user', user.configured)];
}

/**
 * How to remove capabilities from this container: what was added is no longer added, what the engine grants by default is dropped.
 * `--cap-add ALL` stays where dropping is enough.
 */
export function withoutCapabilities(
	{privileged, capabilities}: ContainerFacts,
	names: readonly string[],
): {text: string; remove: string[]; add: string[]} {
	const added = (wanted: (name: string) => boolean) =>
		flags(
			'--cap-add',
			capabilities.added.filter(typed => wanted(plainCapability(typed))),
		);
	if (privileged)
		return {
			text: 'Run it without --privileged, which grants every capability, then add back only the one it needs.',
			remove: ['--privileged', ...added(name => names.includes(name))],
			add: [],
		};
	const keepsDefault = !capabilities.dropped.some(typed => plainCapability(typed) === 'ALL');
	const byDefault = keepsDefault ? names.filter(name => [...capabilities.default].some(each => each === name)) : [];
	const needsLessThanAll = byDefault.length < names.length;
	return {
		text: `Drop ${names.join(', ')}.${byDefault.length === 0 ? '' : ` The engine grants ${byDefault.join(', ')} by default.`}`,
		remove: added(name => names.includes(name) || (name === 'ALL' && needsLessThanAll)),
		add: flags('--cap-drop', byDefault),
	};
}

/** `remove --privileged`, `add --cap-drop ALL`: a change of flags in words, as every report and command prints it. */
export const flagChanges = ({remove, add}: {readonly remove: readonly string[]; readonly add: readonly string[]}): string[] => [
	...remove.map(one => `remove ${one}`),
	...add.map(one => `add ${one}`),
];
