import {type ContainerFacts, counted} from '../../../base/index.js';
import {cannotTell, failAs, fromChanges, fromInspect, notSeen, pass} from '../rule.js';
import type {Judgement} from '../verdict.js';

/** Fails where the writable layer holds such files; `word` comes before their paths. */
export function judgeChanges(
	{readOnlyRoot, changes}: ContainerFacts,
	which: 'systemPaths' | 'executables',
	word: string,
): Judgement {
	if (readOnlyRoot) return pass(fromInspect('HostConfig.ReadonlyRootfs', true));
	if (!changes.known) return notSeen(changes);
	const paths = changes.value[which];
	const {unexamined} = changes.value;
	if (paths.length === 0 && which === 'executables' && unexamined > 0)
		return cannotTell({
			source: 'engine:/archive',
			reason: `the modes of ${counted(unexamined, 'changed file')} were not examined: too many, or refused`,
		});
	if (paths.length === 0) return pass(fromChanges('Path', []));
	const rest = paths.length > 3 ? ` and ${paths.length - 3} more` : '';
	return failAs(
		{detail: `${word} ${paths.slice(0, 3).join(', ')}${rest}`},
		...paths.slice(0, 20).map(path => fromChanges('Path', path)),
	);
}
