import {type SafeText, safe, sanitise, serviceAccess} from '../../base/index.js';
import type {AssessedContainer, Evidence} from '../../judge/index.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import {startedWith} from '../evidence/size-files.js';
import {type Declared, mebi, type Settings} from './declared-sizes.js';
import {anyProgram, anyStore, type WorkloadKind, workloads} from './workloads.js';

/** What limits must leave the programs of a container. */
export type Needs = {
	readonly settings: Settings;
	/** Bytes and tasks below which no limit is proposed. */
	readonly floor: number;
	readonly tasks: number;
	/** What its settings say that it may use, together. */
	readonly declared: Declared | null;
	/** Why its memory so far says nothing about what it will use: `redis-server: its memory grows …`; `null`: nothing known says so. */
	readonly grows: SafeText | null;
	readonly tasksGrow: SafeText | null;
};

/** By what runs in it, what its command starts, and what its image is named for. */
export function needsOf({facts, image}: AssessedContainer, evidence: HardeningEvidence): Needs {
	const started = startedWith(facts, evidence.processes);
	const live = evidence.processes.known ? evidence.processes.value : [];
	const settings: Settings = {
		started,
		files: evidence.sizes,
		count: program => Math.max(1, live.filter(({command}) => program.test(String(command))).length),
	};
	const names = [
		...new Set([
			...started.programs.keys(),
			...started.commands.flatMap(([first = '']) => baseNames(first)),
			...marked(started.env),
		]),
	];
	const kinds = names.flatMap(name => workloads.filter(({programs}) => programs.test(name)).map(kind => ({name, kind})));
	const stores = serviceAccess({...facts, ...(evidence.processes.known ? {processes: evidence.processes} : {})}, image)
		.filter(
			({service}) => service.gives === 'data' && !service.programs.some(name => kinds.some(({kind}) => kind.programs.test(name))),
		)
		.map(({service}) => ({name: service.name, kind: anyStore}));
	const isJvm = kinds.some(({kind, name}) => name === 'java' && kind.declares?.(settings) != null);
	// A store in Java keeps its data in the heap that was declared for it.
	const all: readonly {name: string; kind: WorkloadKind}[] = [...kinds, ...(isJvm ? [] : stores)];
	const declared = all.map(({name, kind}) => ({name, kind, size: kind.declares?.(settings) ?? null}));
	const sizes = distinctKinds(declared).flatMap(({size}) => (size === null ? [] : [size]));
	const growing = declared.find(({kind, size}) => kind.grows !== null && size === null);
	const anyTasks = declared.find(({kind}) => kind.tasksGrow === true);
	return {
		settings,
		floor: Math.max(anyProgram.floor, ...all.map(({kind}) => kind.floor)) * mebi,
		tasks: Math.max(anyProgram.tasks, ...all.map(({kind}) => kind.tasks)),
		declared:
			sizes.length === 0
				? null
				: {bytes: sizes.reduce((sum, {bytes}) => sum + bytes, 0), evidence: sizes.flatMap<Evidence>(({evidence: of}) => of)},
		grows: growing?.kind.grows ? safe`${sanitise(growing.name)}: ${growing.kind.grows}` : null,
		tasksGrow: anyTasks?.kind.grows ? safe`${sanitise(anyTasks.name)}: ${anyTasks.kind.grows}` : null,
	};
}

const baseNames = (word: string): string[] => (word === '' ? [] : [word.slice(word.lastIndexOf('/') + 1)]);

/** A kind once, whatever its programs are called. */
const distinctKinds = <T extends {readonly kind: WorkloadKind}>(all: readonly T[]): T[] =>
	all.filter(({kind}, index) => all.findIndex(other => other.kind === kind) === index);

/** Runtimes that an image is made for, by the variables that it sets: what it starts may be a script. */
function marked(env: ReadonlyMap<string, string>): string[] {
	return [
		...(env.has('JAVA_HOME') || env.has('JAVA_VERSION') ? ['java'] : []),
		...(env.has('NODE_VERSION') ? ['node'] : []),
		...(env.has('DOTNET_RUNNING_IN_CONTAINER') || env.has('DOTNET_VERSION') ? ['dotnet'] : []),
		...(env.has('PG_MAJOR') ? ['postgres'] : []),
	];
}
