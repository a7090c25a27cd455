import {type ContainerFacts, type EngineKind, nearest, ownValue, sanitise} from '../../../base/index.js';
import {sizeOf} from '../../changes/options/size.js';
import {flag, option, type RunOption} from '../../changes/run-option.js';
import {isReported} from './reported.js';
import {numberOf, type RunFlag} from './run-flag.js';
import {otherNames, runFlags, withoutTrace} from './run-flags.js';

type Wanted = {readonly name: string; readonly value: string};

/** `--cap-drop ALL`, `--cap-drop=ALL`, `-m 512m`, `--read-only` alike; `null` for what is no flag. */
function read(flag: string): Wanted | null {
	const [, given, value = ''] = /^(--?[A-Za-z][\w-]*)(?:[= ]\s*(.*))?$/s.exec(flag.trim()) ?? [];
	return given === undefined ? null : {name: otherNames[given] ?? given, value: value.trim()};
}

/** `--read-only` and `-m=512m` as options; nothing for what is no flag. */
export function asOption(text: string): RunOption[] {
	const wanted = read(text);
	if (wanted === null) return [];
	const {name, value} = wanted;
	return [
		find(name)?.value === 'true or false' && value === 'false'
			? flag(`${name}=false`)
			: value === ''
				? flag(name)
				: option(name, value),
	];
}

const find = (name: string): RunFlag | null => ownValue(runFlags, name) ?? null;

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
		return isValue(known, wanted.value) ? null : `"${shown}": ${wanted.name} takes ${known.value}`;
	}
	if (withoutTrace.includes(wanted.name)) return `${wanted.name} leaves nothing in a container that could be checked`;
	const names = Object.keys(runFlags).map(name => name.slice(2));
	return `unknown flag "${sanitise(wanted.name)}"${nearest(wanted.name.replace(/^-+/, ''), names, '--')}`;
}

/** Their values are free text, which may contain commands with options. */
const freeWords = ['--annotation', '--entrypoint', '--env', '--health-cmd', '--label', '--log-opt'];

/** `--read-only` of `--cap-drop ALL --read-only`. */
function secondFlag({name, value}: Wanted): string | null {
	if (freeWords.includes(name)) return null;
	const words = value.split(/\s+/).map(word => word.split('=')[0] ?? '');
	return words.find(word => word.startsWith('--') && (find(word) !== null || withoutTrace.includes(word))) ?? null;
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

function isValue({value: takes}: RunFlag, value: string): boolean {
	if (value === '' || takes === undefined) return true;
	if (takes === 'true or false') return value === 'true' || value === 'false';
	return (takes === 'a number' ? numberOf(value.replace(/^-/, '')) : sizeOf(value)) !== null;
}

/** `null` when it cannot be seen whether this flag is in force, or the flag is none that is known. */
export function hasFlag(container: ContainerFacts, flag: string, engine: EngineKind): boolean | null {
	const wanted = read(flag);
	const known = wanted === null ? null : find(wanted.name);
	if (wanted === null || known === null || secondFlag(wanted) !== null || !isReported(known.field, container.raw, engine))
		return null;
	return known.judge(container, wanted.value);
}
