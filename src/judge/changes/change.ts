import type {ContainerInspect, SafeText} from '../../base/index.js';
import {rowOf} from './options/index.js';
import {isThere, type OptionEdit} from './options/row.js';
import {optionText, type RunOption, sameOption} from './run-option.js';

/**
 * A change of how a container is created: what a finding advises, what cuts an attack path, what the plan does. Its options are both the
 * flags that people see and, through `applyChange`, the configuration that is judged again: the two cannot differ.
 */
export type Change = {
	/** What to do, one or two sentences. */
	readonly text: SafeText | string;
	/** Options of `docker run`, as they were typed where the engine repeats them; none for engine and host rules. */
	readonly remove: readonly RunOption[];
	readonly add: readonly RunOption[];
	readonly mayBreak: SafeText | string | null;
};

/** A change as it is written down: what it does not name is empty. */
export type ChangeDraft = {
	readonly text: SafeText | string;
	readonly remove?: readonly RunOption[];
	readonly add?: readonly RunOption[];
	readonly mayBreak?: SafeText | string | null;
};

/** Most changes only remove or only add options. */
const none: readonly never[] = [];

export const change = ({text, remove = none, add = none, mayBreak = null}: ChangeDraft): Change => ({
	text,
	remove,
	add,
	mayBreak,
});

function editOf({name}: RunOption): OptionEdit | null {
	const edit = rowOf(name)?.edit;
	return edit !== undefined && isThere(edit) ? edit : null;
}

/** Several as one: each option once. */
export const together = (text: Change['text'], changes: readonly Change[], mayBreak: Change['mayBreak'] = null): Change => ({
	text,
	remove: distinct(changes.flatMap(({remove}) => remove)),
	add: distinct(changes.flatMap(({add}) => add)),
	mayBreak: mayBreak ?? changes[0]?.mayBreak ?? null,
});

const distinct = (options: readonly RunOption[]): RunOption[] =>
	options.filter((one, index) => options.findIndex(other => sameOption(one, other)) === index);

/** Whether it is known what the option makes of a container. */
export const isKnownOption = (one: RunOption): boolean => editOf(one) !== null;

/**
 * The inspect of the container had it been created with this change. An option that only a policy names and of which it is not known what
 * it does leaves it as it is.
 */
export function applyChange({remove, add}: Pick<Change, 'remove' | 'add'>, before: ContainerInspect): ContainerInspect {
	const without = remove.reduce((inspect, one) => editOf(one)?.remove(inspect, one.value ?? '') ?? inspect, before);
	return add.reduce((inspect, one) => editOf(one)?.add(inspect, one.value ?? '', before) ?? inspect, without);
}

/** As people type them: `{remove: ['--privileged'], add: ['--cap-add SYS_PTRACE']}`. */
export const flagsOf = ({remove, add}: Pick<Change, 'remove' | 'add'>): {remove: SafeText[]; add: SafeText[]} => ({
	remove: remove.map(optionText),
	add: add.map(optionText),
});

/** `remove --privileged`, `add --cap-drop ALL`: as every report and command prints it. */
export function flagChanges(one: Pick<Change, 'remove' | 'add'>): string[] {
	const {remove, add} = flagsOf(one);
	return [...remove.map(text => `remove ${text}`), ...add.map(text => `add ${text}`)];
}
