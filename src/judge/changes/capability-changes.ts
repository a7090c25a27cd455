import {type ContainerFacts, plainCapability} from '../../base/index.js';
import {type Change, change} from './change.js';
import {each, flag} from './run-option.js';

/**
 * How to take capabilities from this container: what was added is no longer added, what the engine grants by default is dropped. Those
 * that came with `ALL` go with it; what is needed is added back by name.
 */
export function withoutCapabilities(
	{privileged, capabilities}: ContainerFacts,
	names: readonly string[],
	mayBreak = 'Anything that needs the capability: test the hardened twin first.',
): Change {
	const typed = (wanted: (name: string) => boolean) =>
		each(
			'--cap-add',
			capabilities.added.filter(name => wanted(plainCapability(name))),
		);
	const defaults: ReadonlySet<string> = dropsAll(capabilities) ? new Set() : capabilities.default;
	const byDefault = names.filter(name => defaults.has(name));
	const beyond = names.filter(name => !byDefault.includes(name));
	const drop = each(
		'--cap-drop',
		byDefault.filter(name => !capabilities.dropped.some(one => plainCapability(one) === name)),
	);
	if (privileged)
		return change({
			text: 'Run it without --privileged, which grants every capability, then add back only the one it needs.',
			remove: [flag('--privileged'), ...typed(name => names.includes(name) || (name === 'ALL' && beyond.length > 0))],
			add: drop,
			mayBreak,
		});
	const comesWithAll = beyond.length > 0 && typed(name => name === 'ALL').length > 0;
	return change({
		text: comesWithAll
			? 'Add only the capabilities that are needed, by name.'
			: `Drop ${names.join(', ')}.${byDefault.length === 0 ? '' : ` The engine grants ${byDefault.join(', ')} by default.`}`,
		remove: typed(name => names.includes(name) || (name === 'ALL' && comesWithAll)),
		add: drop,
		mayBreak,
	});
}

/** Whether it was created with `--cap-drop ALL`. */
export const dropsAll = ({dropped}: Pick<ContainerFacts['capabilities'], 'dropped'>): boolean =>
	dropped.some(typed => plainCapability(typed) === 'ALL');
