import {type ContainerFacts, type EngineKind, nearest, ownValue, sanitise} from '../../../base/index.js';
import {longName, rowOf, runOptions, withoutRow} from '../../changes/options/index.js';
import {numberOf} from '../../changes/options/kinds.js';
import {isThere, type Judge, type OptionRow} from '../../changes/options/row.js';
import {sizeOf} from '../../changes/options/size.js';
import {flag, option, type RunOption} from '../../changes/run-option.js';
import {isReported} from './reported.js';

type Wanted = {readonly name: string; readonly value: string};

/** `--cap-drop ALL`, `--cap-drop=ALL`, `-m 512m`, `--read-only` alike; `null` for what is no flag. */
function read(flag: string): Wanted | null {
	const [, given, value = ''] = /^(--?[A-Za-z][\w-]*)(?:[= ]\s*(.*))?$/s.exec(flag.trim()) ?? [];
	return given === undefined ? null : {name: longName(given), value: value.trim()};
}

/** `--read-only` and `-m=512m` as options; nothing for what is no flag. */
export function asOption(text: string): RunOption[] {
	const wanted = read(text);
	if (wanted === null) return [];
	const {name, value} = wanted;
	return [
		find(name)?.row.kind === 'switch' && value === 'false'
			? flag(`${name}=false`)
			: value === ''
				? flag(name)
				: option(name, value),
	];
}

type Judged = {readonly row: OptionRow; readonly field: string; readonly judge: Judge};

function find(name: string): Judged | null {
	const row = rowOf(name);
	return row === null || row.field === null || !isThere(row.judge) ? null : {row, field: row.field, judge: row.judge};
}

/** What a value must be, for people; absent: any text. */
const takes: Readonly<Partial<Record<OptionRow['kind'], string>>> = {
	switch: 'true or false',
	size: 'a size like 512m',
	number: 'a number',
};

/** What is wrong with a flag that a policy requires, for the one who wrote it; `null` when it can be judged. */
export function problemOfFlag(flag: string): string | null {
	const wanted = read(flag);
	const shown = sanitise(flag.trim());
	if (wanted === null) return `"${shown}" is not a flag of docker run: write it like --read-only or --cap-drop ALL`;
	const known = find(wanted.name);
	if (known !== null) {
		const second = secondFlag(wanted);
		if (second !== null) return `"${shown}" contains two flags: put ${second} in a separate entry`;
		if (wanted.name === '--security-opt' && !isSecurityOption(wanted.value)) return unknownOption(wanted.value);
		return isValue(known.row, wanted.value) ? null : `"${shown}": ${wanted.name} takes ${takes[known.row.kind]}`;
	}
	const why = whyNotJudged(wanted.name);
	if (why !== null) return `${wanted.name} ${why}`;
	const names = Object.keys(runOptions).flatMap(name => (find(name) === null ? [] : [name.slice(2)]));
	return `unknown flag "${sanitise(wanted.name)}"${nearest(wanted.name.replace(/^-+/, ''), names, '--')}`;
}

function whyNotJudged(name: string): string | null {
	const judge = rowOf(name)?.judge;
	return judge !== undefined && !isThere(judge) ? judge.without : (ownValue(withoutRow, name) ?? null);
}

/** `--read-only` of `--cap-drop ALL --read-only`. */
function secondFlag({name, value}: Wanted): string | null {
	if (rowOf(name)?.isFreeText) return null;
	const words = value.split(/\s+/).map(word => word.split('=')[0] ?? '');
	return words.find(word => word.startsWith('--') && (rowOf(word) !== null || Object.hasOwn(withoutRow, word))) ?? null;
}

/** @source docs.docker.com/reference/cli/docker/container/run (security-opt), podman-run(1) */
const securityOptions = [
	'no-new-privileges',
	'seccomp',
	'apparmor',
	'label',
	'systempaths',
	'writable-cgroups',
	'mask',
	'unmask',
];
const nameOfOption = (value: string): string => value.split(/[=:]/)[0] ?? '';
const isSecurityOption = (value: string): boolean => value === '' || securityOptions.includes(nameOfOption(value));
const unknownOption = (value: string): string =>
	`unknown --security-opt "${sanitise(nameOfOption(value))}"${nearest(nameOfOption(value), securityOptions)}`;

function isValue({kind}: OptionRow, value: string): boolean {
	if (value === '') return true;
	if (kind === 'switch') return value === 'true' || value === 'false';
	if (kind === 'number') return numberOf(value.replace(/^-/, '')) !== null;
	return kind !== 'size' || sizeOf(value) !== null;
}

/** `null` when it cannot be seen whether this flag is in force, or the flag is none that is known. */
export function hasFlag(container: ContainerFacts, flag: string, engine: EngineKind): boolean | null {
	const wanted = read(flag);
	const known = wanted === null ? null : find(wanted.name);
	if (wanted === null || known === null || secondFlag(wanted) !== null || !isReported(known.field, container.raw, engine))
		return null;
	return known.judge(container, wanted.value);
}
